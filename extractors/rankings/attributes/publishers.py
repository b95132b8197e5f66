"""Who compiles the rating that a document tells of.

Three ways to say it, all beside a word that means compiling or a rating:

    рейтинг АСИ, индекс агентства RAEX          behind the rating's noun
    по версии РЭЦ, по оценке журнала «Деньги»   behind a word of source
    составил Минстрой, подсчитали в РИА Новости with a verb of compiling

Whose data a rating is made of ("по данным Росстата") compiles it only where nobody else does.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from extractors.features import of_forms, of_lemmas
from extractors.rankings.attributes.compilers import Name, names
from extractors.rankings.discourse.whereabouts import ranks_its_own
from extractors.rankings.vocabulary import words
from extractors.registries.datelines import dateline_ends
from extractors.signals import Signal
from extractors.tokens import DASHES, Annotated, Sentence, Token

_COMPILES = of_lemmas(words("publishers", "compiling"))
_SOURCED = of_lemmas(words("publishers", "sources") | words("publishers", "experts"))
"""A sentence without one of these or a rating's noun names no compiler: it is not looked at closely."""
_REPORTING = words("publishers", "reporting")
_REPORTED = of_lemmas(_REPORTING)
_DATA = frozenset(["данные", "статистика", "основа", "сведение", "реестр", "отчетность"])
_PASSING_ON = words("publishers", "passing_on") | words("publishers", "agencies")
_COMING_OUT = frozenset(["выйти", "появиться", "выходить", "появляться"])
_MAKING = frozenset(["составить", "составлять"])
_AWARDING = frozenset(
    "признать назвать определить поставить отвести присудить"
    " поместить помещать включить включать внести вписать"
    " отдать отдавать отводить присвоить присуждать присваивать".split()
)
"""Before a name these tell who got a place ("названа компания «Волна»")."""
_RECKONING = frozenset(["считать"])
_PLACES = words("lasts", "places")
_AUTHORS = frozenset(["автор", "составитель", "организатор", "разработчик"])
_BY_WHOM = frozenset(["ablt"])
"""The only case of a word of who does something: "Минспортом подведены итоги"."""
_COMPILATIONS = words("publishers", "compilations")
_OF_WHOM_IS_TOLD = frozenset(["nomn", "accs", "voct"])
_FROM, _COLON, _COMPILED = of_forms({"от"}), of_forms({":"}), of_lemmas(_COMPILATIONS)
_COMPILERS = words("naming", "compilers")
_OF_PLACES = words("positions", "copulas") | words("publishers", "moving")
"""Verbs of who is ranked."""
_COMES_OUT = of_lemmas(_COMING_OUT)
_NEAR = 3
_VERB_REACH = 4
"""Tokens between a compiler and its verb."""
_REACH = 14
"""Tokens between the rating's noun and its publisher: longer names of ratings are rare."""
_AFTER_DATELINE = 8
_AFTER_AGENCY = frozenset([*".,—–-/:", ""])
_OF_REGIONS = frozenset(["регион", "область", "край", "республика", "округ"])
_JOINTS = frozenset(["и", "с", "со", "совместно", "вместе", "»", "«", "аналитиками", "экспертами"])
_JOINING = frozenset(["и", "совместно", "вместе"])


@dataclass(frozen=True, slots=True)
class Publisher:
    """A compiler named at tokens `start` to `end`; `name` is in the nominative.

    `firm` tells that the text says so: by its verb, by the rating's noun, by "по версии". Others are
    named where something is compiled, or give the data.
    """

    start: int
    end: int
    sentence: int
    name: str
    firm: bool = True


def publishers(text: Annotated, signals: list[Signal]) -> list[Publisher]:
    """The compilers of ratings that a field names, in order."""
    rated = [signal.start for signal in signals if signal.name in ("rating", "list")]
    filed = _filed(text)
    found: list[Publisher] = []
    for index, sentence in enumerate(text.sentences):
        nouns = [start for start in rated if sentence.start <= start < sentence.end]
        opens = bool(sentence.features & _COLON) and any(
            token.text == ":" for token in text.tokens[sentence.start : sentence.start + _NEAR]
        )
        opens = opens or bool(sentence.features & (_FROM | _COMES_OUT) and sentence.features & _COMPILED)
        if not (nouns or opens or sentence.features & (_COMPILES | _SOURCED | _REPORTED)):
            continue
        told = [signal.start for signal in signals if signal.name == "tier"]
        tiers = any(sentence.start <= start < sentence.end for start in told) and _only_makes(text, sentence)
        found += _joined(text, _in_sentence(text, index, sentence, nouns, filed, tiers=tiers))
    return found or [*_opening(text, filed)]


