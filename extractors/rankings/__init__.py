"""Rankings: places of regions, their organisations, cities and heads in ratings.

`reading` goes over a document, sentence by sentence. Where what is read:

- the words of a sentence: places (`places`, below it `tops`, `ordinals`; `signs`, `edges`), who may hold one
  (`subjects`, below it `elliptic`, `noun_phrases`, `named`, `phrases`, `attachments`, `wordforms`),
  `grouping`, `scopes`, `scoring`, `moves` (how many steps); `clauses` puts them in order, `run_ons` cuts
  lists that run on
- a sentence: `assembler` goes over its clauses, each class below it one way of telling: `pairing`
  (subjects and places together), `subjectless` (a place alone), `holders` (who is a subject),
  `handing` (places that pass on), `relations` (below, next, between), `above`, `amounts` (moves and
  points), `keeping` (kept places), `earlier` (the edition before), `telling` (statements are made)
- lists: `lists`, `rows`, `portraits` over lines, `enumerations` inside a sentence
- over sentences: `discourse` (what was told), below it `admission` (who can be a subject), `standins`
  (whom "регион" or "она" means), `belonging` (where an organisation lies), `mentions` (who was named)
- of the document: `context`, with `naming`, `publishers`, `compilers`, `dating`, `totals`, `topics`
"""
