"""The ways in which clauses tell who holds which place, one a module; `assembler` goes over them.

`pairing` (subjects and places together), `subjectless` (a place alone), `holders` (who is a subject),
`handing` (places that pass on), `relations` (below, next, between), `above`, `nearly`, `extremes`, `swaps`,
`amounts` (moves and points), `keeping` (kept places), `earlier` (the edition before); `assertion` says
whether a clause tells it at all, `telling` makes the statements.
"""
