"""Registries: what the regions, countries, federal districts and ratings are called.

The data are reviewed YAML files beside this module; each begins with what its keys mean.
"""

from __future__ import annotations

from extractors.data_files import made_once
from extractors.registries.entries import Country, District, RatingEntry, Region, Registries
from extractors.registries.loading import load_registries, registries, shipped_registries

__all__ = [
    "Country", "District", "RatingEntry", "Region", "Registries", "countries", "country", "districts",
    "load_registries", "rating", "ratings", "region", "regions",
    "registries", "shipped_registries",
]  # fmt: skip


def regions() -> tuple[Region, ...]:
    """The federal subjects, by code."""
    return registries().regions


def countries() -> tuple[Country, ...]:
    """The countries of ISO 3166-1, by code."""
    return registries().countries


def districts() -> tuple[District, ...]:
    """The federal districts."""
    return registries().districts


def ratings() -> tuple[RatingEntry, ...]:
    """The ratings that are known by name."""
    return registries().ratings


def region(code: str) -> Region | None:
    """The region of an ISO 3166-2 code, None where there is none."""
    return _regions_by_code().get(code)


def country(code: str) -> Country | None:
    """The country of an ISO 3166-1 alpha-2 code, None where there is none."""
    return _countries_by_code().get(code)


def rating(identifier: str) -> RatingEntry | None:
    """The rating of a registry id, None where there is none."""
    return _ratings_by_id().get(identifier)


@made_once
def _regions_by_code() -> dict[str, Region]:
    return {entry.code: entry for entry in regions()}


@made_once
def _countries_by_code() -> dict[str, Country]:
    return {entry.code: entry for entry in countries()}


@made_once
def _ratings_by_id() -> dict[str, RatingEntry]:
    return {entry.id: entry for entry in ratings()}
