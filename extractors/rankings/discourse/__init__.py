"""What sentences take over from those before: the subject in focus, the last place, whom a word stands for.

`state` holds it; below it `admission` (who can be a subject), `standins` (whom "регион" or "она" means),
`belonging` and `locating` (where an organisation lies), `mentions` (who was named), `whereabouts`.
"""
