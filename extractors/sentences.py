"""Sentences of a token sequence: blocks, items of lists, rows of tables, abbreviations, quotes."""

from __future__ import annotations

from functools import reduce
from operator import or_

from extractors.features import feature
from extractors.tokens import Sentence, Token

LONGEST_SENTENCE = 400
"""Tokens. Beyond this a text is cut at the next sign: no sentence of news is as long."""
ENDLESS_SENTENCE = 800
"""Tokens. Beyond this it is cut wherever it is: rules look through a sentence again and again, so
that the time would grow with the square of its length."""

_ENDS = frozenset(".!?…") | {"..", "...", "...."}
_CLOSERS = frozenset('»")]”’')
_OPENERS = frozenset('«"([„“—–-•*')
_BULLETS = frozenset("•—–-*·●■▪►‣–")
_ITEM_ENDS = frozenset(".)")
_RANGES = frozenset("-–—")
_LONGEST_NAME = 5
"""Tokens on either side of a full stop within a name in quotes."""
_PICTURES = "\u2700"
"""From here on characters are dingbats and emoji, which stand for bullets at the start of a line."""
_KEYCAP = "\u20e3"
# Abbreviations that a full stop follows inside a sentence, folded.
_ABBREVIATIONS = frozenset(
    "г гг обл тыс млн млрд трлн руб коп ул пр просп д стр кв им акад проф доц св гр р п пп пос с т тд тп др"
    " чел экз долл см рис табл ст ч вв в н э мин сек кг км га куб ред изд зам зав респ пгт мкр корп тел факс"
    " напр т.д т.п янв февр фев мар апр авг сент сен окт нояб ноя дек".split(" ")
)
# After these a capital letter does begin a new sentence more often than not.
_WEAK = frozenset(
    ["г", "гг", "обл", "руб", "тыс", "млн", "млрд", "трлн", "др", "чел", "долл", "д", "п", "т", "в", "ч"]
)
_PLACES = frozenset(["место", "строка", "строчка", "позиция", "номер"])
_BORDER = feature(lambda piece: piece.kind == "break" or piece.text in _ENDS or piece.text in _CLOSERS)


def sentences(tokens: list[Token]) -> list[Sentence]:
    """The sentences, in order; they cover all tokens but line ends."""
    found: list[Sentence] = []
    paragraph = start = 0
    borders = [index for index, token in enumerate(tokens) if token.features & _BORDER]
    items = _items_in_line(tokens, borders)
    for index in borders:
        start = _cut_endless(found, tokens, start, index, paragraph)
        if tokens[index].kind == "break":
            _close(found, tokens, start, index, paragraph, items)
            start = index + 1
            paragraph += tokens[index].text.count("\n") > 1 or _ends(tokens, index)
        elif index - 1 in items:
            _close(found, tokens, start, index - 1, paragraph, items)
            start = index - 1
        elif _is_end(tokens, index, start):
            _close(found, tokens, start, index + 1, paragraph, items)
            start = index + 1
    start = _cut_endless(found, tokens, start, len(tokens), paragraph)
    _close(found, tokens, start, len(tokens), paragraph, items)
    return found


def _items_in_line(tokens: list[Token], borders: list[int]) -> frozenset[int]:
    """Where the items of a list begin that is written in one line: "1. Тула; 2. Орёл", "1) Коми, 2) Тыва".

    They count on from one, and each begins with a capital.
    """
    items: list[int] = []
    counted: list[int] = []
    for index in [*borders, len(tokens)]:
        if index == len(tokens) or tokens[index].kind == "break":
            items += counted if len(counted) > 1 else []
            counted = []
        elif index > 0 and tokens[index - 1].text == str(len(counted) + 1) and _opens_item(tokens, index):
            counted.append(index - 1)
    return frozenset(items)


def _opens_item(tokens: list[Token], index: int) -> bool:
    """Whether a number and the sign at `index` can be the mark of an item within a line."""
    if tokens[index].text not in _ITEM_ENDS or index + 1 >= len(tokens):
        return False
    follows, before = tokens[index + 1], tokens[index - 2] if index > 1 else None
    named = follows.capitalised or follows.text in _OPENERS
    return named and (before is None or before.kind in ("break", "punctuation"))


def _cut_endless(found: list[Sentence], tokens: list[Token], start: int, end: int, paragraph: int) -> int:
    """Cut what runs from `start` to `end`, at signs if it can be; where the rest begins, which is short."""
    index = start + LONGEST_SENTENCE
    while index < end:
        if tokens[index].kind == "punctuation" or index - start >= ENDLESS_SENTENCE:
            _close(found, tokens, start, index + 1, paragraph)
            start = index + 1
            index = start + LONGEST_SENTENCE
        else:
            index += 1
    return start


def _ends(tokens: list[Token], index: int) -> bool:
    return index > 0 and tokens[index - 1].text in _ENDS


def _close(
    found: list[Sentence],
    tokens: list[Token],
    start: int,
    end: int,
    paragraph: int,
    items: frozenset[int] = frozenset(),
) -> None:
    if start >= end:
        return
    marker = _marker(tokens, start, end)
    new_block = start == 0 or tokens[start - 1].kind == "break" or start in items
    features = reduce(or_, [token.features for token in tokens[start:end]])
    found.append(
        Sentence(start, end, paragraph, bool(marker) and new_block, marker if new_block else 0, features)
    )


