"""What looks like the name of a region or country in a text, and is none. The words are in traps.yaml."""

from __future__ import annotations

from functools import cached_property

from extractors.registries.index import Traps
from extractors.tokens import Annotated, Entity, Token

_SHOUTED = 0.7
_OF_SURNAMES = ("ов", "ев", "ин")
_PERSON_MARKS = frozenset({"Name", "Patr"})


class Surroundings:
    """What the decision about one name needs to see of its field; found out when it is asked for."""

    def __init__(self, field: Annotated, traps: Traps) -> None:
        self._field = field
        self.tokens = field.tokens
        self.traps = traps

    @cached_property
    def sentence_starts(self) -> frozenset[int]:
        """The first words of sentences, behind a bullet and an opening quote too."""
        tokens = self.tokens
        starts = {sentence.start + sentence.marker for sentence in self._field.sentences}
        opened = {start + 1 for start in starts if start < len(tokens) and tokens[start].text in "«(—"}
        return frozenset(starts | opened)

    @cached_property
    def shouted(self) -> bool:
        """Whether nearly all words are in capitals, so that a capital tells nothing."""
        words = [token.text for token in self.tokens if token.kind == "word" and len(token.text) > 2]
        return len(words) > 2 and sum(map(str.isupper, words)) >= _SHOUTED * len(words)


def is_trap(entity: Entity, around: Surroundings) -> bool:
    """Whether a name found by its form alone is no mention."""
    if not entity.codes:
        return False
    if _is_quoted_alone(entity, around) or _is_title(entity, around):
        return True
    if entity.form == "adjective":
        return _is_adjective_trap(entity, around)
    if entity.form == "demonym":
        return _is_family_name(entity, around)
    return _is_noun_trap(entity, around)


def _is_quoted_alone(entity: Entity, around: Surroundings) -> bool:
    """ "крейсер «Москва»", "канал «Россия»": one word that fills its quotes."""
    before, after = _text(around, entity.start - 1), _text(around, entity.end)
    return entity.end - entity.start == 1 and before == "«" and after == "»"


def _is_title(entity: Entity, around: Surroundings) -> bool:
    """ "«Московская сага»", "«Вести Карелии»": inside quotes, beside a word of titles."""
    if _text(around, entity.start - 1) == "«":
        if _lemma(around, entity.end) in around.traps.titles:
            return True
        if entity.form == "adjective" and _lemma(around, entity.start - 2) in around.traps.works:
            return True
    return (
        _text(around, entity.end) == "»"
        and _lemma(around, entity.start - 1) in around.traps.titles
        and _text(around, entity.start - 2) == "«"
    )


def _is_adjective_trap(entity: Entity, around: Surroundings) -> bool:
    token = around.tokens[entity.start]
    following = _lemma(around, entity.end)
    if (entity.name, following) in around.traps.things:
        return True
    if entity.plural or not token.capitalised:
        return False
    if following in around.traps.places:
        return True
    if following in around.traps.municipal and _lemma(around, entity.end + 1) in (
        "округ",
        "район",
        "поселение",
    ):
        return True
    return not around.shouted and _follows_person(entity, around)


def _follows_person(entity: Entity, around: Surroundings) -> bool:
    """ "Дмитрий Донской", "А. Орловский": a family name behind a first name or an initial."""
    if entity.start == 0 or entity.start in around.sentence_starts:
        return False
    before = around.tokens[entity.start - 1]
    if _is_by_trade(before) and "nomn" in entity.cases and _is_predicate(around, entity.end):
        return True
    if before.text == ".":
        initial = around.tokens[entity.start - 2] if entity.start > 1 else before
        return len(initial.text) == 1 and initial.capitalised and initial.kind == "word"
    return before.capitalised and any(parse.marks & _PERSON_MARKS for parse in before.word.parses[:1])


def _is_by_trade(token: Token) -> bool:
    """ "тренер", "депутат": a word for one person."""
    first = token.word.parses[:1]
    return any(
        parse.pos == "NOUN" and "anim" in parse.marks and parse.case == "nomn" and parse.number == "sing"
        for parse in first
    )


def _is_predicate(around: Surroundings, at: int) -> bool:
    return at < len(around.tokens) and around.tokens[at].word.finite


def _is_family_name(entity: Entity, around: Surroundings) -> bool:
    """An inhabitant is written small: "Брянцев" inside a sentence is a person."""
    token = around.tokens[entity.start]
    if not token.capitalised or around.shouted:
        return False
    if entity.start not in around.sentence_starts and token.word.lower.endswith(_OF_SURNAMES):
        return True
    if entity.plural and "nomn" in entity.cases:
        return False
    return any("Surn" in parse.marks for parse in token.word.parses)


def _is_noun_trap(entity: Entity, around: Surroundings) -> bool:
    before = _lemma(around, entity.start - 1)
    if before in around.traps.carriers and not _of_many(around, entity.start - 1):
        return True
    if before == ".":
        before = _lemma(around, entity.start - 2)
        return entity.kind == "country" and before in ("долл", "цент")
    return entity.kind == "country" and before in around.traps.currencies


def _of_many(around: Surroundings, at: int) -> bool:
    """ "чистота рек Карелии": several have no name."""
    best = around.tokens[at].word.best
    return best is not None and best.number == "plur"


def _text(around: Surroundings, at: int) -> str:
    return around.tokens[at].text if 0 <= at < len(around.tokens) else ""


def _lemma(around: Surroundings, at: int) -> str:
    return around.tokens[at].word.lemma if 0 <= at < len(around.tokens) else ""
