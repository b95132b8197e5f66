"""Places as a sentence words them: numbers, tiers, signs, movements, and the subset that they count in.

`expressions` reads those that are numbers, with `tops`, `best` and `ordinals` below it; `signs` and
`edges` those that words make, `seeming` what only seems to be one; `moves` the way from one to another;
`positions` makes them those of subjects.
"""
