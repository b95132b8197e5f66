"""What is told of a place or a rating besides: publisher, period, number of those ranked, points.

`*_told` decide statement by statement: `compilers_told`, `periods_told`, `totals_told`.
"""