def _opening(text: Annotated, filed: frozenset[int]) -> Iterator[Publisher]:
    """ "Росрыболовство отобрало регионы ...", "Журнал «Курс» разложил по полкам": who a text begins with."""
    sentence = text.sentences[0]
    for name in names(text, sentence):
        verb = text.tokens[name.end].word if name.end < sentence.end else None
        compiles = name.known or not text.tokens[name.start].word.lemmas.isdisjoint(_COMPILERS)
        if verb is None or name.start in filed or name.start > sentence.start + sentence.marker + _NEAR:
            return
        plain = verb.finite and verb.lemmas.isdisjoint(_OF_PLACES)
        plain = plain or not any(t.word.finite for t in text.tokens[sentence.start : sentence.end])
        if compiles and plain and not _of_a_region(text, sentence, name):
            yield Publisher(name.start, name.end, 0, name.text, firm=False)
            return


def _in_sentence(
    text: Annotated, index: int, sentence: Sentence, nouns: list[int], filed: frozenset[int], *, tiers: bool
) -> Iterator[tuple[Publisher, bool]]:
    """The names of a sentence, each with whether it stands there as that of who compiles.

    `tiers`: a tier is told, so that names may be those of its members ("тройку составили «А» и «Б»").
    """
    compiled = bool(sentence.features & _COMPILES)
    latest: Name | None = None
    own = ranks_its_own(text, sentence)
    for name in names(text, sentence):
        follows = text.tokens[name.end].text if name.end < sentence.end else ""
        if own is not None and own.start == name.end and not name.plain:
            yield Publisher(name.start, own.end, index, f"{name.text} {text.slice(name.end, own.end)}"), True
            continue
        if (name.start in filed and follows in _AFTER_AGENCY) or _of_a_region(text, sentence, name):
            continue
        if _renames(text, latest, name):
            continue
        latest = name
        before = text.tokens[max(sentence.start, name.start - _NEAR) : name.start]
        given = any(token.word.lemmas & _DATA for token in before)
        firm = not given and (
            any(token.features & _SOURCED for token in before)
            or (follows == ":" and _opens(sentence, name))
            or (bool(before) and before[-1].lower == "от" and _is_of_ranking(text, sentence, name.start - 1))
            or (name.adjective and name.end in nouns)
            or (not tiers and (_acts(text, sentence, name) or _brings_out(text, sentence, name)))
            or (not name.plain and _behind(text, nouns, name.start))
        )
        sure = (
            given or firm or (compiled and name.known and not tiers) or (not name.plain and _reports(before))
        )
        sure = sure or (not name.plain and _reports_itself(text, sentence, name))
        yield Publisher(name.start, name.end, index, name.text, firm=firm), sure


def _only_makes(text: Annotated, sentence: Sentence) -> bool:
    """ "тройку составили «А» и «Б»": no verb but one that also says what a tier is made of."""
    verbs = [t.word for t in text.tokens[sentence.start : sentence.end] if t.features & _COMPILES]
    several = any(parse.number == "plur" for verb in verbs for parse in verb.parses[:1])
    return several and all(verb.lemmas & _MAKING for verb in verbs)


def _reports(before: list[Token]) -> bool:
    """ "сообщил центр «Зерно»", "сообщили в Росавиации", "на сайте Минстроя": where nobody compiles it."""
    if not before:
        return False
    told_in = len(before) > 1 and before[-1].lower in ("в", "во") and before[-2].word.verb in _REPORTING
    return told_in or before[-1].word.verb in _REPORTING or before[-1].lower == "сайте"


def _reports_itself(text: Annotated, sentence: Sentence, name: Name) -> bool:
    """ "Лесной союз сообщает, что ...": not an agency or a paper, which passes on what others compiled."""
    verb = text.tokens[name.end].word if name.end < sentence.end else None
    if verb is None or verb.verb not in _REPORTING or not verb.finite:
        return False
    return not any(token.word.lemmas & _PASSING_ON for token in text.tokens[name.start : name.end])


def _brings_out(text: Annotated, sentence: Sentence, name: Name) -> bool:
    """ "на портале «Дом» вышел рейтинг", "в журнале «Курс» появился список"."""
    before = text.tokens[name.start - 1].lower if name.start > sentence.start else ""
    behind = text.tokens[name.end : min(name.end + _NEAR + 1, sentence.end)]
    if before not in ("на", "в") or not behind or not behind[0].word.lemmas & _COMING_OUT:
        return False
    return any(token.features & _COMPILED for token in behind[1:])


def _renames(text: Annotated, latest: Name | None, name: Name) -> bool:
    """ "Агентство экономических исследований (АЭИ)": the same one's short name."""
    return latest is not None and text.tokens[name.start - 1].text == "(" and latest.end >= name.start - 2


