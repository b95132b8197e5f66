"""Where the rules, words, entries and examples of the shipped files and of an installation lie."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from extractors.rules.examples import FOLDER, Example, examples_of
from extractors.rules.problems import Problem

SHIPPED_FOLDER = Path(__file__).parent.parent
REGISTRIES = ("regions", "countries", "districts", "ratings")


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """The folders of one set of files. Any of them may be absent in an installation."""

    rankings: Path
    figures: Path
    partners: Path
    registries: Path
    heads: Path
    shipped: bool = False

    def rule_files(self) -> tuple[Path, ...]:
        """The files of rules, in the order of their names."""
        return tuple(sorted(file for file in self.rankings.glob("*.yaml") if file != self.heads))

    def word_files(self) -> dict[str, Path]:
        """The files of words that are there, by the names that an installation gives them."""
        files = {
            "rankings/heads.yaml": self.heads,
            "figures/words.yaml": self.figures / "words.yaml",
            "partners/words.yaml": self.partners / "words.yaml",
            "registries/traps.yaml": self.registries / "traps.yaml",
        }
        return {name: file for name, file in files.items() if file.is_file()}

    def registry_files(self) -> dict[str, Path]:
        """The registry files that are there, by what they hold."""
        files = {name: self.registries / f"{name}.yaml" for name in REGISTRIES}
        return {name: file for name, file in files.items() if file.is_file()}

    def examples(self) -> tuple[list[Example], list[Problem]]:
        """All examples, and what is wrong with their files."""
        found: list[Example] = []
        problems: list[Problem] = []
        for folder in self._example_folders():
            examples, faults = examples_of(folder)
            found += examples
            problems += faults
        return found, problems

    def _example_folders(self) -> Iterator[Path]:
        yield from (folder / FOLDER for folder in (self.rankings, self.figures, self.partners))


def shipped_layout() -> Layout:
    """The files that come with svodka."""
    rankings = SHIPPED_FOLDER / "rankings"
    return Layout(
        rankings=rankings / "rules",
        figures=SHIPPED_FOLDER / "figures",
        partners=SHIPPED_FOLDER / "partners",
        registries=SHIPPED_FOLDER / "registries",
        heads=rankings / "heads.yaml",
        shipped=True,
    )


def layout_of(folder: Path) -> Layout:
    """The files of an installation's folder."""
    return Layout(
        rankings=folder / "rankings",
        figures=folder / "figures",
        partners=folder / "partners",
        registries=folder / "registries",
        heads=folder / "rankings" / "heads.yaml",
    )
