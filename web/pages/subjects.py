"""How a subject of a rating is called on a page."""

from __future__ import annotations

from alerts.wording import capitalised
from model.ledger import Place
from web.catalogue import Words
from web.names import Names


def subject_name(place: Place, names: Names, words: Words) -> tuple[str, bool]:
    """The name, and whether it is a text of the news, in Russian.

    A region goes by its name in the reader's language; an organ of it, or a person, as the news
    names it.
    """
    region = names.regions.get(place.region or "")
    if region is not None and place.subject in (region.name, *region.names):
        return names.name(region.code, words.language), False
    return capitalised(place.subject), True
