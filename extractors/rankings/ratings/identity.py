"""What the registries know a rating and its subject as: the identity that storage keys facts by.

A rating that no entry fits gets a provisional id ("~" and a digest of its name and publisher). A
place in a rating that has one subject a region (its export centre, its governor) is the
region's; other organisations and persons are subjects of their own.
"""

from __future__ import annotations

import re

from extractors.registries.known_ratings import known_rating
from model.articles import digest
from model.statements import SubjectKind

_NOT_SLUG = re.compile(r"[^0-9a-zа-я]+")
_NOT_NAMING = re.compile(r"^(?:общий|общем|российский|всероссийский|итоговый|новый) ")


def rating_identity(name: str, publisher: str | None) -> tuple[str, bool]:
    """The id of a rating as a text names it, and whether each region has one subject in it."""
    entry = known_rating(name, publisher)
    if entry is not None:
        return entry.id, entry.one_per_region or entry.subjects == "regions"
    own = _NOT_NAMING.sub("", name.lower().replace("ё", "е"))
    return f"~{digest(own)}", False


def subject_identity(name: str, kind: SubjectKind, region: str | None, *, one_per_region: bool) -> str:
    """The id of a subject: the region's code where the place is the region's, else its own name."""
    if region and (kind == "region" or one_per_region):
        return region
    return f"{region or '-'}/{_NOT_SLUG.sub('-', name.lower().replace('ё', 'е')).strip('-')}"
