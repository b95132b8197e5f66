"""Whether a figure tells of more, of less, or of how things stand.

A change is told against the same thing earlier, or against a plan: "вырос на 5%", "на 5%
больше, чем год назад", "превысил план в восемь раз". A share, a state, a comparison of two
things is a level: "доля 5%", "на 100% выполняет", "втрое активнее, чем с другими".
"""

from __future__ import annotations

from extractors.figures.amounts import Amount
from extractors.figures.comparisons import CLAUSE_ENDS, REACH_OF_COMPARISON, compared_before, comparison
from extractors.figures.lexicon import Lexicon
from extractors.tokens import Annotated, Sentence, Token
from model.statements import Direction

_SIGNS: dict[str, Direction] = {"+": "up", "плюс": "up", "-": "down", "минус": "down", "−": "down"}
_REACH = 40
_INEXACT = frozenset(
    "почти около примерно порядка более менее больше меньше свыше чем лишь только целых всего сразу ровно"
    " еще приблизительно какие-то до , не".split()
)
"""Words that may stand between a preposition and its number."""


def direction(
    amount: Amount,
    field: Annotated,
    sentence: Sentence,
    previous: Amount | None,
    told: Direction | None,
    words: Lexicon,
) -> Direction:
    """The direction of an amount.

    `previous` is the amount before it in the sentence, `told` the direction of that one.
    """
    tokens = field.tokens
    if previous is not None and previous.end <= sentence.start and _preposition(amount, tokens) != "на":
        previous = None
    signed = _signed(amount, tokens)
    if signed:
        return signed
    if previous is not None and told and amount.row[0] and previous.end + 1 == amount.start:
        return told
    if amount.unit == "times" and tokens[amount.start].word.lemma in words.doubling:
        return "up"
    if _is_target(amount, tokens):
        return "level"
    compared = comparison(amount, sentence, tokens, words, previous)
    if compared:
        return compared
    if previous is not None and told and _goes_on(previous, amount, sentence, tokens, words):
        return told
    return _of_clause(amount, sentence, tokens, words, previous)


def _signed(amount: Amount, tokens: list[Token]) -> Direction | None:
    if amount.start == 0:
        return None
    before = tokens[amount.start - 1]
    sign = _SIGNS.get(before.word.lower)
    if sign and before.text == "-":
        # A minus stands apart from what is before it and close to its number; a hyphen does neither.
        apart = amount.start < 2 or tokens[amount.start - 2].spaced or tokens[amount.start - 2].text in "(:,"
        return sign if apart and not before.spaced else None
    return sign


def _is_target(amount: Amount, tokens: list[Token]) -> bool:
    """ "до 58%", "с 44%": where a change ends and begins."""
    at = amount.start - 1
    while at >= 0 and tokens[at].word.lower in ("почти", "примерно", "уровня", "отметки", "порядка"):
        at -= 1
    if at < 0 or amount.unit == "times":
        return False
    return tokens[at].word.lower in ("до", "с", "со") and "от" not in tokens[amount.start].word.lower


def _goes_on(
    previous: Amount, amount: Amount, sentence: Sentence, tokens: list[Token], words: Lexicon
) -> bool:
    """Whether an amount tells of what the one before it told of."""
    if previous.end <= sentence.start:
        # "Медленнее всего - в Коми, на 9,3%.": a sentence without a verb.
        inside = tokens[sentence.start : amount.start]
        return not any(words.classes(token) & {"up", "down", "state", "exceed"} for token in inside)
    return _is_elliptic(previous, amount, tokens, words) or _is_taken_up(previous, amount, tokens, words)


def _is_taken_up(previous: Amount, amount: Amount, tokens: list[Token], words: Lexicon) -> bool:
    """ "рост составил 3,1%, тогда как в Приморье он достиг 4,4%": a pronoun for the change told before."""
    between = tokens[previous.end : amount.start]
    if not between or _preposition(amount, tokens):
        return False
    pronoun = any(token.word.lower in ("он", "она", "оно") for token in between)
    being = any("being" in words.classes(token) for token in between)
    telling = any(words.classes(token) & {"up", "down", "state", "exceed"} for token in between)
    first = next(
        (at for at in range(previous.start - 1, max(-1, previous.start - _REACH), -1)
         if words.classes(tokens[at]) & {"up", "down"}), None,
    )  # fmt: skip
    noun = first is not None and any(parse.pos == "NOUN" for parse in tokens[first].word.parses[:1])
    return pronoun and being and noun and not telling


def _is_elliptic(previous: Amount, amount: Amount, tokens: list[Token], words: Lexicon) -> bool:
    """Whether nothing between two figures says anew what happens: "экспорт - на 4%, импорт - на 5%"."""
    between = tokens[previous.end : amount.start]
    same = _preposition(previous, tokens) == _preposition(amount, tokens)
    by = same and _preposition(amount, tokens) == "на"
    telling = {"up", "down", "state", "exceed"} | (set() if by else {"being"})
    for token in _without_relative(between):
        classes = words.classes(token)
        verb = any(parse.pos == "VERB" for parse in token.word.parses[:1])
        if classes & telling or (verb and not (by and "being" in classes)):
            return False
    return same or "times" in (amount.unit, previous.unit)


def _without_relative(tokens: list[Token]) -> list[Token]:
    """Tokens without a relative clause among them ("масла, который прежде не велся, - в девять раз")."""
    start = next((at for at, token in enumerate(tokens) if token.word.lemma == "который"), None)
    if start is None:
        return tokens
    opened = next((at for at in range(start, -1, -1) if tokens[at].text == ","), start)
    closed = next((at for at in range(start, len(tokens)) if tokens[at].text in (",", "—")), None)
    return tokens if closed is None else tokens[:opened] + tokens[closed:]