def _marker(tokens: list[Token], start: int, end: int) -> int:
    """How many tokens of a line are its bullet or number."""
    first = tokens[start]
    if first.text in _BULLETS or first.text[0] >= _PICTURES:
        return 1
    if first.kind == "number" and end - start > 3 and tokens[start + 2].text == _KEYCAP:
        return 3  # "5️⃣ Москва"
    if (
        first.kind == "number"
        and first.text.isdecimal()
        and end - start > 2
        and tokens[start + 1].text in (".", ")")
    ):
        return 2
    if end - start > 4 and tokens[start + 3].text in _ITEM_ENDS and _is_range(tokens, start, start + 3):
        return 4
    return 0


def _is_range(tokens: list[Token], start: int, end: int) -> bool:
    """Whether a line begins with two numbers and a dash: "4–5"."""
    if end - start != 3 or tokens[start + 1].text not in _RANGES:
        return False
    return tokens[start].text.isdecimal() and tokens[start + 2].text.isdecimal()


def _is_end(tokens: list[Token], index: int, start: int) -> bool:
    token = tokens[index]
    if index - start >= LONGEST_SENTENCE and token.kind == "punctuation":
        return True
    if token.text in _CLOSERS and index > start and tokens[index - 1].text in _ENDS:
        return _begins(tokens, index + 1, quoted=True)
    if token.text not in _ENDS:
        return False
    following = tokens[index + 1] if index + 1 < len(tokens) else None
    if following is None or following.kind == "break":
        return True
    if following.text in _CLOSERS or following.text in _ENDS:
        return False
    if token.text == "." and (_abbreviated(tokens, index, start) or _in_name(tokens, index)):
        return False
    return _begins(tokens, index + 1, quoted=False)


def _in_name(tokens: list[Token], index: int) -> bool:
    """Whether a full stop belongs to a name: "портал «Культура.Регионы»", "по данным ЕРЗ.РФ"."""
    if tokens[index].spaced or tokens[index - 1].spaced:
        return False
    if tokens[index + 1].text == "РФ":
        return True
    before = [token.text for token in tokens[max(0, index - _LONGEST_NAME) : index]]
    behind = [token.text for token in tokens[index + 1 : index + 1 + _LONGEST_NAME]]
    return "«" in before and "»" not in before and "»" in behind and "«" not in behind


def _begins(tokens: list[Token], index: int, *, quoted: bool) -> bool:
    """Whether the token at `index` can begin a sentence; after a closing quote it needs a capital."""
    if index >= len(tokens) or tokens[index].kind == "break":
        return True
    token = tokens[index]
    if token.text in _OPENERS:
        if quoted or (token.text in "—–-" and not tokens[index - 1].spaced):
            return False
        return tokens[index - 1].spaced
    return (token.capitalised or token.kind in ("number", "mixed")) and (
        tokens[index - 1].spaced or not quoted
    )


def _abbreviated(tokens: list[Token], index: int, start: int) -> bool:
    if index == start:
        return False
    before = tokens[index - 1]
    if before.kind == "number" and (index - 1 == start or _is_range(tokens, start, index)):
        return True  # "1. Москва", "4–5. Тула и Орёл": the number of an item
    if not tokens[index].spaced and index + 1 < len(tokens) and not tokens[index + 1].capitalised:
        return True  # a point inside: "12.05.2025", "Скорость.рф", "т.д"
    if len(before.text) == 1 and before.capitalised and before.kind == "word":
        return True  # an initial: "А. Иванов"
    if before.lower in _PLACES and index - 2 == start and _is_row(tokens, start, index):
        return True  # "1-е место. Тверская область", line by line
    if before.lower not in _ABBREVIATIONS:
        return False
    following = tokens[index + 1]
    at = index - 1
    if before.lower == "п" and at - 2 > start and tokens[at - 1].text == "." and tokens[at - 2].lower == "п":
        at -= 2  # "на 1,4 п. п."
    return not (before.lower in _WEAK and following.capitalised and at > start and _after_number(tokens, at))


def _is_row(tokens: list[Token], start: int, index: int) -> bool:
    """Whether a line opens with a place and a full stop, and so does the one before or behind it."""
    if start and tokens[start - 1].kind != "break":
        return False
    noun = tokens[start + 1].lower
    behind = next((at for at in range(index, len(tokens)) if tokens[at].kind == "break"), len(tokens))
    if behind + 3 < len(tokens) and [t.lower for t in tokens[behind + 2 : behind + 4]] == [noun, "."]:
        return True
    at = start - 2
    while at > 0 and tokens[at - 1].kind != "break":
        at -= 1
    return start > 1 and [token.lower for token in tokens[at + 1 : at + 3]] == [noun, "."]


def _after_number(tokens: list[Token], index: int) -> bool:
    """Whether an abbreviation follows a number, as in "за 2025 г. Москва": then it may end a sentence."""
    return tokens[index - 1].kind in ("number", "mixed")
