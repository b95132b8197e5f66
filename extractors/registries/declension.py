"""Case forms of names, by ending.

Names of places decline regularly, and a dictionary knows too few of them ("Приангарье" comes
out as a person). The tables follow the Academy grammar (Русская грамматика, 1980, §§ 1174-1296).
A form too many does no harm, one too few loses a mention: where usage wavers ("в Республике
Карелия", "в Республике Карелии") both are given.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import NamedTuple

CASES = ("nomn", "gent", "datv", "accs", "ablt", "loct")
_HUSHING = "гкхжчшщ"
_FEMININE_SOFT = frozenset({"область", "сахалинь"})
_FLEETING = {"египет": "египт", "орел": "орл"}
_FIXED = frozenset({"марий", "эл", "папуа", "коми", "саха", "самоа", "никарагуа"})
_SECOND_NAME_DECLINES_AFTER = frozenset({"республика", "королевство", "саха", "остров", "острова"})
_VOWELS = "аеиоуыэюя"


class Form(NamedTuple):
    """One spelling of a name, folded, with the case it stands in."""

    text: str
    case: str
    plural: bool = False


def fold(text: str) -> str:
    """Lower case, ё as е."""
    return text.lower().replace("ё", "е")


def adjective_forms(lemma: str) -> tuple[Form, ...]:
    """All forms of a full adjective given in the masculine nominative ("тульский", "донской")."""
    word = fold(lemma)
    stem, ending = word[:-2], word[-2:]
    soft = ending == "ий" and stem[-1] not in _HUSHING
    hard_plural = "и" if soft or stem[-1] in _HUSHING else "ы"
    o, a, u = ("е", "я", "ю") if soft else ("о", "а", "у")
    singular = {
        "nomn": (ending, a + "я", o + "е"),
        "gent": (o + "го", o + "й"),
        "datv": (o + "му", o + "й"),
        "accs": (ending, o + "го", u + "ю", o + "е"),
        "ablt": (hard_plural + "м", o + "й", o + "ю"),
        "loct": (o + "м", o + "й"),
    }
    plural = {
        "nomn": (hard_plural + "е",),
        "gent": (hard_plural + "х",),
        "datv": (hard_plural + "м",),
        "accs": (hard_plural + "е", hard_plural + "х"),
        "ablt": (hard_plural + "ми",),
        "loct": (hard_plural + "х",),
    }
    forms = [Form(stem + tail, case) for case, tails in singular.items() for tail in tails]
    forms += [Form(stem + tail, case, True) for case, tails in plural.items() for tail in tails]
    return tuple(forms)


def demonym_forms(lemma: str) -> tuple[Form, ...]:
    """All forms of a word for an inhabitant: "туляк", "рязанец"; "калужанин" gives "калужанка" too."""
    word = fold(lemma)
    if word.endswith("ин") and word[:-2].endswith(("ан", "ян")):
        feminine = demonym_forms(word[:-2] + "ка")
        masculine = _singular(word, "а", "у", "а", "ом", "е")
        return masculine + _plural(word[:-2], "е", "", "ам", "", "ами", "ах") + feminine
    if word.endswith("ец"):
        stem = word[:-2] + ("йц" if word[-3] in _VOWELS else "ьц" if word[-3] == "л" else "ц")
        head = (Form(word, "nomn"), *_singular(stem, "а", "у", "а", "ем", "е")[1:])
        return head + _plural(stem, "ы", "ев", "ам", "ев", "ами", "ах")
    if word.endswith("на"):
        singular = tuple(Form(word[:-1] + tail, case) for tail, case in zip("аыеуае", CASES, strict=True))
        return (*singular[:4], Form(word[:-1] + "ой", "ablt"), singular[5])
    if word.endswith("ка"):
        stem = word[:-2]
        singular = tuple(Form(stem + tail, case) for tail, case in zip(_KA, CASES, strict=True))
        return singular + _plural(stem, "ки", "ек", "кам", "ек", "ками", "ках")
    all_of_them, many = "и" if word[-1] in _HUSHING else "ы", "ей" if word[-1] in "чш" else "ов"
    return _singular(word, "а", "у", "а", "ом", "е") + _plural(
        word, all_of_them, many, "ам", many, "ами", "ах"
    )


_KA = ("ка", "ки", "ке", "ку", "кой", "ке")


def phrase_forms(name: str) -> tuple[Form, ...]:
    """All forms of a name of one word or more.

    Adjectives agree with the noun after them; words after a noun stay as they are, unless a
    dash, a bracket or "и" starts a second name. A toponym after "Республика" is given both
    declined and not.
    """
    words = fold(name).split()
    forms: dict[Form, None] = {}
    for case in CASES:
        for variant in _variants(words, case):
            forms[Form(" ".join(variant), case, _is_plural(words))] = None
    return tuple(forms)


def _variants(words: list[str], case: str) -> Iterator[tuple[str, ...]]:
    options: list[tuple[str, ...]] = []
    state = "declining"
    for at, word in enumerate(words):
        if word == "и" or not word[0].isalnum():
            state = "declining"
        if state == "fixed" or word == "и" or word in "—-" or word in _FIXED:
            options.append((word,))
            continue
        adjective = _is_adjective(word) and at + 1 < len(words)
        forms = _agreeing(word, case) if adjective else noun_forms(word, case)
        options.append(tuple(dict.fromkeys((word, *forms))) if state == "wavering" else forms)
        if not adjective:
            state = "wavering" if word in _SECOND_NAME_DECLINES_AFTER else "fixed"
    return product(*options)


def noun_forms(word: str, case: str) -> tuple[str, ...]:
    """The forms of a folded noun in a case, most usual first; brackets around it are kept."""
    if word.startswith("("):
        return tuple(f"({form})" for form in noun_forms(word.strip("()"), case))
    tails = _tails(word)
    first, hyphen, rest = word.partition("-")
    if word.endswith(("ый", "ский")) and case not in ("nomn", "accs"):
        # "Грозного", "Петропавловска-Камчатского": names that are adjectives.
        told = [form.text for form in adjective_forms(rest or word) if form.case == case and not form.plural]
        masculine = [text for text in told if text.endswith(_AGREEING_TAILS["masculine"][case])]
        heads = noun_forms(first, case) if rest else ("",)
        return tuple(dict.fromkeys(head + hyphen + text for head in heads for text in masculine))
    if tails is None and hyphen and _tails(first) is not None:
        # "Гвинеи-Бисау", "Ростова-на-Дону": the first word declines where the last does not.
        return tuple(dict.fromkeys((*(f"{form}-{rest}" for form in noun_forms(first, case)), word)))
    if tails is None or case == "nomn" or (case == "accs" and word in _FLEETING):
        return (word,)
    stem, endings = tails
    return tuple(stem + tail for tail in endings[CASES.index(case) - 1].split("|"))


def _tails(word: str) -> tuple[str, tuple[str, ...]] | None:
    """The stem and the endings from the genitive on; None for a word that does not decline."""
    if word in _FEMININE_SOFT:
        return word[:-1], ("и", "и", "ь", "ью", "и")
    for ending, cut, endings in _DECLENSIONS:
        if word.endswith(ending):
            return word[: len(word) - cut], endings
    if word[-1] in _VOWELS:
        return None
    return _FLEETING.get(word, word), ("а", "у", "", "ом|ем", "е")


_DECLENSIONS: tuple[tuple[str, int, tuple[str, ...]], ...] = (
    ("ия", 1, ("и", "и", "ю", "ей", "и")),
    ("ея", 1, ("и", "е", "ю", "ей", "е")),
    ("ья", 1, ("и", "е", "ю", "ей", "е")),
    ("я", 1, ("и", "е", "ю", "ей", "е")),
    ("га", 1, ("и", "е", "у", "ой|ою", "е")),
    ("ка", 1, ("и", "е", "у", "ой|ою", "е")),
    ("ха", 1, ("и", "е", "у", "ой|ою", "е")),
    ("ша", 1, ("и", "е", "у", "ей|ею", "е")),
    ("жа", 1, ("и", "е", "у", "ей|ею", "е")),
    ("ча", 1, ("и", "е", "у", "ей|ею", "е")),
    ("ца", 1, ("ы", "е", "у", "ей", "е")),
    ("острова", 1, ("ов", "ам", "а", "ами", "ах")),
    ("а", 1, ("ы", "е", "у", "ой|ою", "е")),
    ("ье", 1, ("я", "ю", "е", "ем", "е")),
    ("ство", 1, ("а", "у", "о", "ом", "е")),
    ("ово", 1, ("а|о", "у|о", "о", "ом|о", "е|о")),
    ("ай", 1, ("я", "ю", "й", "ем", "е")),
    ("ей", 1, ("я", "ю", "й", "ем", "е")),
    ("ий", 1, ("я", "ю", "й", "ем", "и")),
    ("ь", 1, ("я|и", "ю|и", "ь", "ем|ью", "е|и")),
    ("ы", 1, ("|ов", "ам", "ы", "ами", "ах")),
)


def _is_plural(words: list[str]) -> bool:
    return words[-1].endswith(("ы", "ова"))


def _is_adjective(word: str) -> bool:
    return word.endswith(_NOMINATIVE_ENDINGS) and len(word) > 3


_NOMINATIVE_ENDINGS = ("ий", "ый", "ой", "ая", "яя", "ое", "ее", "ые", "ие", "овы")
_AGREEING_TAILS: dict[str, dict[str, str | tuple[str, ...]]] = {
    "masculine": {"gent": "го", "datv": "му", "ablt": ("ым", "им"), "loct": ("ом", "ем")},
    "feminine": {
        "accs": ("ую", "юю"),
        **dict.fromkeys(("gent", "datv", "ablt", "loct"), ("ой", "ей", "ою", "ею")),
    },
}


def _agreeing(word: str, case: str) -> tuple[str, ...]:
    """The adjective's forms in the case, in the gender and number that its own ending shows."""
    if word.endswith("овы"):
        tails = ("ы", "ых", "ым", "ы", "ыми", "ых")
        return (word[:-1] + tails[CASES.index(case)],)
    forms = adjective_forms(adjective_lemma(word))
    if word.endswith(("ые", "ие")):
        return tuple(dict.fromkeys(form.text for form in forms if form.plural and form.case == case))
    feminine = word.endswith(("ая", "яя"))
    tail = _AGREEING_TAILS["feminine" if feminine else "masculine"].get(case, word[-2:])
    told = (form.text for form in forms if form.case == case and not form.plural)
    return tuple(dict.fromkeys(form for form in told if form.endswith(tail)))


def adjective_lemma(form: str) -> str:
    """The masculine nominative of an adjective in a nominative of any gender or number."""
    word = fold(form)
    if word.endswith(("ий", "ый", "ой")):
        return word
    stem = word[:-2]
    if stem in _STRESSED_ENDING:
        return stem + "ой"
    return stem + ("ий" if stem[-1] in _HUSHING or word.endswith("яя") else "ый")


_STRESSED_ENDING = frozenset({"тверск", "донск", "больш"})


def _singular(stem: str, *tails: str) -> tuple[Form, ...]:
    return tuple(Form(stem + tail, case) for tail, case in zip(("", *tails), CASES, strict=True))


def _plural(stem: str, *tails: str) -> tuple[Form, ...]:
    return tuple(Form(stem + tail, case, True) for tail, case in zip(tails, CASES, strict=True))
