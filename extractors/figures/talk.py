"""Whom a text speaks of while its figures are read: a region, or somebody whose figures are no region's."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from extractors.anchors import inside
from extractors.figures.holders import Holder, attributes, holders
from extractors.figures.lexicon import lexicon
from extractors.focus import Scope
from extractors.tokens import Annotated, Sentence, Token
from model.statements import Direction

_NAMING = frozenset({"named", "taken up"})


def told_in_headline(field: Annotated, scopes: Iterable[Scope]) -> frozenset[str]:
    """The regions that a headline tells of: not where somebody is whose figures are no region's."""
    told: set[str] = set()
    for scope in scopes:
        where = attributes(scope, holders(field, scope, lexicon()), field.tokens)
        named = (anchor for anchor in scope.anchors if anchor.kind == "named" and anchor.own)
        told |= {anchor.own for anchor in named if anchor.own and anchor.start not in where}
    return frozenset(told)


@dataclass(slots=True)
class Talk:
    """Whom a text speaks of while it is read: a region, or somebody whose figures are no region's.

    `holders` are those of the sentence at hand, `attributes` the region names that only tell where
    they are. `elsewhere` tells that the sentences before spoke of such a one, `main` that the text
    began with one; None before it spoke of anybody. `held` tells that the last amount was found to be
    somebody's who is no region, `changed` that it was a change, and which; `polled` is the region
    where a poll was held. `headline` are the regions that the headline tells of, `named` all that
    were named in the sentences before, the last of them last, `before` those of
    the last sentence that named any. `went_on` is where a sentence begins that went on with a region,
    and which. `abroad` tells that the sentence before named a
    country last.
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
    abroad: bool = False
    named_last: int = -1
    headline: frozenset[str] = frozenset()
    named: dict[str, None] = field(default_factory=dict)
    waiting: list[str] = field(default_factory=list)
    before: tuple[str, ...] = ()
    went_on: tuple[int, str] | None = None

    def go_on(self, field: Annotated, sentence: Sentence, scope: Scope) -> None:
        """Take up the next sentence."""
        if self.after is not None:
            self.elsewhere = self.after
        if sentence.paragraph != self.paragraph and self.main is not None:
            self.elsewhere = self.main and not self.headline
        for code in self.waiting:
            self.named.pop(code, None)
            self.named[code] = None
        self.before = tuple(dict.fromkeys(self.waiting)) or self.before
        self.abroad = bool(self.countries) and self.countries[-1] > self.named_last
        self.named_last = max((a.start for a in scope.anchors if a.kind in _NAMING), default=-1)
        self.waiting = [code for anchor in scope.anchors for code in anchor.codes if anchor.kind in _NAMING]
        self.paragraph = sentence.paragraph
        self.holders = holders(field, scope, lexicon())
        self.attributes = attributes(scope, self.holders, field.tokens)
        self.after = self._speaks_elsewhere(scope)
        self.countries = [each.start for each in inside(field.entities, scope) if each.kind == "country"]
        self._note_poll(field.tokens, scope)
        if self.main is None:
            self.main = self.after

    def is_told_of(self, code: str) -> bool:
        """Whether a text goes on with a region that it named: the headline's, or no other since."""
        return code in self.headline or not self.named or next(reversed(self.named)) == code

    def _note_poll(self, tokens: list[Token], scope: Scope) -> None:
        known = lexicon().known
        first = next((at for at in range(scope.start, scope.end) if "poll" in known[tokens[at].lower]), None)
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
