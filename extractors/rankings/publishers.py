"""Who compiles the rating that a document tells of.

Three ways to say it, all beside a word that means compiling or a rating:

    рейтинг АСИ, индекс агентства RAEX          behind the rating's noun
    по данным РЭЦ, по версии журнала «Деньги»   behind a word of source
    составил Минстрой, подсчитали в РИА Новости with a verb of compiling
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from extractors.data_files import made_once
from extractors.features import of_lemmas
from extractors.memory import Memory
from extractors.morphology import fold, inflected, word
from extractors.registries import ratings
from extractors.registries.datelines import dateline_ends
from extractors.signals import Signal
from extractors.tokens import Annotated, Sentence, Token

_STEM = 5
_COMPILING = frozenset(
    "составить составлять подготовить готовить опубликовать публиковать представить представлять"
    " обнародовать выпустить подсчитать посчитать рассчитать оценить оценивать исследовать выяснить"
    " проанализировать сформировать формировать провести проводить назвать признать определить отвести"
    " поставить присудить сравнить изучить ранжировать"
    " вести приводить утверждать подвести составитель организатор автор разработчик".split()
)
_SOURCES = frozenset(
    "данные версия оценка подсчет расчет мнение исследование сведение методика вывод".split()
)
_EXPERTS = frozenset("эксперт аналитик исследователь специалист экономист эколог социолог урбанист".split())
_HEADS = frozenset(
    "агентство центр фонд институт компания сервис журнал портал издание ассоциация союз министерство"
    " ведомство служба университет холдинг платформа газета школа проект экспертно-аналитический".split()
)
_HEADED = of_lemmas(_HEADS)
_WHERE = frozenset(("в", "во", "от", "из"))
_SHORTEST_BODY = 7
_BODIES = ("мин", "рос")
_NO_BODIES = frozenset(("Name", "Surn", "Patr"))
_COMPILES, _SOURCED = of_lemmas(_COMPILING), of_lemmas(_SOURCES | _EXPERTS)
"""A sentence without one of these or a rating's noun names no compiler: it is not looked at closely."""
_REACH = 14
"""Tokens between the rating's noun and its publisher: longer names of ratings are rare."""
_AFTER_DATELINE = 8


@dataclass(frozen=True, slots=True)
class Publisher:
    """A compiler named at tokens `start` to `end`; `name` is in the nominative."""

    start: int
    end: int
    sentence: int
    name: str


def publishers(text: Annotated, signals: list[Signal]) -> list[Publisher]:
    """The compilers of ratings that a field names, in order."""
    rated = [signal.start for signal in signals if signal.name in ("rating", "list")]
    filed = _filed(text)
    found: list[Publisher] = []
    for index, sentence in enumerate(text.sentences):
        nouns = [start for start in rated if sentence.start <= start < sentence.end]
        compiled = bool(sentence.features & _COMPILES)
        if not (nouns or compiled or sentence.features & _SOURCED):
            continue
        for start, end, name in _names(text, sentence):
            if start in filed or _of_a_region(text, sentence, end):
                continue
            if compiled or _behind(nouns, start) or _sourced(text, sentence, start):
                found.append(Publisher(start, end, index, name))
    return found


def _behind(nouns: list[int], start: int) -> bool:
    """Whether a noun of ratings stands close before a name."""
    return any(0 < start - noun <= _REACH for noun in nouns)


def _filed(text: Annotated) -> frozenset[int]:
    """Tokens of a dateline: the agency there reports, and compiles nothing."""
    places = dateline_ends(text)
    return frozenset(range(min(places), max(places) + _AFTER_DATELINE)) if places else frozenset()


def _names(text: Annotated, sentence: Sentence) -> Iterator[tuple[int, int, str]]:
    begins, end = _begins(), sentence.start
    for at in range(sentence.start, sentence.end):
        if at < end or not begins[text.tokens[at].text]:
            continue
        found = (
            _known(text.tokens, at, sentence.end)
            or _headed(text, at, sentence.end)
            or _body(text.tokens[at], at)
            or _quoted(text, sentence, at)
        )
        if found is not None:
            yield at, *found
            end = found[0]


@made_once
def _begins() -> Memory[bool]:
    """Whether the name of a compiler can begin with a token of this text."""
    stems = _publisher_index()

    def begins(text: str) -> bool:
        lower = fold(text)
        told = lower[:_STEM] in stems or text == "«" or lower.startswith(_BODIES)
        return told or not word(lower).lemmas.isdisjoint(_HEADS)

    return Memory(begins)


