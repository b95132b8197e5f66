"""Places whose clause names no subject: of whom the sentence tells them."""

from __future__ import annotations

from dataclasses import replace

from extractors.rankings.clauses import Clause
from extractors.rankings.constructions.holders import Holders
from extractors.rankings.constructions.telling import asks_who, names_one
from extractors.rankings.items import Group, Place, Referent
from extractors.rankings.places import moves

_NOMINATIVE = frozenset(["nomn"])


class Subjectless(Holders):
    """Finds whose a place is that stands alone."""

    def _only_place(self, clause: Clause, places: list[Place]) -> None:
        if self.told and self._previous is None and moves.left(self._text, clause, places):
            self._leaves(clause, None, places[0])
            return
        if clause.verbs == {"быть"} and self._subject is None and len(places[0].positions) == 1:
            self._previous = places[0].positions[0]
            return  # "было 38-е место, стало 27-е"
        if self._is_nobodys(clause, places[0]) or self._is_asked(clause):
            return
        latest = self._latest_group
        if latest is not None and self._of_latest(clause, latest, places):
            return
        apposed = self._apposition(clause, places)
        if apposed is not None:
            self._tell(clause, apposed, places)
            return
        if self._points_back(clause, places):
            return
        if self._is_of_several(clause, places):
            return  # "победителем признали одну": somebody else's predicate
        usable = self._subject is not None and (self._unpaired or not self._place_first)
        if usable and self._subject is not None:
            self._tell(clause, self._those(self._subject, places), places)
            self._unpaired = False
            return
        if not self._follows_implied(clause, places):
            self._pending = (places[0], clause)

    def _those(self, group: Group, places: list[Place]) -> Group:
        """Whom a group names: the pairing knows of whom "они" is said."""
        raise NotImplementedError

    def _is_of_several(self, clause: Clause, places: list[Place]) -> bool:
        """Whether the verb's plural says that a place is not the one subject's at hand.

        It waits for those whom a colon names: "третье поделили сразу двое: Коми и Крым".
        """
        subject = self._subject
        if subject is None or not clause.plural or clause.groups or len(subject.referents) > 1:
            return False
        several = not subject.referents[0].plural and not self._apposed_plural(subject)
        if several and self._ends_with_colon(clause):
            self._pending = (places[0], clause)
        return several

    def _follows_implied(self, clause: Clause, places: list[Place]) -> bool:
        """ "Итог — 33-е место, шестое в округе": a second place of whom the first one leaves out, too."""
        if (
            self._pending is None
            or self._pending[1].end >= clause.start
            or clause.finite
            or not clause.scopes
        ):
            return False
        pending, self._pending = self._pending, None
        scope, told = (self._scope, self._scoped), len(self.told)
        if not pending[1].scopes:
            self._scope, self._scoped = None, False
        self._implied(*pending)
        self._scope, self._scoped = scope
        if len(self.told) == told:
            return False
        one = self.told[-1].subject
        self._tell(clause, Group(one.start, one.end, [one], "nom"), places)
        return True

    def _is_asked(self, clause: Clause) -> bool:
        """ "Кто возглавил список, узнаете в Туле"; not "кто возглавил, угадать нетрудно: Тыва"."""
        rest = self._text.tokens[clause.end : self._reading.sentence.end]
        return asks_who(self._text.tokens, clause) and all(token.text != ":" for token in rest)

    def _ends_with_colon(self, clause: Clause) -> bool:
        return clause.end < self._reading.sentence.end and self._text.tokens[clause.end].text == ":"

    def _apposed_plural(self, subject: Group) -> bool:
        """ "Хозяева, команда Тульской области, замкнули": the plural before says who they are."""
        if subject.start - 2 < self._reading.sentence.start:
            return False
        sign, noun = self._text.tokens[subject.start - 1], self._text.tokens[subject.start - 2]
        best = noun.word.parses[:1]
        plural = bool(best) and best[0].pos == "NOUN" and best[0].number == "plur"
        return sign.text == "," and plural and "nomn" in noun.word.cases

    def _is_nobodys(self, clause: Clause, place: Place) -> bool:
        """Whether a place went to somebody who is no subject, or is told of none."""
        related = self._outer is not None and self._outer[1] is clause
        if not related and (clause.signal("give") is not None or (self._giving and self._goes_on(clause))):
            return True
        if place.kind == "tier" and self._acts(clause, place):
            return True
        within = self._text.tokens[place.start - 1].lower in ("в", "во")
        if place.kind in ("tier", "leaders") and self.told and not self._unpaired and not clause.finite:
            return not (within and clause.opener in ("а", "но"))  # "ими десятка и исчерпывается"
        return self._is_anothers(clause, place)

    def _acts(self, clause: Clause, place: Place) -> bool:
        """ "уровень, который показывает десятка лидеров": what the tier does is no place of anybody's."""
        best = self._text.tokens[place.start].word.parses[:1]
        names = bool(best) and best[0].pos == "NOUN" and best[0].case == "nomn"
        relative = "который" in self._text.tokens[clause.start].word.lemmas
        return names and relative and clause.finite and not clause.groups

    def _is_anothers(self, clause: Clause, place: Place) -> bool:
        """ "столицы — первая и вторая", "Энгельс — 74-й": before the dash stands who is no subject known."""
        opening = self._text.tokens[clause.start]
        if clause.dash is None and not clause.finite and not clause.groups and place.start > clause.start:
            inside = clause.start > self._reading.sentence.start + self._reading.sentence.marker
            return inside and opening.capitalised and not opening.word.nominal and place.bare
        if clause.dash is None or clause.finite or not clause.start < clause.dash < place.start:
            return False
        if clause.dash > clause.start + 1 or clause.start in {s.start for s in clause.signals}:
            return False
        noun = any(p.pos == "NOUN" and p.case == "nomn" for p in opening.word.parses)
        named = (
            opening.capitalised
            and clause.start > self._reading.sentence.start + self._reading.sentence.marker
        )
        return (named and not opening.word.poses & {"ADJF", "PREP"}) or (
            noun and "столица" in opening.word.lemmas
        )

    def _of_latest(self, clause: Clause, latest: Group, places: list[Place]) -> bool:
        """Whether places with no subject in their clause are of the group that was named last."""
        if clause.opener in (":", ",") and self._in_turn(latest, places[0]):
            self._pending = None
            self._tell(clause, latest, places)
            return True
        if self._says_again(clause, latest, places[0]):
            return True
        if self._headed(clause) or self._told_closer(clause, latest, places):
            self._tell(clause, latest, places)
            return True
        return False

    def _told_closer(self, clause: Clause, group: Group, places: list[Place]) -> bool:
        """ "в сотню вошла лишь Тула: 94-е место": the place itself of whom a tier was just told."""
        told = self.told[-1] if self.told else None
        if clause.opener not in (":", "—") or clause.finite or told is None or places[0].kind != "exact":
            return False
        one = len(group.referents) == 1 and told.subject.start == group.referents[0].start
        return one and told.basis == "group" and told.position_to is not None

    def _in_turn(self, group: Group, place: Place) -> bool:
        """ "Тула и Орёл: 4-е и 5-е места", "..., соответственно, 4-е и 5-е": so many places as subjects."""
        untold = all(referent.start not in self._marked for referent in group.referents)
        return untold and len(group.referents) == len(place.positions) > 1

    def _shared_after_all(self, clause: Clause, group: Group, place: Place) -> bool:
        """ "Возглавили список Тула и Орёл, поделив первое место": both are the first."""
        batch = [told for told in self._batch if told.basis == "listed"]
        if clause.signal("share") is None or place.positions != (1,) or len(batch) != len(group.referents):
            return False
        if [told.position for told in batch] != list(range(1, len(batch) + 1)):
            return False
        for told in batch:
            told.position, told.basis = 1, "explicit"
        return True

    def _says_again(self, clause: Clause, group: Group, place: Place) -> bool:
        """ "Десятку замыкают A и B, занявшие девятую и десятую строки": their places, with numbers.

        "Последние места у A и B: 82-е и 80-е".
        """
        vague = [told for told in self._batch if told.basis == "group" and told.position is None]
        if place.kind == "exact" and len(vague) == len(self._batch) == len(place.positions) > 1:
            for told, position in zip(vague, place.positions, strict=True):
                told.position, told.basis, told.rule, told.scope = position, "explicit", place.rule, None
                told.spans.append(("position", self._number, place.start, place.end))
                self._discourse.note(told, counts=False)
            return True
        if self._shared_after_all(clause, group, place):
            return True
        batch = [told for told in self.told if told.basis == "listed"][-len(place.positions) :]
        if len(batch) != len(group.referents) or tuple(told.position for told in batch) != place.positions:
            return False
        for told in batch:
            told.basis = "explicit"
        return True

    def _headed(self, clause: Clause) -> bool:
        """ "отметили успех Херсонской области: двадцатая строчка": the one whom a heading names."""
        latest = self._latest_group
        if clause.opener != ":" or latest is None or len(latest.referents) != 1 or self._subject is not None:
            return False
        if clause.finite and self._discourse.names_another(self._text, self._reading, clause):
            return False  # "В Москве иначе: первое место заняло ток-шоу"
        return not self.told and latest.referents[0].region is not None

    def _apposition(self, clause: Clause, places: list[Place]) -> Group | None:
        """ "Между Дагестаном, третьим в списке, и ...": the ordinal agrees with whom it stands behind."""
        group = self._latest_group
        if group is None or clause.opener != "," or group.end != clause.start - 1 or clause.verbs:
            return None
        last = group.referents[-1]
        if places[0].rule == "ranking/tier":
            return None  # "угодили в красную зону, последнюю десятку"
        if places[0].start > clause.start + 1 or last.kind in ("pronoun", "standin") or group.role == "nom":
            return None
        return Group(last.start, last.end, [last], group.role)

    def _points_back(self, clause: Clause, places: list[Place]) -> bool:
        """ "В Коми собрали 9 тонн. Это второй результат в ПФО": of the one whom the sentence before names."""
        at = next((s.end for s in clause.scopes if s.start == clause.start), clause.start)
        this = at < clause.end and self._text.tokens[at].lower == "это"
        if not this or not places[0].noun or places[0].start > at + 2:
            return False
        if clause.start > self._reading.sentence.start:
            return self._points_at(clause, places)
        if not (clause.scopes or self._reading.has("rating", "list")):
            return False
        named = self._discourse.these()
        if len(named) != 1:
            return False
        self._subject, self._unpaired = Group(clause.start, clause.start + 1, [named[0]], "nom"), True
        self._tell(clause, self._subject, places)
        return True

    def _points_at(self, clause: Clause, places: list[Place]) -> bool:
        """ "Быстрее всего дорожало жильё в Твери: это первое место": of whom its sentence names alone."""
        named = {r.name: r for r in self._reading.referents if r.start < clause.start and names_one(r)}
        if not named:
            before = [r for c in self._reading.clauses for r in c.mentioned if r.start < clause.start]
            named = {str(r.region): r for r in before} or self._towns_before(clause)
        if len(named) != 1 or self._subject is not None:
            return False
        one = next(iter(named.values()))
        one = replace(one, cases=_NOMINATIVE) if one.kind == "city" else one
        self._subject, self._unpaired = Group(one.start, one.end, [one], "nom"), True
        self._tell(clause, self._subject, places)
        return True

    def _towns_before(self, clause: Clause) -> dict[str, Referent]:
        """The towns that a sentence tells something of before a clause: "дорожает аренда в Рязани"."""
        found = {}
        for index in range(self._reading.sentence.start + 1, clause.start):
            token = self._text.tokens[index]
            here = self._text.tokens[index - 1].lower in ("в", "во") and token.capitalised
            lemma = next((p.lemma for p in token.word.parses if "Geox" in p.marks), None) if here else None
            if lemma is not None:
                name = "-".join(part[:1].upper() + part[1:] for part in lemma.split("-"))
                found[name] = Referent(
                    index, index + 1, "city", None, name, noun="город", cases=frozenset(["nomn"])
                )
        return found

    def _leaves(self, clause: Clause, holder: Referent | None, place: Place) -> bool:
        """ "9-е место, поднявшись с 14-го": the place that was left, of whose present place is told."""
        told = self._of_subject(clause, holder)
        if told is None or told.position is None:
            self._previous = place.positions[0]
            return False
        told.previous = told.previous or place.positions[0]
        return True
