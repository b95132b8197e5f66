"""The whole service under load on loopback, a nemesis that breaks it, and a checker with a model.

`python -m tests.chaos.run --seeds 3` from the project's folder; `make chaos` says the same.
"""
