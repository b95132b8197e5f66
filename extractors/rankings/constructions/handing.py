"""Places that pass from one subject to another: pushed off, yielded, handed over."""

from __future__ import annotations

from dataclasses import replace

from extractors.rankings.clauses import Clause
from extractors.rankings.constructions.relations import Relations
from extractors.rankings.constructions.telling import names_all
from extractors.rankings.items import Group, Place
from extractors.rankings.places import moves
from extractors.rankings.vocabulary import FROM, words

GOING = words("handing", "going")
PUSHING = words("handing", "pushing")
_YIELDING = words("handing", "yielding")
_TOWARDS = frozenset(["в", "во", "на", "к", "ко"])


class Handing(Relations):
    """Reads who gives a place to whom."""

    def _pushed(self, clause: Clause, places: list[Place]) -> bool:
        """ "Орёл вытеснил Курск с первого места на второе": one takes the place that the other leaves."""
        if not clause.verbs & PUSHING:
            return False
        if len(places) == 1 and len(clause.groups) == 1:
            return self._pushed_to(clause, clause.groups[0], places[0])
        if len(places) == 1 and len(clause.groups) == 2:
            return self._pushed_off(clause, clause.groups, places[0])
        if len(places) < 2 or len(clause.groups) != 2:
            return False
        merged = moves.from_to(self._text, clause, places)
        winner, loser = clause.groups
        if merged is None or winner.role != "nom" or "accs" not in loser.referents[0].cases:
            return False
        self._tell(clause, winner, [replace(places[0], positions=(merged[1],), rule="ranking/place")])
        self._previous = merged[1]
        self._tell(clause, loser, merged[0])
        self._subject, self._unpaired = winner, False
        return True

    def _pushed_off(self, clause: Clause, groups: list[Group], place: Place) -> bool:
        """ "С третьей строчки Коми вытеснил Крым": the place is of the one that the verb agrees with."""
        if self._text.tokens[place.start - 1].lower not in FROM:
            return False
        verb = next(t.word for t in self._tokens_of(clause) if t.word.verb in PUSHING)
        genders = {parse.gender for parse in verb.parses if parse.pos == "VERB"}
        winners = [group for group in groups if group.referents[0].gender in genders]
        acts = next(i for i in range(clause.start, clause.end) if self._text.tokens[i].word.verb in PUSHING)
        if (
            len(winners) == len(groups)
            and groups[0].role == "nom"
            and groups[0].end <= acts < groups[1].start
        ):
            winners = groups[:1]  # "Алтайский край сместил Сахалин с первого места"
        if len(winners) != 1 or not names_all(winners[0]):
            return False
        self._tell(clause, winners[0], [place])
        self._subject, self._unpaired = winners[0], False
        return True

    def _pushed_to(self, clause: Clause, loser: Group, place: Place) -> bool:
        """ "..., потеснивший на вторую строчку Пензенскую область": whom somebody puts to a place."""
        if self._subject is None or (loser.role == "nom" and "accs" not in loser.referents[0].cases):
            return False
        if place.kind != "exact" or self._text.tokens[place.start - 1].lower != "на" or not names_all(loser):
            return False
        self._previous = None
        self._tell(clause, loser, [place])
        return True

    def _yields(self, clause: Clause, groups: list[Group], places: list[Place]) -> bool:
        """ "Тула уступила 15-е место Орлу и занимает 16-е": the place is his to whom it was yielded."""
        if clause.verbs & _YIELDING and not places and self._yields_lead(clause):
            return True
        if clause.verbs & _YIELDING and not places and self._yields_own(clause):
            return True
        if not clause.verbs & _YIELDING or len(places) != 1 or places[0].kind not in ("exact", "first"):
            return False
        before = self._text.tokens[clause.start : places[0].start]
        if places[0].kind == "exact" and not any(token.word.verb in _YIELDING for token in before):
            return False
        behind = (g for g in clause.groups if g.start >= places[0].end and _able(g))
        winner = next(behind, None) or self._given_before(clause, places[0])
        subject = next((g for g in groups if g.role == "nom" and g is not winner), self._subject)
        if winner is None or subject is None or not names_all(winner):
            return False
        self._tell(clause, winner, places)
        self._subject, self._unpaired, self._previous = subject, True, places[0].positions[0]
        held = next((t for t in self.told if t.subject is subject.referents[-1]), None)
        if held is not None:
            held.previous, self._previous = held.previous or places[0].positions[0], None
        return True

    def _yields_lead(self, clause: Clause) -> bool:
        """ "потеряла лидерство, уступив его Туле": the lead that was just lost is hers."""
        lost = self._previous == 1 and not self.told
        group = next((g for g in clause.groups if _able(g) and names_all(g)), None)
        if not lost or group is None or not clause.words & {"его", "ее"}:
            return False
        self._previous = None
        self._tell(clause, group, [Place(clause.start, clause.start, "first", (1,), rule="ranking/leads")])
        return True

    def _yields_own(self, clause: Clause) -> bool:
        """ "Тула, бывшая третьей, уступила своё место Омску": the place of then is now his."""
        place, noun = self._previous, clause.signal("placenoun")
        group = next((g for g in clause.groups if _able(g) and names_all(g)), None)
        if place is None or noun is None or group is None or group.start < noun.end:
            return False
        self._previous = None
        self._tell(clause, group, [Place(noun.start, noun.start, "exact", (place,))])
        return True

    def _given_before(self, clause: Clause, place: Place) -> Group | None:
        """ "уступила Орлу 15-е место": between the verb and the place stands who gets it."""
        for group in clause.groups:
            verb = self._text.tokens[group.start - 1].word.verb
            if _can_receive(group) and group.end == place.start and verb in _YIELDING:
                return group
        return None

    def _receives(self, clause: Clause) -> None:
        """ "Серебро ушло в Карелию, бронза — к соседям из Коми": where a place goes is who holds it."""
        if not (clause.verbs & GOING or (self._going and not clause.finite)):
            return
        if clause.signal("metal", "lead", "placenoun") is None:
            return
        for group in clause.groups:
            before = self._text.tokens[group.start - 1].lower
            if group.role == "oblique" and before in _TOWARDS:
                group.role = "u"
            self._giving = self._giving or _can_receive(group)

    def _opened_with(self, clause: Clause) -> None:
        """ "Список начинается с Тулы": whom it begins with is its first."""
        if clause.signal("open") is None or clause.places:
            return
        for group in clause.groups:
            if group.role == "oblique" and self._text.tokens[group.start - 1].lower in ("с", "со"):
                group.role = "ins" if "gent" in group.referents[0].cases else group.role

    def _goes_on(self, clause: Clause) -> bool:
        """ "сотое — студентке": the next place that was given, too."""
        if clause.dash is None or clause.groups or clause.dash + 1 >= clause.end:
            return False
        word = self._text.tokens[clause.dash + 1].word
        return "datv" in word.cases and "NOUN" in word.poses


def _able(group: Group) -> bool:
    """ "уступил первую строчку ИТМО": a name that never changes can be a dative, too."""
    return "datv" in group.referents[0].cases and group.role in ("dat", "gen", "nom")


def _can_receive(group: Group) -> bool:
    return group.role in ("dat", "gen") and "datv" in group.referents[0].cases
