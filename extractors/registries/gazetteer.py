"""Names of the registries in a text: one pass of look-ups over its tokens.

    find        names, adjectives with their head noun, abbreviations; datelines and traps left out
    elliptic    "Псковская и Омская области", "Московская - 7", "Магадан с областью"
    resolve     names that fit several codes, once the whole document has been seen

Every step is linear in the number of tokens.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from extractors.data_files import made_once
from extractors.memory import Memory
from extractors.registries.datelines import dateline_ends
from extractors.registries.entries import Registries
from extractors.registries.index import Adjective, AdjectiveForm, Name, build_index
from extractors.registries.kinds import kind_of
from extractors.registries.lists import joins
from extractors.registries.loading import registries
from extractors.registries.traps import Surroundings, is_trap
from extractors.tokens import Annotated, Entity, EntityKind, Token

_TAKING_UP = {
    "край": frozenset({"край", "краевой"}),
    "республика": frozenset({"республика", "республиканский"}),
}
"""Words by which a text that says "Алтай" tells which of the two it means."""
_SECOND_NAMES = frozenset({"Югра", "Кузбасс", "Чувашия", "Алания", "Якутия"})
"""What stands behind a dash or in brackets in an official name."""
_REPUBLIC = frozenset({"республика", "республики", "республике", "республику", "республикой"})
_FEMININE = ("ая", "ой", "ую", "ою")
_CITIES = frozenset({"RU-MOW", "RU-SPE"})
_MASCULINE = ("ий", "ого", "ому", "им", "ом", "ый", "ым")
_NO_NOUNS = frozenset(
    {"PREP", "CONJ", "PRCL", "VERB", "PRED", "NPRO", "ADVB", "INFN", "GRND", "PRTS", "ADJS"}
)


@made_once
def gazetteer() -> Gazetteer:
    """The gazetteer of the registries in effect."""
    return Gazetteer(registries())


class Gazetteer:
    """Finds the names of some registries. Holds nothing of a text; safe to share."""

    def __init__(self, registries: Registries) -> None:
        self._index = build_index(registries)
        index = self._index
        first_words = frozenset(index.names) | frozenset(index.longer) | frozenset(index.adjectives)
        self._begins = Memory(lambda lower: lower in first_words or "-" in lower)
        self._around_capital = _around_capitals(registries)
        self._kinds = {region.code: kind_of(region.name) for region in registries.regions}

    def annotate(self, fields: Sequence[Annotated]) -> None:
        """Fill `entities` of a document's fields, which resolve each other's doubtful names."""
        for field in fields:
            field.entities = self.entities(field)
        entities = [entity for field in fields for entity in field.entities]
        resolve(entities, self._index.defaults)
        doubtful = [entity for entity in entities if entity.code is None and len(entity.codes) > 1]
        if doubtful:
            self._resolve_by_kind(doubtful, fields)
        for field in fields:
            field.entities = [entity for entity in field.entities if entity.codes]

    def _resolve_by_kind(self, doubtful: list[Entity], fields: Sequence[Annotated]) -> None:
        """ "Алтайские производители ... край": the code of a doubtful name that is of this kind."""
        told: set[str] = set()
        for field in fields:
            named = {at for entity in field.entities for at in range(entity.start, entity.end)}
            told |= {token.word.lemma for at, token in enumerate(field.tokens) if at not in named}
        others = {self._kinds.get(entity.code or "") for field in fields for entity in field.entities}
        kinds = {kind for kind, words in _TAKING_UP.items() if told & words and kind not in others}
        for entity in doubtful:
            fitting = [code for code in entity.codes if self._kinds.get(code) in kinds]
            if len(fitting) == 1:
                entity.code = fitting[0]

    def entities(self, field: Annotated) -> list[Entity]:
        """The names of one field, in order, those in doubt without a code."""
        around = Surroundings(field, self._index.traps)
        found: list[_Found] = []
        dateline = dateline_ends(field)
        end, begins = 0, self._begins
        for at in [at for at, token in enumerate(field.tokens) if begins[token.lower]]:
            if at < end:
                continue
            hits = self._at(around, at)
            end = hits[-1].entity.end if hits else end
            found += (hit for hit in hits if at not in dateline and not is_trap(hit.entity, around))
        self._read_lists(found, field.tokens)
        self._read_bare(found, around)
        self._read_capital(found, around)
        merged = _merged([hit.entity for hit in found], field.tokens)
        return [entity for entity in self._with_capitals(merged, field.tokens) if entity.codes]

    def _at(self, around: Surroundings, at: int) -> list[_Found]:
        """The longest name that begins at a token; two for a word that joins two names."""
        tokens = around.tokens
        lower = tokens[at].word.lower
        form = self._index.adjectives.get(lower)
        for name in self._longer(lower, tokens, at):
            if _fits(name, tokens, at):
                return [_Found(_entity_of(name, at))]
        for name in self._index.names.get(lower, ()):
            if name.homonym and (at in around.sentence_starts or around.shouted):
                continue
            # "Смоленском" is the city far more rarely than the adjective.
            if _fits(name, tokens, at) and (form is None or name.kind != "city"):
                return [_Found(_entity_of(name, at))]
        if form is not None:
            return [self._adjective(form, tokens, at)]
        if "-" in lower and tokens[at].capitalised:
            whole = all(part[:1].isupper() for part in tokens[at].text.split("-"))
            return self._joined(lower, at) if whole else []
        return []

    def _longer(self, lower: str, tokens: list[Token], at: int) -> tuple[Name, ...]:
        """The names of several words that begin like the text at a token."""
        seconds = self._index.longer.get(lower)
        if seconds is None or at + 1 >= len(tokens):
            return ()
        return seconds.get(tokens[at + 1].word.lower, ())

    def _joined(self, lower: str, at: int) -> list[_Found]:
        """ "Россия-Китай": names, all of them, joined by hyphens; "коми-пермяки" are no two."""
        parts = [self._index.names.get(part, ()) for part in lower.split("-")]
        names = [next((name for name in part if len(name.words) == 1 and name.codes), None) for part in parts]
        if None in names or len(names) > 3:
            return []
        return [_Found(_entity_of(name, at)) for name in names if name is not None]

    def _adjective(self, form: AdjectiveForm, tokens: list[Token], at: int) -> _Found:
        """An adjective with its head noun, or alone."""
        adjective = form.adjective
        head, end = self._head_after(tokens, at + 1)
        if head is None and end > at + 1:
            head = _untold_head(tokens[end - 1].word.lower, adjective)
        if head is None and end == at + 1 and adjective.code in _CITIES and _is_of_oblast(tokens, end):
            head = "область"  # "Московский областной театр" is none of the city's
            end = at + 1
        meant = adjective.heads.get(head) if head else None
        if meant and (meant[0] != "district" or end > at + 2):
            kind, code, shown = meant
            entity = Entity(at, end, kind, code, (code,), shown, "noun", form.cases, form.plural)
            return _Found(entity, form, head)
        codes = (adjective.code,) if adjective.code else adjective.weak
        alone = adjective.kind, adjective.code, codes, adjective.lemma
        return _Found(Entity(at, at + 1, *alone, "adjective", form.cases, form.plural), form)

    def _head_after(self, tokens: list[Token], at: int) -> tuple[str | None, int]:
        """The lemma of a head noun at a token, past "автономный" and the like, and where it ends."""
        while at < len(tokens) and tokens[at].word.lower in self._index.between:
            at += 1
        if at >= len(tokens):
            return None, at
        token = tokens[at]
        head = self._index.heads.get(token.word.lower)
        if head is None or (token.word.lower == "ао" and not token.text.isupper()):
            return None, at
        dotted = token.word.lower in ("обл", "респ") and at + 1 < len(tokens) and tokens[at + 1].text == "."
        return head, at + 1 + dotted

    def _read_lists(self, found: list[_Found], tokens: list[Token]) -> None:
        """Give the adjectives in front of "и Омская области" the head at the end of the list."""
        for number in range(len(found) - 1, 0, -1):
            head, before = found[number].head, found[number - 1]
            form = before.form
            if head is None or form is None or before.head is not None or before.entity.plural:
                continue
            if head in form.adjective.heads and joins(tokens, before.entity.end, found[number].entity.start):
                before.read_as(head)

    def _read_bare(self, found: list[_Found], around: Surroundings) -> None:
        """ "Московская - 7": an adjective with a capital and no noun stands for its region."""
        for hit in found:
            form, entity = hit.form, hit.entity
            if form is None or hit.head is not None or entity.plural or not _is_bare(entity, around):
                continue
            lower = around.tokens[entity.start].word.lower
            head = "область" if lower.endswith(_FEMININE) else "край" if lower.endswith(_MASCULINE) else None
            if head in form.adjective.heads:
                hit.read_as(head)

    def _read_capital(self, found: list[_Found], around: Surroundings) -> None:
        """ "Столица, Татарстан и Самарская область": the capital of the country, named among regions."""
        tokens = around.tokens
        added: list[_Found] = []
        for hit in found:
            entity, at = hit.entity, hit.entity.start - 2
            if (
                at < 0
                or entity.kind != "region"
                or entity.form != "noun"
                or tokens[at].word.lemma != "столица"
            ):
                continue
            if at in around.sentence_starts and tokens[at + 1].word.lower in (",", "и"):
                word = tokens[at].word
                cases, name = word.cases, "Москва"
                moscow = Entity(at, at + 1, "region", "RU-MOW", ("RU-MOW",), name, "standin", cases)
                added.append(_Found(moscow))
        if added:
            found.extend(added)
            found.sort(key=lambda hit: hit.entity.start)

    def _with_capitals(self, entities: list[Entity], tokens: list[Token]) -> list[Entity]:
        """Add the region of "Магадан с областью", "Москва и область"."""
        added: list[Entity] = []
        for entity in entities:
            added.append(entity)
            meant = self._around_capital.get((entity.kind, entity.code or ""))
            at = entity.end + 1
            if meant is None or at >= len(tokens) or tokens[at - 1].word.lower not in ("и", "с", "плюс"):
                continue
            head, end = self._head_after(tokens, at)
            if head in meant and entity.form == "noun":
                code, shown = meant[head]
                added.append(Entity(at, end, "region", code, (code,), shown))
        return added


def _is_of_oblast(tokens: list[Token], at: int) -> bool:
    return at < len(tokens) and tokens[at].word.lower.startswith("областн")


def _untold_head(form: str, adjective: Adjective) -> str | None:
    """The head of "Еврейская автономная", whose noun goes without saying."""
    head = "область" if form.endswith(_FEMININE) else "округ"
    told = adjective.heads.get(head)
    return head if told is not None and "автоном" in form and "автоном" in told[2] else None


class _Found:
    """An entity while it is being read: the form of its adjective, and the head that it has."""

    __slots__ = ("entity", "form", "head")

    def __init__(self, entity: Entity, form: AdjectiveForm | None = None, head: str | None = None) -> None:
        self.entity = entity
        self.form = form
        self.head = head

    def read_as(self, head: str) -> None:
        """Take the adjective alone for the region that it means with the head."""
        assert self.form is not None  # noqa: S101 - only adjectives are read so
        kind, code, shown = self.form.adjective.heads[head]
        self.head = head
        self.entity.kind, self.entity.code, self.entity.codes = kind, code, (code,)
        self.entity.name, self.entity.form = shown, "noun"


def resolve(entities: Sequence[Entity], defaults: Mapping[tuple[str, ...], str]) -> None:
    """Give a doubtful name the one of its codes that the document names otherwise.

    Where it names none, the name has its usual meaning if there is one; where it names several,
    the name stays without a code.
    """
    known = {entity.code for entity in entities if entity.code}
    for entity in entities:
        if entity.code is None:
            named = [code for code in entity.codes if code in known]
            entity.code = named[0] if len(named) == 1 else None if named else defaults.get(entity.codes)
            if entity.code:
                entity.kind = "region" if "-" in entity.code else "country"


def _fits(name: Name, tokens: list[Token], at: int) -> bool:
    """Whether a name stands at a token, in a spelling that it can have."""
    if at + len(name.words) > len(tokens):
        return False
    if len(name.words) > 1 and any(
        tokens[at + offset].word.lower != word for offset, word in enumerate(name.words)
    ):
        return False
    if name.exact is None:
        # "республики Алтай": the common noun of a name may be written small.
        return not name.proper or any(token.capitalised for token in tokens[at : at + len(name.words)])
    return len(name.words) > 1 or tokens[at].text == name.exact


def _entity_of(name: Name, at: int) -> Entity:
    code = None if name.weak or not name.codes else name.codes[0]
    end = at + len(name.words)
    return Entity(at, end, name.kind, code, name.codes, name.name, name.form, name.cases, name.plural)


def _is_bare(entity: Entity, around: Surroundings) -> bool:
    """Whether an adjective with a capital has no noun of its own after it."""
    tokens = around.tokens
    if not tokens[entity.start].capitalised:
        return False
    if entity.end >= len(tokens):
        return True
    following = tokens[entity.end]
    if following.kind != "word":
        return following.text != "«"
    return bool(following.word.poses & _NO_NOUNS) and not following.capitalised


def _merged(entities: list[Entity], tokens: list[Token]) -> list[Entity]:
    """ "Республика" joined to the name after it, and the second half of an official name to the first."""
    merged: list[Entity] = []
    for entity in entities:
        if entity.kind == "region" and entity.form == "noun":
            last = merged[-1] if merged else None
            if last is not None and _is_second_name(last, entity, tokens):
                last.end = entity.end + (tokens[entity.end - 1].text != ")" and tokens[last.end].text == "(")
                continue
            free = entity.start > (last.end if last else 0) and " " not in entity.name
            if free and tokens[entity.start - 1].word.lower in _REPUBLIC:
                entity.start -= 1
                entity.name = f"Республика {entity.name}"
        merged.append(entity)
    return merged


def _is_second_name(first: Entity, second: Entity, tokens: list[Token]) -> bool:
    if first.code != second.code or second.name not in _SECOND_NAMES or second.start != first.end + 1:
        return False
    between = tokens[first.end].text
    return between == "—" or (between == "(" and second.end < len(tokens) and tokens[second.end].text == ")")


def _around_capitals(registries: Registries) -> dict[tuple[EntityKind, str], dict[str, tuple[str, str]]]:
    """What "X и область" means for each capital X: the region around it, by the head noun.

    Moscow and Saint Petersburg are regions themselves, with another around them.
    """
    around: dict[tuple[EntityKind, str], dict[str, tuple[str, str]]] = {}
    for region in registries.regions:
        words = region.name.split()
        if len(words) == 2 and words[1] in ("область", "край"):
            key: tuple[EntityKind, str] = ("city", region.code)
            around[key] = {words[1]: (region.code, region.name)}
    for city, region_code in (("RU-MOW", "RU-MOS"), ("RU-SPE", "RU-LEN")):
        around[("region", city)] = around.get(("city", region_code), {})
    return around