@made_once
def _publisher_index() -> dict[str, list[tuple[tuple[str, ...], str]]]:
    """Known publishers by the first stem of each of their names, the longest names first."""
    index: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for entry in ratings():
        if entry.publisher is None:
            continue
        for name in (entry.publisher, *entry.publisher_aliases):
            stems = tuple(fold(part)[:_STEM] for part in name.replace("«", " ").replace("»", " ").split())
            index.setdefault(stems[0], []).append((stems, name))
    for names in index.values():
        names.sort(key=lambda named: -len(named[0]))
    return index


def _known(tokens: list[Token], at: int, limit: int) -> tuple[int, str] | None:
    for stems, name in _publisher_index().get(tokens[at].lower[:_STEM], ()):
        end = at
        for stem in stems:
            while end < limit and tokens[end].text in '«»"':
                end += 1
            if end >= limit or not _same(tokens[end], stem, name):
                break
            end += 1
        else:
            return _past_quote(tokens, at, end, limit), name
    return None


def _same(token: Token, stem: str, name: str) -> bool:
    if not token.capitalised and token.text not in name:
        # "центр" inside a name is written small; a name's first word never is.
        return token.lower.startswith(stem) and len(stem) == _STEM and not name.isupper()
    return token.lower == stem if len(stem) < _STEM else token.lower.startswith(stem)


def _past_quote(tokens: list[Token], start: int, end: int, limit: int) -> int:
    opened = sum((token.text == "«") - (token.text == "»") for token in tokens[start:end])
    return end + 1 if opened > 0 and end < limit and tokens[end].text == "»" else end


def _headed(text: Annotated, at: int, limit: int) -> tuple[int, str] | None:
    """ "агентства RAEX", "журнала «Деньги»": a noun of organisations with a name of its own."""
    token = text.tokens[at]
    if not token.features & _HEADED or at + 1 >= limit:
        return None
    known = _known(text.tokens, at + 1, limit)
    if known is not None:
        return known
    if text.tokens[at + 1].text == "«":
        return _in_quotes(text, at + 1, limit)
    end = at + 1
    while end < limit and _is_own_name(text.tokens[end]):
        end += 1
    return (end, text.slice(at + 1, end)) if end > at + 1 else None


def _body(token: Token, at: int) -> tuple[int, str] | None:
    """A ministry or agency by its short name: "Минсельхоз", "Росстатом"."""
    lower = token.lower
    if not token.capitalised or len(lower) < _SHORTEST_BODY or lower.startswith("росси"):
        return None
    if not lower.startswith(_BODIES) or any(parse.marks & _NO_BODIES for parse in token.word.parses):
        return None
    form = inflected(lower, "nomn", "sing") or token.text
    return at + 1, form[:1].upper() + form[1:]


def _quoted(text: Annotated, sentence: Sentence, at: int) -> tuple[int, str] | None:
    """ "подсчитали в «Урбанике»": a name in quotes where a source is told. Not "рейтинг «Вузы»"."""
    if text.tokens[at].text != "«" or at == sentence.start:
        return None
    before = text.tokens[at - 1]
    if not (before.lower in _WHERE or before.features & (_SOURCED | _COMPILES)):
        return None
    return _in_quotes(text, at, sentence.end)


def _in_quotes(text: Annotated, at: int, limit: int) -> tuple[int, str] | None:
    """The name between quotation marks, without them; a single word in the nominative."""
    end = at + 1
    while end < limit and text.tokens[end].text != "»":
        end += 1
    if end >= limit or end == at + 1 or not text.tokens[at + 1].capitalised:
        return None
    name = text.slice(at + 1, end)
    if end == at + 2:
        form = inflected(text.tokens[at + 1].lower, "nomn", "sing") or name
        name = form[:1].upper() + form[1:]
    return end + 1, name


def _is_own_name(token: Token) -> bool:
    return (
        token.kind in ("word", "mixed")
        and (token.text.isupper() or token.text[:1].isascii())
        and len(token.text) > 1
    )


def _of_a_region(text: Annotated, sentence: Sentence, end: int) -> bool:
    """A region's own ministry tells of a rating; it does not compile it."""
    if end >= sentence.end:
        return False
    follows = text.tokens[end]
    return bool(follows.word.lemmas & {"регион", "область", "край", "республика", "округ"}) or any(
        entity.kind == "region" and entity.start == end for entity in text.entities
    )


def _sourced(text: Annotated, sentence: Sentence, start: int) -> bool:
    before = text.tokens[max(sentence.start, start - 3) : start]
    return any(token.features & _SOURCED for token in before)
