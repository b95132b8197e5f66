"""How far the name of a rating reaches: past its genitives, its "по ..." phrases, its names in quotes."""

from __future__ import annotations

from extractors.rankings.attributes.known_compilers import is_known
from extractors.rankings.ratings.complements import (
    LONGEST_OBJECT,
    LONGEST_PARTICIPLE,
    NOT_NAMING,
    RANKED,
    SAYING_WHICH,
    is_genitive,
    is_place,
    is_superlative,
    past_governed,
    past_phrase,
)
from extractors.rankings.vocabulary import words
from extractors.tokens import DASHES, Annotated, Sentence, Token

_INSTITUTIONS = words("naming", "institutions")
_BODIES = words("publishers", "heads") | _INSTITUTIONS
_COMPILERS = words("naming", "compilers")
_COMPILED = words("naming", "compiled")
_ACRONYMS = words("naming", "acronyms")
_HELD = frozenset(["места", "позиции", "строки", "строчки", "среди"])
"""Behind a rating's noun: what somebody has in it, or among whom; no part of its name."""
_MEASURE = 4
"""Tokens of what is measured."""
LONGEST_NAME = 16
"""Tokens of a rating's name."""


def past_name(text: Annotated, sentence: Sentence, index: int) -> int:
    """Past the genitives, "по ..." phrases and names in quotes that belong to the head."""
    periods = {p.start for p in text.periods}
    numbers = {n.start for n in text.numbers if n.kind == "ordinal"}
    counts = {n.start for n in text.numbers if n.kind == "cardinal" and n.end == n.start + 1}
    end = _past_latin(text, sentence, _past_compiler(text, sentence, index))
    limit = index if _names_nothing(text, sentence, index) else min(sentence.end, index + LONGEST_NAME)
    while end < limit:
        token = text.tokens[end]
        if end in periods or (end in numbers and not _among_genitives(text, end)):
            break
        if end in counts and _counts_ranked(text, sentence, end + 1):
            end += 2
            continue
        if token.text == "«":
            close = text.past_quote(end, min(sentence.end, end + LONGEST_NAME))
            if close is None:
                break
            end = close
            continue
        if end > index and token.word.lemmas & _COMPILERS and _is_named(text, sentence, end + 1):
            break  # "рейтинг дорог агентства RAEX"
        if token.capitalised and end > index and _is_somebody(text, index, end):
            break
        if "nomn" not in text.tokens[index - 1].word.cases and _is_placed(
            text, sentence, index, end, numbers
        ):
            break  # "в общем списке ДВФУ — 34-й"
        step = (
            past_phrase(text, sentence, end)
            or _participle(text, sentence, end)
            or _where_by(text, sentence, end)
        )
        if step is None:
            break
        end = step
    return end


def _names_nothing(text: Annotated, sentence: Sentence, at: int) -> bool:
    """ "в общем рейтинге места регионов таковы", "лидер рейтинга среди женщин", "автор индекса Лев Юдин"."""
    return at < sentence.end and (text.tokens[at].lower in _HELD or _is_person(text, at))


def _is_person(text: Annotated, at: int) -> bool:
    """ "автор индекса Александр Морозов": a first name and a surname."""
    named = any("Name" in parse.marks for parse in text.tokens[at].word.parses)
    return (
        named
        and text.tokens[at].capitalised
        and at + 1 < len(text.tokens)
        and text.tokens[at + 1].capitalised
    )


def _where_by(text: Annotated, sentence: Sentence, index: int) -> int | None:
    """ "регионов, где выбирали глав, по явке": past a clause between commas and by what they are ranked."""
    if index + 2 >= sentence.end or text.tokens[index].text != "," or not _is_relative(text, index + 1):
        return None
    close = index + 2
    while close < min(sentence.end - 2, index + LONGEST_PARTICIPLE) and text.tokens[close].kind == "word":
        close += 1
    if close + 1 >= sentence.end:
        return None
    if text.tokens[close].text != "," or text.tokens[close + 1].lower != "по":
        return None
    return past_governed(text, sentence, close + 1, "datv")


def _is_relative(text: Annotated, at: int) -> bool:
    """ "где", "которые", "в которых"."""
    first, second = text.tokens[at].word, text.tokens[at + 1].word
    return first.lower == "где" or "который" in first.lemmas | (
        second.lemmas if first.pos == "PREP" else set()
    )


def _is_placed(text: Annotated, sentence: Sentence, head: int, at: int, ordinals: set[int]) -> bool:
    """Whether a dash gives a place to the acronym at a token right behind a rating's noun."""
    if at > head or not text.tokens[at].text.isupper() or at + 2 >= sentence.end:
        return False
    return text.tokens[at + 1].text in DASHES and at + 2 in ordinals


def _is_somebody(text: Annotated, index: int, at: int) -> bool:
    """Whether a capital in a name that began at `index` is that of who compiles it, or who is in it."""
    first, token = text.tokens[index], text.tokens[at]
    if first.capitalised:
        other = first.text.isascii() != token.text.isascii()  # "в рейтинге QS МГУ занял"
        return other and not is_place(text, at)
    acronym = token.text.isupper() and (_is_adjective(text.tokens[at - 1]) or _measures(text, index, at))
    acronym = acronym or token.lower in _ACRONYMS
    return not (acronym or is_place(text, at) or _is_known(text, at) or _is_titled(text, at))


