"""Figures: numbers, periods, and the percentages and multiples that a text tells."""

from __future__ import annotations

from extractors.figures.numbers import numbers
from extractors.figures.percentages import percentages
from extractors.figures.periods import periods

__all__ = ["numbers", "percentages", "periods"]
