"""What is at hand over the sentences of a document: the subject in focus, the last place told, the year."""

from __future__ import annotations

from extractors.data_files import made_once
from extractors.morphology import fold
from extractors.rankings.clauses import Clause
from extractors.rankings.discourse.admission import Admission
from extractors.rankings.districts import district_ids
from extractors.rankings.items import Referent, Told
from extractors.rankings.wording import heads, spells_out
from extractors.registries import region
from extractors.signals import Signal

_CAPITALS = frozenset(["столица", "центр"])
_CENTRES = frozenset(["центр", "цпэ"])


class Discourse(Admission):
    """The state over the sentences of one document, title first."""

    def note(self, told: Told, *, counts: bool) -> None:
        """A statement was made. `counts` false: it stands above what was told, and moves no list on."""
        self.told.append(told)
        self._told_cities = self._told_cities or (told.subject.kind == "city" and told.position is not None)
        self.rated = self.rated or told.position is not None
        if not counts:
            return
        self.focus = told.subject
        self.latest = told
        if told.position is not None and told.position_to is None:
            self.last_place = told.position
        elif told.basis in ("group", "listed"):
            self.last_place = None
        if told.position_to is not None and told.basis == "explicit":
            self.last_place = told.position_to

    def forget(self, told: Told) -> None:
        """A statement turned out to be of the edition before."""
        self.told = [each for each in self.told if each is not told]

    def forgotten(self, told: Told) -> bool:
        """Whether a statement turned out to be of the edition before."""
        return all(each is not told for each in self.told) and told.position is not None

    def numbered(self) -> bool:
        """Whether some place was told with its number."""
        return any(told.position is not None for told in self.told)

    def batch(self) -> list[Told]:
        """The statements that share the place told last."""
        last = self.told[-1] if self.told else None
        if last is None:
            return []
        return [
            told
            for told in self.told[-8:]
            if told.sentence == last.sentence
            and (told.position, told.position_to) == (last.position, last.position_to)
        ]

    def same(self, one: Referent, other: Referent) -> bool:
        """Whether two referents are the same subject."""
        if one is other:
            return True
        if one.region and one.region == other.region:
            plain = one.kind in ("region", "people")
            if one.kind == other.kind == "organisation" and one.noun in _CENTRES and other.noun in _CENTRES:
                return True
            if one.kind == other.kind == "city" and _is_its_capital(one, other):
                return True
            return plain == (other.kind in ("region", "people")) and (plain or _alike(one.name, other.name))
        if one.kind != other.kind or one.region != other.region:
            return False
        return one.name == other.name or spells_out(one.name, other.name) or spells_out(other.name, one.name)

    def last_told(self, scope: str | None) -> Told | None:
        """What was last told of the subject in focus."""
        if self.focus is None:
            return None
        return self.last_told_of(self.focus, scope)

    def last_told_of(self, referent: Referent, scope: str | None) -> Told | None:
        """What was last told of a subject, in the scope if some statement has it."""
        mine = [told for told in self.told if self.same(told.subject, referent) and told.position is not None]
        exact = [told for told in mine if told.scope == scope and told.position_to is None]
        return exact[-1] if exact else None

    def told_of_region(self, referent: Referent) -> Told | None:
        """What was told of the one subject of a region, where a text calls it by its people."""
        mine = [t for t in self.told if t.subject.region == referent.region and t.position is not None]
        plain = [t for t in mine if t.scope is None and t.position_to is None] or mine
        names = {told.subject.name for told in plain}
        return plain[-1] if len(names) == 1 and referent.region is not None else None

    def standing(self, referent: Referent) -> Told | None:
        """What was last told of a subject, in whatever scope."""
        return next(
            (told for told in reversed(self.told) if self.same(told.subject, referent)),
            None,
        )

    def standing_at(self, referent: Referent, position: int) -> Told | None:
        """What was told of a subject at a place, in whatever scope."""
        resolved = self.resolved(referent)
        mine = [told for told in self.told if self.same(told.subject, resolved)]
        return next(
            (told for told in mine if told.position == position and told.position_to is None),
            None,
        )

    def beside(self, told: Told, scope: str | None) -> Told:
        """What was told of the same subject in another scope, if that was."""
        mine = (each for each in reversed(self.told) if self.same(each.subject, told.subject))
        return next((each for each in mine if each.scope == scope and each.position is not None), told)

    def district_of(self, told: Told) -> str | None:
        """The federal district in which a place of the same subject was told last."""
        mine = (each.scope for each in reversed(self.told) if self.same(each.subject, told.subject))
        return next((scope for scope in mine if scope in district_ids()), None)

    def stood(self, referent: Referent, place: int) -> None:
        """A place of the edition before, of whom no place of now is told yet."""
        self._stood[self.resolved(referent).name] = place

    def stood_at(self, referent: Referent) -> int | None:
        """The place of the edition before that was told of a subject, which is told of only once."""
        return self._stood.pop(referent.name, None)

    def held_before(self, referent: Referent) -> bool:
        """Whether the text said that a subject was the first before."""
        return self.former is not None and self.same(self.former, referent)

    def score_here(self, said: Referent, meant: Referent) -> float | None:
        """The points that the sentence put behind whom a pronoun in it means."""
        here = said.kind == "pronoun" and any(each is meant for each, _ in self._here)
        return meant.score if here else None

    def score_focus(self, value: float) -> None:
        """Points that stand in a sentence of their own belong to the subject in focus."""
        if self.focus is None:
            return
        told = self.last_told_of(self.focus, None)
        if told is not None and told.score is None:
            told.score = value

    def earlier_year(self, clause: Clause) -> bool:
        """Whether the clause is dated to a year before the one that the rating is for."""
        if self._year is None:
            return False
        years = [int(p.period[:4]) for p in clause.years if p.period is not None]
        return bool(years) and max(years) < self._year

    def kept_phrase(self, clause: Clause, signal: Signal) -> bool:
        """ "как и год назад" tells that a place was kept, not a place of then."""
        return any(s.name == "keep" and s.start <= signal.start <= s.end for s in clause.signals)


def _is_its_capital(one: Referent, other: Referent) -> bool:
    """ "Ижевск" and "столица Удмуртии": the capital of a region by its name and by what it is."""
    entry = region(one.region) if one.region else None
    called = [each for each in (one, other) if each.name[:1].islower() and each.noun in _CAPITALS]
    return (
        entry is not None
        and len(called) == 1
        and any(fold(each.name) == fold(entry.capital) for each in (one, other))
    )


def _alike(one: str, other: str) -> bool:
    """Whether two names of one region's organisations are one: they share half of the shorter's words.

    Not where each has a word of its own that says which one it is: "Мирнинский район", "Ленский район".
    """
    first, second = (
        frozenset(word[:5] for word in name.lower().split() if len(word) > 2) for name in (one, other)
    )
    fewer, general = min(len(first), len(second)), _general()
    told_apart = (first - second - general) and (second - first - general)
    return bool(fewer) and len(first & second) / fewer >= 0.5 and not told_apart


@made_once
def _general() -> frozenset[str]:
    """The first letters of words that say what an organisation or a place is, and not which one."""
    return frozenset(
        noun[:5] for kind in ("organisation", "city", "region", "role") for noun in heads()[kind]
    )
