"""A sentence in clauses, and what each says of the countries in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from extractors.partners.lexicon import RELATION_CLASSES, Lexicon
from extractors.tokens import Annotated, Sentence, Token
from model.statements import Relation

RELATIONS: tuple[Relation, ...] = ("export", "import", "trade", "cooperation")


@dataclass(frozen=True, slots=True)
class Clause:
    """Tokens `start` to `end`, the classes of their words, and whether they tell of a present trade."""

    start: int
    end: int
    classes: frozenset[str]
    strong: frozenset[str]

    @property
    def relation(self) -> Relation | None:
        """The relation that the words of trade tell, those first that tell of nothing else.

        Where people travel or perform, the others tell nothing ("отправился на гастроли").
        """
        words = self.strong or (frozenset() if "event" in self.classes else self.classes)
        return next((relation for relation in RELATIONS if relation in words), None)

    @property
    def buys(self) -> bool:
        """Whether its words of export are of buying alone, which goes both ways."""
        return "buying" in self.classes and "sold" not in self.classes

    @property
    def is_over(self) -> bool:
        """Whether the trade is told to have ended, or not to be."""
        past = "before" in self.classes and not self.classes & {"now"}
        return "halted" in self.classes or past

    @property
    def is_wished(self) -> bool:
        """Whether the trade is only planned or talked about."""
        return "planned" in self.classes or "not yet" in self.classes

    def ends(self, before: Clause) -> bool:
        """Whether it tells of the clause right before it that its trade is over."""
        if before.end != self.start:
            return False
        if self.classes & {"stalled", "not yet"}:
            return True
        return self.is_over and (self.points_back or "former" in self.classes)

    @property
    def is_now(self) -> bool:
        """Whether it sets the present against what was."""
        return "now" in self.classes

    @property
    def points_back(self) -> bool:
        """Whether it speaks of what was named before it ("отгрузки туда прекращены")."""
        return "back" in self.classes


_GOING = frozenset("ехать уехать поехать ездить отправиться отправляться улететь полететь вылететь".split())
_TRAVELLERS = frozenset(
    "россиянин турист путешественник отдыхающий отпускник паломник пассажир человек студент школьник"
    " житель специалист семья москвич петербуржец горожанин спортсмен болельщик".split()
)


def clauses(field: Annotated, sentence: Sentence, words: Lexicon) -> list[Clause]:
    """The clauses of a sentence in order; they cover it."""
    found: list[Clause] = []
    start = sentence.start
    for end in (*_borders(field.tokens, sentence, words), sentence.end):
        if end > start:
            found.append(_clause(field.tokens, start, end, words))
            start = end
    return found


def _borders(tokens: list[Token], sentence: Sentence, words: Lexicon) -> Iterator[int]:
    """Where clauses begin: at a joint word, or at a comma with a predicate on both its sides.

    A relative clause ("..., которые держались годами, ...") stays with what it stands in.
    """
    starting = [
        at
        for at in range(sentence.start + 1, sentence.end - 1)
        if tokens[at].word.lower == "и" and _starts(tokens[at + 1], words)
    ]
    yield from sorted({*starting, *_at_commas(tokens, sentence, words)})


def _starts(token: Token, words: Lexicon) -> bool:
    """ "и начать поставки в Катар", "и планирует поставки в Катар"."""
    classes = words.classes(token)
    return ("starting" in classes and "INFN" in token.word.poses) or (
        "planned" in classes and bool(token.word.finite)
    )


def _at_commas(tokens: list[Token], sentence: Sentence, words: Lexicon) -> Iterator[int]:
    commas = [at for at in range(sentence.start, sentence.end - 1) if tokens[at].text in (",", "—", ";", ":")]
    predicate = relative = False
    start = sentence.start
    for at, end in zip(commas, [*commas[1:], sentence.end], strict=False):
        predicate = predicate or (not relative and _has_predicate(tokens, start, at))
        start = at + 1
        relative = _is_relative(tokens, start)
        joint = (
            tokens[at].text == ";"
            or "joints" in words.classes(tokens[start])
            or _is_next_in_turn(tokens, start)
        )
        own = tokens[at].text in ",:" and not relative and _has_predicate(tokens, start, end)
        if joint or (own and predicate):
            predicate = False
            yield start


def _is_next_in_turn(tokens: list[Token], start: int) -> bool:
    """ "на очереди Оман"."""
    return [token.word.lower for token in tokens[start : start + 2]] == ["на", "очереди"]


def _is_relative(tokens: list[Token], start: int) -> bool:
    """Whether a relative pronoun stands at a token, or behind a preposition there."""
    return any(token.word.lemma == "который" for token in tokens[start : start + 2])


def _has_predicate(tokens: list[Token], start: int, end: int) -> bool:
    return any(
        parse.pos in ("VERB", "PRTS", "ADJS")
        for token in tokens[start:end]
        for parse in token.word.parses[:1]
    )


def _clause(tokens: list[Token], start: int, end: int, words: Lexicon) -> Clause:
    classes: set[str] = set()
    strong: set[str] = set()
    for at in range(start, end):
        found = words.classes(tokens[at]) if tokens[at].kind == "word" else frozenset()
        if not found or _is_set_phrase(tokens, at, words):
            continue
        if "once" in found and at + 1 < end and words.classes(tokens[at + 1]) & RELATION_CLASSES:
            classes.add("halted")
        if "export" in found and "buying" not in found:
            classes.add("sold")
        if "weak" not in found:
            strong |= found & RELATION_CLASSES
        classes |= found
    _note_plans(classes, tokens, start, end, words)
    if _until_a_year(tokens, start, end) or _to_nothing(tokens, start, end):
        classes.add("before")
    if "left" in classes and _from_a_list(tokens, start, end, words):
        classes.add("halted")
    if any(token.word.lower == "пока" for token in tokens[start:end]) and _is_not_yet(tokens, start, end):
        classes.add("not yet")
    if "stalled" in classes and tokens[start].word.lower != "но":
        classes.discard("stalled")
    traded = not _are_travellers(tokens, start, end)
    told = frozenset(classes if traded else classes - RELATION_CLASSES)
    return Clause(start, end, told, frozenset(strong if traded else ()))


def _are_travellers(tokens: list[Token], start: int, end: int) -> bool:
    """ "В Турцию уехало меньше россиян": people on their way, and no goods."""
    inside = tokens[start:end]
    goes = any(token.word.verb in _GOING for token in inside)
    return goes and any(token.word.lemmas & _TRAVELLERS for token in inside)


def _note_plans(classes: set[str], tokens: list[Token], start: int, end: int, words: Lexicon) -> None:
    """Plans to begin are plans; plans to do more are of a trade that is."""
    if tokens[start].word.lower == "и" and start + 1 < end and _starts(tokens[start + 1], words):
        classes.add("planned")
    if any(_is_next_in_turn(tokens, at) for at in range(start, end - 1)):
        classes.add("planned")
    if "planned" in classes and "growing" in classes and "starting" not in classes:
        classes.discard("planned")


def _until_a_year(tokens: list[Token], start: int, end: int) -> bool:
    """ "до 2022 года продавала", "в прошлом": it was so once."""
    for at in range(start, end - 1):
        lower, following = tokens[at].word.lower, tokens[at + 1]
        if tokens[at].word.lemma == "который":
            return False
        year = following.text.isdigit() and len(following.text) == 4
        if lower == "до" and year and _is_past(tokens, start, end):
            return True
        ended = at + 2 >= end or "NOUN" not in tokens[at + 2].word.poses
        if lower == "в" and following.word.lower == "прошлом" and ended:
            return True
    return False


def _is_past(tokens: list[Token], start: int, end: int) -> bool:
    parses = (token.word.parses[:1] for token in tokens[start:end])
    return any(parse.tense == "past" for first in parses for parse in first)


def _to_nothing(tokens: list[Token], start: int, end: int) -> bool:
    """ "сократился до нуля", "сейчас - ноль"."""
    return any(token.word.lower in ("ноль", "нуля", "нулю") for token in tokens[start:end])


def _from_a_list(tokens: list[Token], start: int, end: int, words: Lexicon) -> bool:
    """ "из торговли", "из списка партнеров"."""
    return any(
        tokens[at].word.lower == "из"
        and any("lists" in words.classes(token) for token in tokens[at + 1 : at + 4])
        for at in range(start, end)
    )


def _is_not_yet(tokens: list[Token], start: int, end: int) -> bool:
    """ "груз пока не вышел", "пока только изучают"."""
    following = [tokens[at + 1].word.lower for at in range(start, end - 1) if tokens[at].word.lower == "пока"]
    return any(lower in ("не", "только", "лишь", "нет") for lower in following)


def _is_set_phrase(tokens: list[Token], at: int, words: Lexicon) -> bool:
    """ "как и прежде", "прежде всего", "торговый центр": not what the word alone says."""
    before = tokens[at - 1].word.lower if at else ""
    following = tokens[at + 1] if at + 1 < len(tokens) else None
    if following is not None and tokens[at].word.lemma == "торговый":
        return "shops" in words.classes(following)
    if (
        tokens[at].word.lemma == "план"
        and at
        and tokens[at - 1].word.lemma in ("первый", "второй", "передний")
    ):
        return True
    if "before" not in words.classes(tokens[at]):
        return False
    after = following.word.lower if following is not None else ""
    return before in ("и", "чем", "как", "годом") or after in ("всего", "срока", "чем")