def _is_titled(text: Annotated, at: int) -> bool:
    """ "сведений Единого государственного реестра": a thing by its title, not "Высшей школы экономики"."""
    noun = at
    while noun < at + LONGEST_OBJECT and noun < len(text.tokens) - 1 and _is_adjective(text.tokens[noun]):
        noun += 1
    token = text.tokens[noun]
    if noun == at or token.capitalised or not is_genitive(token) or is_known(text, at):
        return False
    return token.word.lemmas.isdisjoint(_BODIES)


def _measures(text: Annotated, index: int, at: int) -> bool:
    """ "по развитию ГЧП", "по эффективности поддержки НКО": whose it is what is measured, and no compiler."""
    measured = any(token.lower == "по" for token in text.tokens[max(index, at - _MEASURE) : at])
    return measured and len(text.tokens[at].text) > 1 and not is_known(text, at)


def _past_compiler(text: Annotated, sentence: Sentence, index: int) -> int:
    """ "рейтинг Forbes «Университеты будущего»": where a title opens behind a name of a word or two."""
    for at in range(index, min(index + 3, sentence.end)):
        token = text.tokens[at]
        if token.text == "«":
            return at
        if not token.capitalised or token.word.lemmas & _INSTITUTIONS:
            break
    return index


def _past_latin(text: Annotated, sentence: Sentence, index: int) -> int:
    """ "рейтинг Times Higher Education": past a name of several words in Latin letters."""
    end = index
    while end < sentence.end and text.tokens[end].text.isascii() and text.tokens[end].text[:1].isalpha():
        end += 1
    return end if end > index + 1 and text.tokens[index].capitalised else index


def _counts_ranked(text: Annotated, sentence: Sentence, index: int) -> bool:
    """ "рейтинг 85 регионов по числу ...", "рейтинг 100 велосипедных городов": what follows a count."""
    if index + 1 >= sentence.end or not is_genitive(text.tokens[index]):
        return False
    if not _is_adjective(text.tokens[index]):
        follows = text.tokens[index + 1]
        return follows.lower == "по" or (
            follows.text == "," and _where_by(text, sentence, index + 1) is not None
        )
    noun = next((t for t in text.tokens[index : min(index + 4, sentence.end)] if not _is_adjective(t)), None)
    best = is_superlative(text.tokens[index]) or text.tokens[index].lower.startswith(("крупнейш", "ведущ"))
    return noun is not None and is_genitive(noun) and (best or bool(noun.word.lemmas & RANKED))


def _is_named(text: Annotated, sentence: Sentence, index: int) -> bool:
    """Whether a name of one's own stands at a token: Latin, in capitals or in quotes."""
    follows = text.tokens[index].text if index < sentence.end else ""
    return follows == "«" or (
        len(follows) > 1 and follows[:1].isupper() and (follows.isascii() or follows.isupper())
    )


def _is_known(text: Annotated, index: int) -> bool:
    """Whether a token goes on a name of the registry of ratings."""
    return any(e.start < index < e.end and e.kind == "rating" for e in text.entities)


def _is_adjective(token: Token) -> bool:
    """ "региональных ЦПЭ": the noun of an adjective is still to come."""
    return token.word.pos == "ADJF"


def _participle(text: Annotated, sentence: Sentence, index: int) -> int | None:
    """ "жителей, сдавших нормативы", "городов, удобных для пенсионеров": past what says which those are.

    A participle or an adjective of the last noun, with what it governs: an adjective alone is none.
    """
    if index + 2 >= sentence.end or text.tokens[index].text != ",":
        return None
    noun, participle = text.tokens[index - 1].word, text.tokens[index + 1].word
    if participle.poses.isdisjoint(SAYING_WHICH) or participle.lemmas & (_COMPILED | NOT_NAMING):
        return None
    told = {(parse.case, parse.number) for parse in noun.parses if parse.pos == "NOUN"}
    same = {(p.case, p.number) for p in participle.parses if p.pos in SAYING_WHICH and p.case == "gent"}
    if told.isdisjoint(same):
        return None
    end = index + 2
    while end < sentence.end and text.tokens[end].kind in ("word", "mixed"):
        if text.tokens[end].word.finite:
            return None
        end += 1
    governs = "PRTF" in participle.poses or end > index + 2
    return end if governs and end - index <= LONGEST_PARTICIPLE else None


def _among_genitives(text: Annotated, index: int) -> bool:
    """ "по доле третьих и последующих рождений": an ordinal that says what is measured, no place."""
    return text.tokens[index].lower.endswith(("ых", "их"))


def past_metric(text: Annotated, sentence: Sentence, index: int) -> int:
    """Past what belongs to a metric: "рождений на тысячу жителей", "цен на жильё"."""
    end = index
    ordinals = {n.start for n in text.numbers if n.kind == "ordinal"}
    while end < min(sentence.end, index + 8):
        if end in ordinals and not _among_genitives(text, end):
            break  # "по рождаемости второй год подряд"
        step = (
            text.past_quote(end, min(sentence.end, end + LONGEST_NAME))
            if text.tokens[end].text == "«"
            else past_phrase(text, sentence, end) or _participle(text, sentence, end)
        )
        if step is None or any(e.start == end for e in text.entities):
            break
        end = step
    return end