def _acts(text: Annotated, sentence: Sentence, name: Name) -> bool:
    """Whether a verb of compiling stands next to a name, with no sign between."""
    before = text.tokens[max(sentence.start, name.start - _VERB_REACH) : name.start]
    if before and before[-1].word.verb in _AWARDING and _is_object(text, sentence, name.start - 1):
        return True
    if before and before[-1].text in DASHES and any(t.word.lemmas & _AUTHORS for t in before[:-1]):
        return True
    if before and before[-1].word.verb in _RECKONING and _is_of_ranking(text, sentence, name.start - 1):
        return True  # "индекс качества жизни считает ДОМ.РФ"
    behind = text.tokens[name.end : min(sentence.end, name.end + _VERB_REACH)]
    by_whom = any(token.word.cases == _BY_WHOM for token in text.tokens[name.start : name.end])
    return _meets(before[::-1], given=False) or _meets(behind, given=not by_whom)


def _opens(sentence: Sentence, name: Name) -> bool:
    """ "НКР: Татарстан лидирует в рэнкинге", "Росстат: ...": who says it."""
    return name.start == sentence.start + sentence.marker and not name.plain


def _is_of_ranking(text: Annotated, sentence: Sentence, at: int) -> bool:
    """ "топ мэров от «Медиалогии»", "замер скорости от Telecom": what in front of "от" is compiled."""
    before = text.tokens[max(sentence.start, at - _REACH) : at]
    return any(token.word.lemmas & _COMPILATIONS or token.lower.startswith("топ-") for token in before)


def _is_object(text: Annotated, sentence: Sentence, verb: int) -> bool:
    """ "Самые щедрые регионы назвал фонд «Рука»": before the verb who is ranked, behind it who ranks."""
    if not text.tokens[verb].word.finite or not text.tokens[sentence.start].lower.startswith("самы"):
        return False
    return text.tokens[verb].word.parses[0].number == "sing"


def _meets(tokens: list[Token], *, given: bool) -> bool:
    """Whether a verb of compiling comes before a sign; `given`: behind the name, which is no object then."""
    for at, token in enumerate(tokens):
        passive = "PRTS" in token.word.poses
        if token.features & _COMPILES and not (passive if given else token.word.lemmas & _AWARDING):
            return True
        if token.kind == "punctuation" and token.text not in "«»()":
            relative = given and at + 1 < len(tokens) and tokens[at + 1].lower.startswith("котор")
            if not relative:
                return False
    return False


def _joined(text: Annotated, found: Iterator[tuple[Publisher, bool]]) -> list[Publisher]:
    """Those that are sure; "Минстрой и «Дом»", "Минстрой совместно с «Домом»" as one."""
    joined: list[tuple[Publisher, bool]] = []
    for publisher, sure in found:
        latest = joined[-1][0] if joined else None
        between = text.tokens[latest.end : publisher.start] if latest is not None else []
        said = {token.lower for token in between}
        firm = latest is not None and (latest.firm or publisher.firm)
        if latest is not None and firm and said and said <= _JOINTS and said & _JOINING:
            name = f"{latest.name} и {publisher.name}"
            joined[-1] = replace(latest, end=publisher.end, name=name, firm=True), True
        else:
            joined.append((publisher, sure))
    return [publisher for publisher, sure in joined if sure]


def _behind(text: Annotated, nouns: list[int], start: int) -> bool:
    """Whether a noun of ratings stands close before a name, and nobody does anything else between."""
    noun = next((at for at in reversed(nouns) if 0 < start - at <= _REACH), None)
    if noun is None:
        return False
    bracketed = text.tokens[start - 1].text == "("  # "в рейтинге «Регион» (агентство RAEX)"
    if not bracketed and text.tokens[start].word.cases and text.tokens[start].word.cases <= _OF_WHOM_IS_TOLD:
        return False  # "в рейтинге Самарский университет — 47-й"
    between = text.tokens[noun:start]
    if any(t.word.verb in _AWARDING or not t.word.lemmas.isdisjoint(_PLACES) for t in between):
        return False  # "в рейтинге санаториев лучшим признан «Утёс»", "на втором месте «Заря»"
    return not any(t.word.verb and t.word.finite and not t.features & _COMPILES for t in between)


def _filed(text: Annotated) -> frozenset[int]:
    """Tokens of a dateline: the agency there reports, and compiles nothing."""
    places = dateline_ends(text)
    return frozenset(range(min(places), max(places) + _AFTER_DATELINE)) if places else frozenset()


def _of_a_region(text: Annotated, sentence: Sentence, name: Name) -> bool:
    """A region's own ministry tells of a rating; it compiles only what it is said to make."""
    makes = name.end < sentence.end and text.tokens[name.end].word.verb in _MAKING
    if makes and not name.plain:
        return False  # "Минтранс Тульской области составил рейтинг округов"
    for entity in text.entities:
        if entity.kind != "region" or not name.start < entity.start <= name.end:
            continue
        if any(token.text == "«" for token in text.tokens[name.start : entity.start]):
            continue  # "фонд «Петербургская политика»"
        if entity.start < name.end or "nomn" not in entity.cases:
            return True  # not "рейтинг агентства RAEX Тульская область возглавила"
    behind = text.tokens[name.end : min(name.end + 1, sentence.end)]
    return any(token.word.lemmas & _OF_REGIONS for token in behind)
