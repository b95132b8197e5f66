"""Lists of places: `lines` with a subject each, with `rows` and `portraits`; `enumerations` in a sentence."""
