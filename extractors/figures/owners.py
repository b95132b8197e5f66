"""Whose figure it is: the region that a percentage is told of, if the text tells it."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise

from extractors.anchors import Anchor, inside
from extractors.figures.amounts import Amount
from extractors.figures.holders import Holder, attributes, holders
from extractors.figures.lexicon import Lexicon, lexicon
from extractors.focus import Scope
from extractors.tokens import Annotated, Sentence, Token
from model.statements import Direction

_REACH_OF_PHRASE = 6
"""Tokens after a figure that belong to its noun phrase ("83% жителей Воронежской области")."""
_COMPARING = frozenset({"кроме", "чем", "помимо", "исключением", "после", "включая", "нежели"})
_RIVALS = frozenset(
    {"обогнать", "опередить", "опережать", "уступить", "уступать", "догнать", "догонять", "превзойти"}
)
_BETWEEN_STANDARD = frozenset({"в", "во", "на", "у", "по", "с", "со", "соседний", "целое", "и", ","})
_HANDING_OVER = frozenset({"(", "—", "-", ":", "+", "с"})
"""What stands between a region of a list and its own figure: "Чечня (31,2%), Дагестан (32,6%)"."""
_HERE = frozenset({"там", "здесь", "тут"})
_STOPS = frozenset({",", ";", ".", "(", ")", "—", ":", "«"})


@dataclass(slots=True)
class Talk:
    """Whom a text speaks of while it is read: a region, or somebody whose figures are no region's.

    `holders` are those of the sentence at hand, `attributes` the region names that only tell where
    they are. `elsewhere` tells that the sentences before spoke of such a one, `main` that the text
    began with one; None before it spoke of anybody. `held` tells that the last amount was found to be
    somebody's who is no region, `changed` that it was a change, and which; `polled` is the region
    where a poll was held.
    """

    holders: list[Holder] = field(default_factory=list)
    attributes: frozenset[int] = frozenset()
    elsewhere: bool = False
    main: bool | None = None
    paragraph: int = -1
    after: bool | None = None
    held: bool = False
    changed: Direction | None = None
    polled: str | None = None
    countries: list[int] = field(default_factory=list)

    def go_on(self, field: Annotated, sentence: Sentence, scope: Scope) -> None:
        """Take up the next sentence."""
        if self.after is not None:
            self.elsewhere = self.after
        if sentence.paragraph != self.paragraph and self.main is not None:
            self.elsewhere = self.main
        self.paragraph = sentence.paragraph
        self.holders = holders(field, scope, lexicon())
        self.attributes = attributes(scope, self.holders, field.tokens)
        self.after = self._speaks_elsewhere(scope)
        self.countries = [each.start for each in inside(field.entities, scope) if each.kind == "country"]
        self._note_poll(field.tokens, scope)
        if self.main is None:
            self.main = self.after

    def _note_poll(self, tokens: list[Token], scope: Scope) -> None:
        places = (at for at in range(scope.start, scope.end) if "poll" in lexicon().classes(tokens[at]))
        first = next(places, None)
        if first is not None:
            named = (anchor for anchor in scope.anchors if anchor.kind == "named")
            told = (anchor for anchor in named if not anchor.located or anchor.start < first)
            codes = {code for anchor in told for code in anchor.codes}
            self.polled = codes.pop() if len(codes) == 1 else self.polled

    def _speaks_elsewhere(self, scope: Scope) -> bool | None:
        """Whether a sentence speaks of no region; None where it names nobody."""
        regions = [
            anchor
            for anchor in scope.anchors
            if anchor.kind in ("named", "taken up")
            and anchor.start not in self.attributes
            and not anchor.aside
        ]
        others = [holder.start for holder in self.holders if holder.speaks]
        if not regions and not others:
            return None
        if not regions:
            return True
        if not others:
            return False
        first = next((anchor for anchor in regions if not anchor.located), None)
        return first is None or others[0] < first.start


def owner(
    amount: Amount,
    following: int,
    scope: Scope,
    tokens: list[Token],
    words: Lexicon,
    told_of: set[str],
    talk: Talk,
) -> str | None:
    """The code of the region whose figure an amount is, None where it is nobody's or untold.

    `following` is where the next amount of the sentence begins: a region right in front of that
    one is its own. `told_of` are the regions of figures before this one.
    """
    talk.held = False
    phrase = _phrase(amount, scope, tokens)
    anchor = _handed_over(amount, scope, tokens) or _in_phrase(scope, phrase, tokens, words)
    if anchor is None:
        if _is_conditional(amount, scope, tokens) or _is_abroad(amount, scope, tokens, talk):
            return None
        anchor = _before(amount, scope, tokens, words, talk)
        if _holds(amount, anchor, tokens, talk):
            talk.held = True
            return None
    if anchor is None and _is_of_abroad(scope.start, amount, tokens, words):
        return None
    if anchor is None:
        anchor = _after(amount, following, scope, tokens, words, talk)
    if anchor is not None:
        talk.held = anchor.kind in ("city", "nation")
        return _code(anchor, amount, tokens)
    if _as_a_whole(scope, amount, tokens):
        return None
    if any("national" in words.classes(tokens[at]) for at in phrase) and not _compares(phrase, tokens, words):
        return None
    if talk.elsewhere or any(holder.start >= amount.end for holder in talk.holders):
        return None
    return _inherited(amount, scope, tokens, words, told_of)


def _is_conditional(amount: Amount, scope: Scope, tokens: list[Token]) -> bool:
    """ "Если данные неполны, оценка снижается на 20%": a rule of the game, nobody's figure."""
    lower = [token.word.lower for token in tokens[scope.start : amount.start]]
    return lower[:1] == ["если"] and "то" not in lower


