"""Whom the sentences of a document name, and who is in focus."""

from __future__ import annotations

from collections.abc import Callable

from extractors.features import of_forms, of_lemmas
from extractors.rankings.clauses import Reading
from extractors.rankings.context import Context
from extractors.rankings.items import Group, Referent, Told
from extractors.rankings.places.tops import TOPS
from extractors.rankings.vocabulary import words
from extractors.registries import region

MOST_SEEN = 200
MOST_DEFERRED = 6
"""Sentences without a place that are kept for stand-ins: no pronoun reaches further back."""
_BY_MEASURE = of_forms({"показателю", "параметру", "критерию"})
_THINGS = of_lemmas(words("mentions", "things"))
_RANKED_BY = of_lemmas({"рейтинг", "список", "перечень", "топ", "популярный", "рэнкинг"})
_BEFORE_THINGS = 4
"""Tokens between a rating's noun and what it ranks: "топ-5 самых популярных имён"."""
_NATIONAL = of_lemmas({"общероссийский", "всероссийский", "страна", "россия"})
"""Words of sentences whose names in quotes may lie anywhere."""


class Mentions:
    """Remembers the subjects that a document names."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.rated = context.rated or _counts_by(context)
        self._of_things = context.rated and _ranks_things(context)
        self._year = context.year
        self._persons = context.persons
        self._kinds = context.kinds
        self._main = context.main_region.region if context.main_region is not None else None
        self._only = context.only_region
        self.listed_until = 0
        self.numbered_until = -1
        """Past the last line of a numbered list that was read, where one was."""
        self.focus: Referent | None = None
        self.latest: Told | None = None
        self.last_place: int | None = None
        self.latest_group: Group | None = None
        self.former: Referent | None = None
        self._regions_of: dict[str, str] = {}
        self._deferred: list[tuple[int, Callable[[], Reading]]] = []
        self.told: list[Told] = []
        self._seen: list[Referent] = []
        self._here: list[tuple[Referent, bool]] = []
        self._before_here = 0
        self.moved = -1
        self.top_is_low = False
        """Whether the rating's first is who has least: "минимальный разрыв"."""
        self._previous: list[Referent] = []
        self._told_cities = False
        self._stood: dict[str, int] = {}
        self._paragraph = -1
        self._national = False
        self._heading: tuple[int, str | None] = (-1, None)

    def begin(self, reading: Reading) -> None:
        """A sentence is read: whom it names, and whether as its subject, pronouns in it look at first."""
        self._previous = _regions_in(self._here)
        self._before_here = len(self._seen)
        self._paragraph = reading.sentence.paragraph
        self._national = bool(reading.sentence.features & _NATIONAL)
        groups = [group for clause in reading.clauses for group in clause.groups]
        self._here = [(r, group.role in ("nom", "u")) for group in groups for r in group.referents]
        self._head(reading)
        self._here += [(r, False) for clause in reading.clauses for r in clause.mentioned]
        self._here = [(r, subject) for r, subject in self._here if r.kind not in ("pronoun", "standin")]

    def _head(self, reading: Reading) -> None:
        """ "Пять томских вузов вошли ...": the organisations that its paragraph names are of that region."""
        several = [r for r in reading.referents if r.kind == "organisation" and r.plural and r.region]
        if several and not reading.has("not") and reading.sentence.paragraph >= self._heading[0]:
            regions = {referent.region for referent in several}
            self._heading = (reading.sentence.paragraph, regions.pop() if len(regions) == 1 else None)

    def defer(self, read: Callable[[], Reading]) -> None:
        """A sentence that tells no place: it is read only if a stand-in has to be understood."""
        self._deferred.append((len(self.told), read))
        del self._deferred[:-MOST_DEFERRED]

    def _catch_up(self) -> None:
        deferred, self._deferred = self._deferred, []
        here = self._seen[self._before_here :]
        del self._seen[self._before_here :]
        for told, read in deferred:
            reading = read()
            self._head(reading)
            self._previous = [r for clause in reading.clauses for r in clause.mentioned]
            for clause in reading.clauses:
                self.see(
                    [
                        *clause.mentioned,
                        *(r for g in clause.groups for r in g.referents if r.kind != "region"),
                    ]
                )
                for group in clause.groups:
                    if group.role == "nom" and told == len(self.told):
                        self.focus_on(group.referents[-1])
        self._before_here = len(self._seen)
        self._seen += here

    def see(self, referents: list[Referent]) -> None:
        """Remember the subjects that a sentence names, for stand-ins to come."""
        named = [r for r in referents if r.kind not in ("standin", "pronoun") and not _is_aside(r)]
        self._seen += named
        del self._seen[:-MOST_SEEN]
        for each in named:
            if each.region is not None and each.kind in (
                "organisation",
                "city",
                "person",
            ):
                self._regions_of[each.name] = each.region
            entry = region(each.region) if each.region and each.kind == "city" else None
            if entry is not None and each.noun == "столица":
                self._regions_of[entry.capital] = entry.code

    def these(self) -> list[Referent]:
        """ "эти регионы": those that the sentence before named."""
        self._catch_up()
        return self._previous

    def turn_to(self, referent: Referent, others: list[Referent]) -> None:
        """ "Выше Тулы только Орёл, у неё 5-е место": of whom the sentence is, and of whom it is not."""
        apart = [(each, False) for each, _ in self._here if each is not referent]
        self._here = [each for each in apart if all(each[0] is not other for other in others)]
        self._here.append((referent, True))

    def focus_on(self, referent: Referent) -> None:
        """Put a named subject into focus, if it is one that rankings are of."""
        if referent.region is not None or referent.kind == "city":
            self.focus = referent


def _counts_by(context: Context) -> bool:
    """ "по этому показателю область вторая": a text that places by a measure, and never says rating."""
    return any(
        view.sentences[0].features & _BY_MEASURE and any(number.kind == "ordinal" for number in view.numbers)
        for views in context.views
        for view in views
    )


def _is_aside(referent: Referent) -> bool:
    """ "стал единственным городом Урала", "составленный институтом": what somebody is, or who did it."""
    named = referent.kind == "organisation" or (referent.kind == "city" and referent.name[:1].islower())
    return named and referent.cases == {"ablt"}


def _ranks_things(context: Context) -> bool:
    """ "топ-5 имён", "рейтинг соцсетей": whether a text ranks what is no subject, and nothing else."""
    if context.kinds:
        return False
    for views in context.views:
        for view in views:
            sentence = view.sentences[0]
            if not sentence.features & _THINGS or not sentence.features & (_RANKED_BY | TOPS):
                continue
            for at in range(sentence.start + 1, sentence.end):
                if not view.tokens[at].features & _THINGS or "gent" not in view.tokens[at].word.cases:
                    continue
                near = view.tokens[max(sentence.start, at - _BEFORE_THINGS) : at]
                if any(token.features & (_RANKED_BY | TOPS) for token in near):
                    return True
    return False


def _regions_in(named: list[tuple[Referent, bool]]) -> list[Referent]:
    """The regions among those that a sentence named, each once."""
    found = {referent.region: referent for referent, _ in named if referent.kind == "region"}
    return list(found.values())
