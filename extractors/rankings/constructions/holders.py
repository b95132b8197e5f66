"""Who can hold a place in a clause: its groups, and whom its words take over from before."""

from __future__ import annotations

from itertools import pairwise

from extractors.rankings.clauses import Clause
from extractors.rankings.constructions.amounts import SPEAKING
from extractors.rankings.constructions.handing import PUSHING, Handing
from extractors.rankings.constructions.telling import names_all
from extractors.rankings.items import Group, Referent
from extractors.rankings.views import between
from extractors.rankings.vocabulary import words
from extractors.tokens import Word

_THESE = frozenset(["эти", "этим", "этих"])
_BEFORE_NOUN = 2
"""Words that may stand between "эти" and its noun: "эти три северных региона"."""
_SUCCEEDING = words("holders", "succeeding")
_PUBLISHING = words("holders", "publishing")
_WHERE = frozenset(["где", "куда", "откуда"])
_SPEAKERS = frozenset(["person", "organisation", "pronoun"])


class Holders(Handing):
    """Finds the subjects of a clause."""

    def _relative(self, clause: Clause) -> Group | None:
        """ "..., который скатился на 70-е место", "..., опустившуюся на 34-ю": of whom was named last.

        Gives whose sentence goes on behind such a clause, if it was about somebody else.
        """
        opening = self._tokens_of(clause)[:1]
        if clause.opener in _WHERE and self._unpaired and self._subject is not None:
            self._outer = self._subject, clause  # "Тула, куда ведут газ, — пятая"
        if self._latest_group is None or not opening or any(g.role == "nom" for g in clause.groups):
            return None
        word = opening[0].word
        if self._is_relative(clause):
            outer = self._subject
            many = any(token.lower == "которых" for token in self._tokens_of(clause)[:2])
            self._take_over(self._latest_group.referents if many else self._latest_group.referents[-1:])
            self._scope, self._scoped = None, False
            self._outer = outer, clause
            return None
        if not self._qualifies(clause, word, self._latest_group):
            return None
        before = self._subject
        plural = any(p.pos == "PRTF" and p.number == "plur" for p in word.parses)
        self._take_over(self._latest_group.referents if plural else self._latest_group.referents[-1:])
        return before

    def _is_relative(self, clause: Clause) -> bool:
        """ "..., который занял", "..., у которой 70-е место", "..., которому досталось 70-е место"."""
        first, *more = self._tokens_of(clause)[:2]
        if first.lower == "у" and more and (clause.places or clause.scores):
            return "который" in more[0].word.lemmas
        if "который" not in first.word.lemmas:
            return False
        given = clause.signal("give") is not None and "datv" in first.word.cases and bool(clause.places)
        return "nomn" in first.word.cases or given

    def _resume(self, clause: Clause) -> None:
        """ "Тула обошла Орёл, у которого 9-е место, и стала восьмой": whose sentence goes on."""
        if self._outer is None or clause is self._outer[1]:
            return
        behind = self._text.tokens[clause.start - 1].text == "," or (
            clause.opener in ("и", "а", "но") and self._text.tokens[clause.start - 2].text == ","
        )
        if behind:
            group, self._outer = self._outer[0], None
            if group is not None:
                self._subject, self._unpaired = group, True

    def _qualifies(self, clause: Clause, word: Word, group: Group) -> bool:
        """Whether a clause begins with a participle that agrees with the subject right before it."""
        parses = [parse for parse in word.parses if parse.pos == "PRTF"]
        last = group.referents[-1]
        if clause.opener != "," or not parses or group.end != clause.start - 1 or group is self._subject:
            return False
        if last.kind in ("pronoun", "standin") or not clause.places:
            return False
        return any(parse.case in last.cases or not last.cases for parse in parses)

    def _take_over(self, referents: list[Referent]) -> None:
        last = referents[-1]
        self._subject, self._unpaired = Group(referents[0].start, last.end, list(referents), "nom"), True
        self._place_first = False

    def _these(self, clause: Clause) -> None:
        """ "Эти регионы занимают последние строчки": all that the sentence before named."""
        several = (g for g in clause.groups if g.referents[0].kind == "standin" and g.referents[0].plural)
        group = next(several, None)
        if group is None:
            return
        before = self._text.tokens[max(clause.start, group.start - _BEFORE_NOUN) : group.start + 1]
        if not any(token.lower in _THESE for token in before):
            return
        named, latest = self._named_here(clause) or self._discourse.these(), self._discourse.latest_group
        if group.referents[0].noun == "город" and latest is not None:
            named = latest.referents if all(r.kind == "city" for r in latest.referents) else []
        if len(named) > 1:
            group.referents = list(named)

    def _named_here(self, clause: Clause) -> list[Referent]:
        """ "В Туле исполнено 71%, в Орле — 68%; эти регионы на 31-м и 37-м местах": so many as places."""
        first = clause.places[0] if clause.places else None
        count = len(first.positions) if first is not None else 0
        if first is not None and first.kind == "range" and first.to is not None:
            count = first.to - first.positions[0] + 1
        before = [r for c in self._reading.clauses if c.end <= clause.start for r in c.mentioned]
        named = list({r.region: r for r in before}.values())
        return named if len(named) == count > 1 else []

    def _elliptic_owner(self, clause: Clause) -> None:
        """ "Губернатор Тверской области — 5-й, Тульской — 8-й": the office or body of another region."""
        group = clause.groups[0] if clause.groups else None
        latest = self.told[-1].subject if self.told else None
        if group is None or latest is None or len(group.referents) != 1 or clause.dash != group.end:
            return
        owned = group.referents[0]
        bodies = latest.kind in ("person", "organisation") and latest.region is not None
        if not bodies or owned.kind != "region" or group.start != clause.start or "nomn" in owned.cases:
            return
        owned.kind, owned.noun = latest.kind, latest.noun
        owned.name = f"{latest.noun} {self._text.slice(owned.start, owned.end)}"
        group.role = "nom"

    def _same_city(self, clause: Clause) -> None:
        """ "Якутск, столица Якутии, ...", "Столица Дона прибавила: Ростов ...": one city, one region."""
        group = next((g for g in clause.groups if len(g.referents) == 1), None)
        before = self._latest_group.referents[-1] if self._latest_group is not None else None
        if group is None or before is None or before.kind != "city":
            return
        city = group.referents[0]
        alone = len(clause.groups) == 1 and not clause.places and not clause.finite
        if city.noun in ("столица", "центр") and alone and city.region and before.region is None:
            before.region = city.region
            clause.groups = []
        elif clause.opener == ":" and city.kind == "city" and city.region is None:
            city.region = before.region

    def _of_one_region(self, clause: Clause) -> None:
        """ "Два завода Кубани: «Сатурн» и «Орбита»": what the list names lies where its heading says."""
        before = self._latest_group.referents[-1] if self._latest_group is not None else None
        if clause.opener != ":" or before is None or not clause.groups or before.region is None:
            return
        if before.kind == "organisation" and (before.plural or len(clause.groups[0].referents) > 1):
            for referent in clause.groups[0].referents:
                if referent.noun == "«" and referent.region is None:
                    referent.region = before.region

    def _same_person(self, groups: list[Group]) -> list[Group]:
        """ "Усс прибавил две строчки: глава края был 59-м": the office is the person's just named."""
        if self._subject is None or not groups:
            return groups
        named, office = self._subject.referents[-1], groups[0].referents[0]
        if named.kind != "person" or office.kind != "person" or named.region or named.noun != "человек":
            return groups
        if office.name[:1].islower() and len(groups[0].referents) == 1:
            named.region = office.region
            return [self._subject, *groups[1:]]
        return groups

    def _by_turn(self, clause: Clause) -> list[Group]:
        """ "Выросли Тула и Орёл. Первая — с 46-го на 31-е место", "у первой 5-е": an ordinal names whom."""
        first = clause.places[0] if len(clause.places) > 1 else None
        if first is None or not first.bare or len(first.positions) != 1 or clause.groups:
            return []
        of = first.start == clause.start + 1 and self._text.tokens[clause.start].lower == "у"
        case = "gent" if of else "nomn"
        own = between(self._text.numbers, first.start, first.start + 1)
        if not (of or first.start == clause.start) or not any(case in n.cases for n in own):
            return []
        named, number = self._named_before(), first.positions[0]
        if not 1 <= number <= len(named) or len(named) < 2:
            return []
        clause.places = clause.places[1:]
        return [Group(first.start, first.end, [named[number - 1]], "u" if of else "nom")]

    def _accompanied(self, clause: Clause) -> None:
        """ "Опередили её Тула с Орлом": two that the plural of the verb is of."""
        if not clause.plural or clause.signal("share", "swap") is not None:
            return
        for first, other in pairwise(clause.groups):
            one, two = first.referents[0], other.referents[0]
            joined = other.start == first.end + 1 and self._text.tokens[first.end].lower in ("с", "со")
            alike = one.kind == two.kind and names_all(first) and names_all(other) and not one.plural
            if joined and alike and first.role == "nom" and len(first.referents) == 1 and "ablt" in two.cases:
                first.referents, first.end, first.listed = (
                    [*first.referents, *other.referents],
                    other.end,
                    True,
                )
                clause.groups = [group for group in clause.groups if group is not other]
                return

    def _named_before(self) -> list[Referent]:
        """Those whom ordinals can mean: one list, the two of the sentence's beginning, or those before."""
        group = self._discourse.latest_group
        if group is not None and len(group.referents) > 1:
            return group.referents
        opened = [g for g in self._reading.clauses[0].groups if len(g.referents) == 1 and names_all(g)]
        if len(opened) == 2:
            return [g.referents[0] for g in opened]
        before = self._discourse.these()
        return before if len(before) == 2 else []

    def _subjects(self, clause: Clause) -> list[Group]:
        """The groups of the clause whose part in it lets them hold a place."""
        overtakes = clause.signal("overtakes")
        if overtakes is not None and clause.places and clause.verbs & PUSHING:
            overtakes = None
        publishes = bool(clause.verbs & _PUBLISHING) and clause.signal("rating", "list") is not None
        speaks = clause.finite and (publishes or (bool(clause.verbs & SPEAKING) and not clause.places))
        excepted, best = clause.signal("except"), clause.signal("best")
        beaten = next((s.end for s in clause.signals if s.rule == "ranking/beats-all"), -1)
        found = []
        for group in clause.groups:
            if excepted is not None and group.start >= excepted.end and group.start <= excepted.end + 2:
                continue
            if (
                overtakes is not None
                and group.start > overtakes.start
                and not self._is_nominative(group, clause)
            ):
                continue
            if group.start == beaten and group.referents[0].plural:
                continue  # "опередил все клиники Поволжья"
            if best is not None and best.end == group.start and self._is_title(clause, group):
                continue
            if self._is_predicate(clause, group) or self._is_role(clause, group):
                continue
            if speaks and group.role == "nom" and group.referents[0].kind in _SPEAKERS:
                continue
            if group.role != "oblique":
                found.append(group)
        return found

    @staticmethod
    def _is_predicate(clause: Clause, group: Group) -> bool:
        """ "Второй по числу сделок регион — Подмосковье": whom the dash names holds the place."""
        if group.referents[0].kind != "standin" or clause.dash != group.end or clause.finite:
            return False
        named = next((g for g in clause.groups if g.start == group.end + 1), None)
        ordinal = any(place.bare and place.end <= group.start for place in clause.places)
        return ordinal and named is not None and named.role == "nom" and names_all(named)

    def _is_role(self, clause: Clause, group: Group) -> bool:
        """ "Кострома как муниципалитет заняла": as what somebody took the place."""
        as_ = group.start > clause.start and self._text.tokens[group.start - 1].lower == "как"
        return as_ and any(g.end == group.start - 1 for g in clause.groups)

    @staticmethod
    def _is_title(clause: Clause, group: Group) -> bool:
        """ "Лучшим санаторием назвали «Прибой»", "лучшим МФЦ признан офис": what somebody is the best of."""
        cases = group.referents[0].cases
        others = any(g is not group and g.role == "nom" for g in clause.groups)
        return "ablt" in cases and ("nomn" not in cases or others)

    def _is_nominative(self, group: Group, clause: Clause) -> bool:
        if group.role != "nom":
            return False
        return not any(other.role == "nom" and other.start < group.start for other in clause.groups) and not (
            self._subject is not None and "accs" in group.referents[0].cases
        )

    @staticmethod
    def _succeeds(clause: Clause) -> None:
        """ "Туле удалось подняться на 39-е место": who stands in the dative is the subject."""
        if clause.verbs & _SUCCEEDING:
            for group in clause.groups:
                if group.role in ("dat", "gen") and "datv" in group.referents[0].cases:
                    group.role = "nom"
                    return

    def _set_scope(self, clause: Clause) -> None:
        """The clause's scope; "в ПФО лучше только Татарстан (5-е место)" says where the better ones are."""
        better = clause.signal("only") is not None and clause.signal("above", "best") is not None
        numbered = any(referent.place is not None for group in clause.groups for referent in group.referents)
        if clause.scopes and not (better and numbered and not clause.places):
            self._scope, self._scoped = clause.scopes[0].name, True