def _is_abroad(amount: Amount, scope: Scope, tokens: list[Token], talk: Talk) -> bool:
    """ "поставляют в Индонезию, там спрос вырос вдвое"; but "в Омской области Китай там впереди"."""
    there = [at for at in range(scope.start, amount.start) if tokens[at].word.lower == "там"]
    if not there or any(anchor.located for anchor in scope.anchors):
        return False
    sold = any("regional" in lexicon().classes(token) for token in tokens[there[-1] - 3 : amount.start])
    return not sold and any(at < there[-1] for at in talk.countries)


def _holds(amount: Amount, anchor: Anchor | None, tokens: list[Token], talk: Talk) -> bool:
    """Whether a holder stands nearer in front of an amount than the region does."""
    start = anchor.end if anchor is not None else -1
    if any(start <= holder.start < amount.start for holder in talk.holders):
        return True
    if anchor is not None and _is_of_abroad(anchor.end, amount, tokens, lexicon()):
        return True
    if anchor is None or not _is_located(anchor, tokens):
        return False
    # "Форум пройдёт в крае", "Банк выдал в Бурятии": the subject is before, the region is but where.
    subjects = (
        holder for holder in talk.holders if holder.speaks and "nomn" in tokens[holder.start].word.cases
    )
    return any(
        holder.start < anchor.start and _same_clause(holder.end, anchor.start, tokens) for holder in subjects
    )


def _is_located(anchor: Anchor, tokens: list[Token]) -> bool:
    return anchor.located or (anchor.start > 0 and tokens[anchor.start - 1].word.lower in ("в", "во", "на"))


def _classes_before(amount: Amount, scope: Scope, tokens: list[Token], words: Lexicon) -> set[str]:
    """The classes of the words in front of an amount, back to a colon or semicolon."""
    found: set[str] = set()
    for at in range(amount.start - 1, scope.start - 1, -1):
        if tokens[at].text in (":", ";"):
            break
        found |= words.classes(tokens[at])
    return found


def _inherited(
    amount: Amount, scope: Scope, tokens: list[Token], words: Lexicon, told_of: set[str]
) -> str | None:
    """The region that the text was about before, where the sentence may go on with it."""
    if len(scope.inherited) != 1:
        return None
    classes = {name for token in tokens[scope.start : scope.end] for name in words.classes(token)}
    if "market" in _classes_before(amount, scope, tokens, words) and "regional" not in classes:
        return None
    if _points_back(scope, amount, tokens):
        return scope.inherited[0]
    other = scope.main is not None and scope.inherited[0] != scope.main
    if other and "regional" not in classes and scope.inherited[0] not in told_of:
        return None  # a list named it last; the text is about another, or about many
    firm = scope.firm or scope.inherited[0] in told_of
    return scope.inherited[0] if firm or "regional" in classes else None


def _as_a_whole(scope: Scope, amount: Amount, tokens: list[Token]) -> bool:
    """ "По бассейну в целом рост составил 8%": of all together, where the sentence names no region."""
    lower = [token.word.lower for token in tokens[scope.start : amount.start]]
    return ("в", "целом") in pairwise(lower) and not any(a.start < amount.start for a in scope.anchors)


def _points_back(scope: Scope, amount: Amount, tokens: list[Token]) -> bool:
    """ "там", "здесь", "у нас" in front of a figure: of the region that the text was about before."""
    lower = [token.word.lower for token in tokens[scope.start : amount.start]]
    return not _HERE.isdisjoint(lower) or any(
        before == "у" and here in ("нас", "нее", "него") for before, here in pairwise(lower)
    )