def _preposition(amount: Amount, tokens: list[Token]) -> str:
    """ "на" or nothing, past words that make the number inexact."""
    start = amount.number_start
    for at in range(start - 1, max(-1, start - 5), -1):
        lower = tokens[at].word.lower
        if lower == "на":
            return "на"
        if lower not in _INEXACT:
            break
    return ""


def _of_clause(
    amount: Amount, sentence: Sentence, tokens: list[Token], words: Lexicon, previous: Amount | None
) -> Direction:
    """What the nearest telling word of the sentence makes of an amount, before it or else after."""
    floor = max(sentence.start, previous.end if previous else 0, amount.start - _REACH)
    before = range(amount.start - 1, floor - 1, -1)
    end = _row_end(amount, sentence, tokens)
    after = range(end, min(sentence.end, end + 12))
    if _is_attribute(amount, tokens):
        return _of_noun(amount, sentence, tokens, words) or _nearest(before, tokens, words) or "level"
    if _preposition(amount, tokens) == "на" or amount.unit == "times":
        compared = compared_before(before, tokens, words) if amount.unit == "times" else None
        return _nearest(before, tokens, words) or compared or _nearest(after, tokens, words) or "level"
    return _of_bare(before, tokens, words) or _of_bare(after, tokens, words) or "level"


def _row_end(amount: Amount, sentence: Sentence, tokens: list[Token]) -> int:
    """Where the row of figures ends that an amount begins ("5-7, 8 и 9 процентов")."""
    end = amount.end
    for _ in range(amount.row[1] - amount.row[0] - 1):
        end += 1
        while end < sentence.end and (tokens[end].kind == "number" or tokens[end].text in "-%"):
            end += 1
    return end


def _is_attribute(amount: Amount, tokens: list[Token]) -> bool:
    """ "семипроцентный", "двукратный": an adjective, which says what its noun says."""
    return "ADJF" in tokens[amount.start].word.poses and amount.end == amount.start + 1


def _of_noun(amount: Amount, sentence: Sentence, tokens: list[Token], words: Lexicon) -> Direction | None:
    for token in tokens[amount.end : min(sentence.end, amount.end + 2)]:
        classes = words.classes(token)
        if classes & {"up", "down"}:
            return "up" if "up" in classes else "down"
    return None


def _nearest(places: range, tokens: list[Token], words: Lexicon) -> Direction | None:
    """The way of the nearest change or state, for an amount that something changed by."""
    for at in places:
        token = tokens[at]
        classes = words.classes(token)
        if token.text == ";" or (places.step > 0 and token.kind == "number"):
            return None
        if "state" in classes or _is_renewed(token):
            return "level"
        if classes & {"up", "down"}:
            return "up" if "up" in classes else "down"
        if "exceed" in classes:
            return _exceeded(at, tokens, words)
    return None


def _is_renewed(token: Token) -> bool:
    """ "оборудование обновлено на 70%": how much of it is new."""
    return token.word.lemma == "обновить" and "PRTS" in token.word.poses


def _of_bare(places: range, tokens: list[Token], words: Lexicon) -> Direction | None:
    """The way of an amount without "на": "прибавил 15%", "прирост составил 3%", but "доля достигла 60%"."""
    passed_being = passed_comma = False
    for at in places:
        token = tokens[at]
        classes = words.classes(token)
        if token.text == ";" or (places.step > 0 and token.kind in ("number", "punctuation")):
            return None
        if "being" in classes:
            passed_being = True
        if token.text == ",":
            passed_comma = True
        speaks = passed_comma and token.word.lemma == "добавить"
        if classes & {"up", "down"} and not speaks and _takes_accusative(token, passed_being):
            return "up" if "up" in classes else "down"
        if token.text == "," and passed_being:
            return _of_subject(at, tokens, words) if places.step < 0 else "level"
    return "level" if passed_being else None


def _of_subject(at: int, tokens: list[Token], words: Lexicon) -> Direction:
    """ "спад, по прогнозу, продлится год и составит 5%": the subject in front of what is put in."""
    for place in range(at - 1, max(-1, at - REACH_OF_COMPARISON), -1):
        token = tokens[place]
        noun = any(parse.pos == "NOUN" and parse.case == "nomn" for parse in token.word.parses[:1])
        if token.text in CLAUSE_ENDS or token.kind == "number" or token.word.finite:
            return "level"
        if noun:
            classes = words.classes(token)
            return "up" if "up" in classes else "down" if "down" in classes else "level"
    return "level"


def _takes_accusative(token: Token, passed_being: bool) -> bool:
    """ "прибавил 15%", "прирост составил 3%", "рост 5%": verbs and nouns of change without "на"."""
    lemma = token.word.lemma
    noun = any(parse.pos == "NOUN" for parse in token.word.parses[:1])
    return noun or (
        lemma in ("прибавить", "добавить", "потерять", "прибавлять", "терять") and not passed_being
    )


def _exceeded(at: int, tokens: list[Token], words: Lexicon) -> Direction:
    """ "превысил плановый показатель": up; "превышает соседний": level."""
    near = tokens[at + 1 : at + 8] + tokens[max(0, at - 6) : at]
    return "up" if any(words.classes(token) & {"time", "plan"} for token in near) else "level"
