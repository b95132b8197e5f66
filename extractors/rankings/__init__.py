"""Rankings: places of regions, their organisations, cities and heads in ratings.

`reading` goes over a document, sentence by sentence. Where what is read:

- the words of a sentence: `places`, and who may hold one, `subjects`; `items` and `clauses` put both in order
- a clause: `constructions`, each one way of telling who holds which place
- lists: `lists`
- over sentences: `discourse`
- what the document says once for all its statements: `context`, with `ratings` (their names) and `attributes`
  (publisher, period, how many are ranked; points)
- `merging` writes a fact told twice once, `statements` gives it its evidence and identities

Words and rules are data: `words.yaml` (by theme), `heads.yaml`, `rules`.
"""