def _compares(phrase: range, tokens: list[Token], words: Lexicon) -> bool:
    """ "на 1,5 пункта выше среднероссийского": the country's is what it is compared with."""
    return any(words.classes(tokens[at]) & {"more", "less"} for at in phrase)


def _is_of_abroad(start: int, amount: Amount, tokens: list[Token], words: Lexicon) -> bool:
    """ "китайский импорт прибавил 12%", "российский рынок вырос": the clause's subject is no region's."""
    for at in range(amount.start - 1, start - 1, -1):
        if tokens[at].text in ",;—" and tokens[at + 1].word.lower in ("а", "но", "хотя", "зато", "что"):
            return False
        if "abroad" in words.classes(tokens[at]) and "nomn" in tokens[at].word.cases:
            following = tokens[at + 1].word
            people = any("anim" in parse.marks for parse in following.parses[:1])
            return ("nomn" in following.cases and not people) or tokens[at + 1].text == "—"
    return False


def _handed_over(amount: Amount, scope: Scope, tokens: list[Token]) -> Anchor | None:
    """ "на 2,8% - в Марий Эл": right behind the figure's dash; "ещё 16% даёт Липецкая": behind its verb."""
    if amount.end >= scope.end:
        return None
    if "being" in lexicon().classes(tokens[amount.end]) and tokens[amount.end].word.finite:
        gives = (
            anchor for anchor in scope.anchors if anchor.start == amount.end + 1 and anchor.kind == "named"
        )
        return next((anchor for anchor in gives if "nomn" in tokens[anchor.start].word.cases), None)
    if tokens[amount.end].text != "—":
        return None
    start = (
        amount.end
        + 1
        + (tokens[min(amount.end + 1, scope.end - 1)].word.lower in ("в", "во", "у", "на", "за"))
    )
    found = next((anchor for anchor in scope.anchors if anchor.start == start), None)
    return found if found is not None and found.kind in ("named", "taken up") else None


def _code(anchor: Anchor, amount: Amount, tokens: list[Token]) -> str | None:
    if anchor.kind not in ("named", "taken up"):
        return None
    if len(anchor.codes) == 1:
        return anchor.codes[0]
    between = tokens[anchor.end : amount.start]
    if 0 < len(between) <= 2 and all(token.text in _HANDING_OVER for token in between):
        return anchor.own
    if between and between[0].text == "(" and not any(token.text in (")", "по") for token in between):
        return anchor.own
    place, number = amount.row
    return anchor.codes[place] if number == len(anchor.codes) else None


def _after(
    amount: Amount, following: int, scope: Scope, tokens: list[Token], words: Lexicon, talk: Talk
) -> Anchor | None:
    for anchor in scope.after(amount.end):
        if anchor.start in talk.attributes:
            return None
        if anchor.kind == "russia" or _is_standard(anchor, tokens, words):
            continue
        if any(token.text == ":" for token in tokens[amount.end : anchor.start]):
            return None
        taken = anchor.start < following < scope.end and not _same_clause(amount.end, anchor.start, tokens)
        return anchor if anchor.kind in ("named", "taken up") and not taken else None
    return None


def is_own(amount: Amount, scope: Scope, tokens: list[Token], words: Lexicon) -> bool:
    """ "64% участников опроса", "билеты раскупили на 98%": a share of what is no region's."""
    if is_norm(amount, scope, tokens, words):
        return True
    phrase = _phrase(amount, scope, tokens)
    share = next(
        (anchor for anchor in scope.before(amount.start) if anchor.kind in ("named", "taken up")), None
    )
    if share is not None and any(
        token.word.lemma == "приходиться" for token in tokens[share.end : amount.start]
    ):
        return False
    if any("own" in words.classes(tokens[at]) for at in phrase) or _is_of_them(amount, tokens):
        return True
    classes = {name for at in phrase for name in words.classes(tokens[at])}
    subject = any(anchor.kind in ("named", "taken up") for anchor in scope.before(amount.start))
    if "national" in classes and not subject and not classes & {"more", "less"}:
        follows = next((a for a in scope.after(phrase.stop) if a.kind in ("named", "taken up")), None)
        given = follows is not None and _same_clause(phrase.stop, follows.start, tokens)
        return not given and _in_phrase(scope, phrase, tokens, words) is None
    start = max([scope.start, *(anchor.end for anchor in scope.before(amount.start))])
    for at in range(amount.start - 1, start - 1, -1):
        if tokens[at].text in _STOPS and tokens[at].text != "—":
            return False
        if "own" in words.classes(tokens[at]):
            return True
    return False


