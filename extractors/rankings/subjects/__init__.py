"""Who may hold a place: the noun phrases of a sentence, and whether regions, bodies, cities or persons.

`finding` goes over a sentence; below it `noun_phrases`, `named`, `elliptic`, `phrases`, `attachments`,
`wordforms`; `grouping` joins what is coordinated.
"""
