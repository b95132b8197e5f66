"""The options of a select: a form of filters has hundreds, the same for everybody."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from markupsafe import Markup


@dataclass(frozen=True, slots=True)
class Options:
    """The options of a select, spelled once."""

    html: Markup

    @classmethod
    def of(cls, values: Iterable[tuple[str, str]]) -> Options:
        """Of values with their words."""
        return cls(Markup().join(Markup('<option value="{}">{}</option>').format(*one) for one in values))

    def chosen(self, value: str | None, name: str | None = None) -> Markup:
        """With one of them chosen; None chooses nothing. What is not offered is, where its name is told."""
        if value is None:
            return self.html
        plain, chosen = Markup('value="{}">').format(value), Markup('value="{}" selected>').format(value)
        if name is not None and plain not in self.html:
            return Markup("<option {}{}</option>{}").format(chosen, name, self.html)
        return self.html.replace(plain, chosen)
