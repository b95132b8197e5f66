"""Lists that run on into a clause: "Тула, Орёл, Курск обошёл"."""

from __future__ import annotations

from extractors.rankings.items import Group
from extractors.rankings.views import between
from extractors.rankings.vocabulary import words
from extractors.tokens import DASHES, Annotated, Sentence

_PREDICATES = words("clauses", "predicates")
_RATINGS = frozenset(["рейтинг", "индекс", "список", "перечень", "рэнкинг", "топ"])
_ASPECTS = frozenset(["в", "во", "среди", "по"])
_PARTICLES = frozenset(
    ["только", "лишь", "уже", "всего", "пока", "теперь", "снова", "вновь", "опять", "сейчас", "здесь"]
)


def split_run_ons(groups: list[Group], text: Annotated, sentence: Sentence) -> list[Group]:
    """ "..., Казань обошла": after a mere comma, a member with a predicate begins a clause."""
    found: list[Group] = []
    for group in groups:
        several = _places_behind(text, group.end, sentence.end)
        if 1 < several < len(group.referents) and _tells_before(
            text, sentence.start + sentence.marker, group.start
        ):
            found += _split(group, several)
            continue
        if (
            len(group.referents) < 2
            or (group.listed and not group.tailed)
            or not _predicated(text, group.end, sentence.end)
            or not _tells_before(text, sentence.start + sentence.marker, group.start)
        ):
            found.append(group)
            continue
        found += _split(group, 1)
    return found


def _split(group: Group, last: int) -> list[Group]:
    """A group without its last members, and those."""
    head, tail = group.referents[:-last], group.referents[-last:]
    # "вместе с Тулой, Орёл — на 24-м": what governs the first does not reach the one that begins a clause.
    role = "nom" if last == 1 and "nomn" in tail[0].cases else group.role
    return [
        Group(group.start, head[-1].end, head, group.role),
        Group(tail[0].start, tail[-1].end, tail, role, listed=last > 1),
    ]


def _places_behind(text: Annotated, position: int, end: int) -> int:
    """How many ordinals a dash puts behind a list: "Орёл, Тула и Тверь — на второй и третьей" has two."""
    if position >= end or text.tokens[position].text not in DASHES:
        return 0
    first = position + 1 + (text.tokens[min(position + 1, end - 1)].lower == "на")
    starts = {n.start: n.end for n in between(text.numbers, first, end) if n.kind == "ordinal"}
    count, at = 0, first
    while at in starts:
        count, at = count + 1, starts[at]
        if at < end and text.tokens[at].lower in ("и", ","):
            at += 1
    return count


def _predicated(text: Annotated, position: int, end: int) -> bool:
    """Whether a predicate of its own follows: a verb, or a dash with a place."""
    if position >= end:
        return False
    token = text.tokens[position]
    while token.lower in _PARTICLES and position + 1 < end:
        position += 1  # "Орёл, Тула пока только пятая"
        token = text.tokens[position]
    if token.text in DASHES:
        position += 1
        following = text.tokens[position : min(position + 2, end)]
        if any(not each.word.lemmas.isdisjoint(_PREDICATES) for each in following):
            return True
        return position < end and any(
            n.start in (position, position + 1) and n.kind != "decimal" for n in text.numbers
        )
    if _singular_verb(text, position, end):
        return True
    return any(n.start == position and n.kind == "ordinal" for n in text.numbers) or (
        token.lower == "на" and any(n.start == position + 1 for n in text.numbers)
    )


def _tells_before(text: Annotated, start: int, end: int) -> bool:
    """Whether something may be told before a list, so that its first members need no predicate behind."""
    before = text.tokens[start:end]
    if not before or before[-1].text == ":":
        return False
    noun = next((t for t in before if t.word.poses and t.word.parses[0].pos == "NOUN"), None)
    of_rating = noun is not None and bool(noun.word.lemmas & _RATINGS)
    told = any(t.word.verb for t in before) or any(
        n.kind == "ordinal" for n in between(text.numbers, start, end)
    )
    return not of_rating or before[0].lower not in _ASPECTS or told


def _singular_verb(text: Annotated, position: int, end: int) -> bool:
    """Whether a verb in the singular follows before the next sign: a list would need the plural."""
    for token in text.tokens[position : min(end, position + 8)]:
        if token.kind == "punctuation":
            return False
        best = token.word.best
        if best is not None and best.pos == "VERB":
            return best.number == "sing"
    return False
