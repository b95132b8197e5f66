"""How subjects are written: classes of heads, genders, nominatives, genitives."""

from __future__ import annotations

import re
from pathlib import Path

from extractors.data_files import made_once, words_with_installed
from extractors.memory import Memory
from extractors.morphology import fold, inflected, is_known, word
from extractors.registries import region
from extractors.tokens import Annotated, Entity, Token

_GENDERS = {
    "область": "femn",
    "край": "masc",
    "республика": "femn",
    "округ": "masc",
    "город": "masc",
}
_OF_TOWN = ("ский", "ская", "ское", "ские")
_OF_NO_TOWN = ("росси", "сибир", "ураль", "европ", "азиат", "городск", "област", "республик")
_SHORTEST_STEM = 3
_FEWEST_PARTS = 3
_SMALL = frozenset(["имени", "при", "для", "и"])
_PERSONAL = frozenset(["Name", "Surn", "Patr"])


@made_once
def heads() -> dict[str, frozenset[str]]:
    """The classes of heads of `heads.yaml`."""
    content = words_with_installed(Path(__file__).parent / "heads.yaml", "rankings/heads.yaml")
    return {name: frozenset(words.split()) for name, words in content.items()}


def people_name(demonym: str) -> str:
    """ "туляк" -> "туляки": the inhabitants of a region, as a text names them."""
    plural = inflected(fold(demonym), "nomn", "plur") or demonym
    # The dictionary does not know every one, and then guesses at "югорчанины".
    return f"{plural[:-3]}е" if plural.endswith(("анины", "янины")) else plural


def region_noun(name: str) -> tuple[str, str]:
    """What a region is called by its name ("область") and the gender of its name."""
    lower = name.lower()
    for noun, gender in _GENDERS.items():
        if noun in lower:
            return noun, gender
    if lower.endswith("автономия"):
        return "автономия", "femn"
    # of those that end in "ь" there is only "Кубань"; "Коми" and "Марий Эл" are republics
    femn = lower[-1:] in "аяьи" or lower.endswith(" эл")
    return "регион", "femn" if femn else "neut" if lower[-1:] in "оеё" else "masc"


def gender_of(token: Token) -> str:
    """The gender of the first noun that a token can be; empty where it is none."""
    return next(
        (parse.gender for parse in token.word.parses if parse.pos == "NOUN" and parse.gender),
        "",
    )


def noun_lemma(token: Token) -> str:
    """The lemma of the first noun that a token can be; the word itself where it is none."""
    return next((parse.lemma for parse in token.word.parses if parse.pos == "NOUN"), token.lower)


def is_plural(token: Token, cases: frozenset[str]) -> bool:
    """Whether a noun in one of some cases is a plural."""
    fitting = [p for p in token.word.parses if p.pos == "NOUN" and (not cases or p.case in cases)]
    return bool(fitting) and fitting[0].number == "plur"


def _is_of_town(word_: str) -> bool:
    """Whether an adjective is made of a town's name: "сочинский", "магнитогорский"."""
    stem = next((word_[: -len(end)] for end in _OF_TOWN if word_.endswith(end)), "")
    if len(stem) < _SHORTEST_STEM or word_.startswith(_OF_NO_TOWN):
        return False
    names = (stem + "ск", stem, stem[:-1], *(stem + end for end in "аьоиы"))
    return any("Geox" in parse.marks for name in names if is_known(name) for parse in word(name).parses)


_TOWNS = Memory(_is_of_town)


def of_town(name: str) -> bool:
    """Whether an organisation is told by the adjective of a town ("сочинская гавань")."""
    return any(_TOWNS[fold(each)] for each in name.split() if each.endswith(_OF_TOWN))


def initials(name: str) -> str:
    """The acronym that a name makes: "кфу" of "Казанский федеральный университет"."""
    parts = name.lower().replace("-", " ").replace("госуниверситет", "государственный университет").split()
    return "".join(part[0] for part in parts if part not in _SMALL)


def spells_out(acronym: str, name: str) -> bool:
    """Whether a name is what an acronym stands for: "КФУ", "БелГУ"."""
    if not acronym.isalpha() or len(acronym) <= _SHORTEST_STEM - 1 or not acronym[:1].isupper():
        return False
    if acronym.isupper():
        return initials(name) == acronym.lower() or _is_compound(acronym.lower(), name)
    parts = re.findall("[А-ЯЁ][а-яё]*", acronym)
    words = [part for part in name.lower().replace("-", " ").split() if part not in _SMALL]
    if len(parts) < _FEWEST_PARTS or not 0 <= len(words) - len(parts) <= 1:
        return False
    # "БелГУ" of "Белгородский государственный университет", which may be "национальный" besides
    return words[0].startswith(parts[0].lower()) and all(
        word.startswith(part.lower())
        for word, part in zip(words[len(words) - len(parts) + 1 :], parts[1:], strict=True)
    )


def _is_compound(acronym: str, name: str) -> bool:
    """ "ДВФУ" of "Дальневосточный федеральный университет": the first word gives two letters."""
    first, _, rest = name.lower().partition(" ")
    twice = acronym[:1] == first[:1] and acronym[1:2] in first[4:]
    return twice and len(rest) > 1 and initials(rest) == acronym[2:]


def region_name(code: str | None) -> str:
    """The official name of a region; empty for none."""
    entry = region(code) if code else None
    return entry.name if entry is not None else ""


def genitive_of(text: Annotated, entity: Entity) -> str:
    """The name of a region as an organisation bears it; an elliptic one gets its noun back."""
    words = text.slice(entity.start, entity.end)
    noun = entity.name.rsplit(" ", 1)[-1]
    if not entity.name.count(" ") or not words.split(" ", 1)[0].lower().endswith(("ой", "ого")):
        return words
    return f"{words.split(' ', 1)[0]} {_tail(entity.name)}" if noun.islower() else words


def _tail(name: str) -> str:
    tail = name.split(" ", 1)[1]
    return inflected(tail, "gent") or tail


def person_cases(token: Token) -> frozenset[str]:
    """The cases of a token as part of a person's name."""
    cases = frozenset(p.case for p in token.word.parses if p.marks & _PERSONAL and p.number != "plur")
    return cases or token.word.cases or frozenset(["nomn", "gent", "datv", "accs", "ablt"])


def person_name(tokens: list[Token]) -> str:
    """A person's name in the nominative."""
    pieces = []
    for position, token in enumerate(tokens):
        wanted = _PERSONAL if position == 0 else _PERSONAL - {"Name"}
        own = [p for p in token.word.parses if p.marks & wanted and p.number != "plur"]
        form = own[0].lemma if own else token.lower
        if any(p.case == "nomn" for p in own):
            form = token.lower
        pieces.append("-".join(part[:1].upper() + part[1:] for part in form.split("-")))
    return " ".join(pieces)
