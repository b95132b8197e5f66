"""Lists that run on into a clause: "Тула, Орёл, Курск обошёл"."""

from __future__ import annotations

from extractors.rankings.items import Group
from extractors.rankings.views import between
from extractors.rankings.vocabulary import words
from extractors.tokens import DASHES, Annotated, Sentence

_PREDICATES = words("clauses", "predicates")
_RATINGS = frozenset(["рейтинг", "индекс", "список", "перечень", "рэнкинг", "топ"])
_ASPECTS = frozenset(["в", "во", "среди", "по"])


def split_run_ons(groups: list[Group], text: Annotated, sentence: Sentence) -> list[Group]:
    """ "..., Казань обошла": after a mere comma, a member with a predicate begins a clause."""
    found: list[Group] = []
    for group in groups:
        if (
            len(group.referents) < 2
            or (group.listed and not group.tailed)
            or not _predicated(text, group.end, sentence.end)
            or not _tells_before(text, sentence.start + sentence.marker, group.start)
        ):
            found.append(group)
            continue
        head, last = group.referents[:-1], group.referents[-1]
        found.append(Group(group.start, head[-1].end, head, group.role))
        found.append(Group(last.start, last.end, [last], group.role))
    return found


def _predicated(text: Annotated, position: int, end: int) -> bool:
    """Whether a predicate of its own follows: a verb, or a dash with a place."""
    if position >= end:
        return False
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
        best = token.word.parses[0] if token.word.parses else None
        if best is not None and best.pos == "VERB":
            return best.number == "sing"
    return False