def is_norm(amount: Amount, scope: Scope, tokens: list[Token], words: Lexicon) -> bool:
    """ "при установленном минимуме 25%", "погрешность не превышает 3%"."""
    before = tokens[max(scope.start, amount.start - 4) : amount.start]
    return any("norm" in words.classes(token) for token in before) and all(
        token.text != "—" for token in before
    )


def is_difference(amount: Amount, scope: Scope, tokens: list[Token], words: Lexicon) -> bool:
    """ "Разрыв между первым и последним составил 5,9 раза"."""
    return any(
        tokens[at].word.lower == "между" and "difference" in words.classes(tokens[at - 1])
        for at in range(scope.start + 1, amount.start)
    )


def _phrase(amount: Amount, scope: Scope, tokens: list[Token]) -> range:
    """The words after a figure up to the next sign or verb."""
    at = amount.end
    while at < min(scope.end, amount.end + _REACH_OF_PHRASE):
        token = tokens[at]
        if token.text in _STOPS or token.kind != "word":
            break
        if any(parse.pos in ("VERB", "CONJ", "COMP") for parse in token.word.parses[:1]):
            break
        at += 1
    return range(amount.end, at)


def _is_of_them(amount: Amount, tokens: list[Token]) -> bool:
    """ "57% из них": of those just counted."""
    return [token.word.lower for token in tokens[amount.end : amount.end + 2]] == ["из", "них"]


def _in_phrase(scope: Scope, phrase: range, tokens: list[Token], words: Lexicon) -> Anchor | None:
    """The region behind a figure; a nation only if no region has a share in it ("5% экспорта страны")."""
    shares = any(anchor.kind in ("named", "taken up") for anchor in scope.before(phrase.start))
    skipped = ("russia", "nation") if shares else ("russia",)
    inside = (anchor for anchor in scope.anchors if anchor.start in phrase and anchor.kind not in skipped)
    return next((anchor for anchor in inside if not _is_standard(anchor, tokens, words)), None)


def _before(amount: Amount, scope: Scope, tokens: list[Token], words: Lexicon, talk: Talk) -> Anchor | None:
    """The nearest anchor in front; a city or a nation only in the figure's own clause."""
    for anchor in scope.before(amount.start):
        if (
            anchor.kind == "russia"
            or anchor.start in talk.attributes
            or _is_way(anchor, scope, tokens, words)
        ):
            continue
        if anchor.kind in ("city", "nation") and not _same_clause(anchor.end, amount.start, tokens):
            continue
        if _is_bracketed(anchor, amount, tokens) or not _is_standard(anchor, tokens, words):
            return anchor
    return None


def _is_bracketed(anchor: Anchor, amount: Amount, tokens: list[Token]) -> bool:
    """ "обогнав Самарскую область (плюс 4%)": the figure of who is compared with stands in its brackets."""
    between = tokens[anchor.end : amount.start]
    return 0 < len(between) <= 2 and between[0].text == "("


def _is_standard(anchor: Anchor, tokens: list[Token], words: Lexicon) -> bool:
    """A region that is compared with: "ниже сахалинской", "кроме Тюменской", "чем в соседней Омской"."""
    for at in range(anchor.start - 1, max(-1, anchor.start - 8), -1):
        word = tokens[at].word
        if word.lower in _COMPARING or word.lemmas & _RIVALS:
            return True
        if at == anchor.start - 1 and words.classes(tokens[at]) & {"more", "less"}:
            return True
        listed = tokens[at].capitalised or word.lemma in ("область", "край")
        if not listed and word.lower not in _BETWEEN_STANDARD and not word.lemmas & _BETWEEN_STANDARD:
            return at == anchor.start - 1 and at > 0 and tokens[at - 1].word.lower in _COMPARING
    return False


def _is_way(anchor: Anchor, scope: Scope, tokens: list[Token], words: Lexicon) -> bool:
    """ "рейсы до Москвы", "туристы из Москвы", "рейс в Москву": where somebody comes from or goes to."""
    if anchor.start <= scope.start + 1:
        return False
    preposition, moving = tokens[anchor.start - 1].word.lower, tokens[anchor.start - 2]
    if preposition == "до":
        return True
    if preposition == "из":
        return "travelling" in words.classes(moving)
    if preposition in ("в", "на"):
        return "travelling" in words.classes(moving) and "loct" not in tokens[anchor.start].word.cases
    return False


def _same_clause(start: int, end: int, tokens: list[Token]) -> bool:
    return all(token.text not in (",", ";", "(", ")", ":") for token in tokens[start:end])
