"""The documents tell of every command, setting, field and key there is, and of no other."""

import re
from dataclasses import fields
from pathlib import Path
from typing import Any, get_args

import pytest
import yaml
from typer.main import get_command

from cli.main import app
from model.sources import Source
from model.subscriptions import Channel, Subscription
from runtime.clocks import utc_now
from runtime.configuration import configuration_from
from runtime.settings import PREFIX, Settings
from storage.asking import NAMES, parse_question
from storage.checking import FindingKind
from storage.connection import connect
from storage.keypage import page
from storage.store import Store
from web.app import create_app

ROOT = Path(__file__).parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")])
READMES = ["README.md", "README.ru.md"]
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
CODE = re.compile(r"`([^`]+)`")


def text_of(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


def section(path: str, heading: str) -> str:
    """What stands under a heading, down to the next of any level."""
    _, found, rest = text_of(path).partition(f" {heading}\n")
    assert found, f"{path} has no heading {heading!r}"
    return re.split(r"^#+ ", rest, maxsplit=1, flags=re.MULTILINE)[0]


def table(text: str) -> list[list[str]]:
    """The cells of the rows of the tables in a text, without their headers."""
    rows = [line for line in text.splitlines() if line.startswith("|")]
    cells = [[cell.strip() for cell in row.strip("|").split("|")] for row in rows]
    rulers = {number for number, row in enumerate(cells) if set("".join(row)) == {"-"}}
    return [row for number, row in enumerate(cells) if number not in rulers and number + 1 not in rulers]


def names(text: str) -> list[str]:
    """The code spans in the first cells of the tables in a text."""
    return [name for row in table(text) for name in CODE.findall(row[0])]


def anchor(heading: str) -> str:
    """The anchor that a heading gets on code hosting sites."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def shown(default: Any) -> str:
    if default is None:
        return ""
    return f"`{str(default).lower() if isinstance(default, bool) else default}`"


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_links_inside_the_project_lead_somewhere(document: Path) -> None:
    for target in LINK.findall(document.read_text(encoding="utf-8")):
        if "://" in target:
            continue
        path, _, fragment = target.partition("#")
        file = document.parent / path if path else document
        assert file.exists(), target
        if fragment:
            assert fragment in map(anchor, HEADING.findall(file.read_text(encoding="utf-8"))), target


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_make_targets_that_are_named_exist(document: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):", text_of("Makefile"), re.MULTILINE))
    named = re.findall(r"(?:^    |`)make ([a-z-]+)", document.read_text(encoding="utf-8"), re.MULTILINE)
    assert set(named) <= targets


@pytest.mark.parametrize(("readme", "heading"), [("README.md", "Commands"), ("README.ru.md", "Команды")])
def test_every_command_is_in_the_readme(readme: str, heading: str) -> None:
    commands = get_command(app).commands  # type: ignore[attr-defined]
    assert sorted(names(section(readme, heading))) == sorted(f"svodka {name}" for name in commands)


def test_every_address_of_the_web_is_in_the_readme() -> None:
    nowhere = connect("unix:///nowhere")  # a client that is not used
    paths = create_app(Store(nowhere, clock=utc_now)).openapi()["paths"]
    assert sorted(names(section("README.md", "HTTP"))) == sorted(["/", "/v1/openapi.json", *paths])


def test_every_setting_is_told_with_its_default_and_its_meaning() -> None:
    told = {row[0]: row[1:] for row in table(section("docs/configuration.md", "Settings"))}
    assert list(told) == [f"`{PREFIX}{name.upper()}`" for name in Settings.model_fields]
    for name, field in Settings.model_fields.items():
        default, meaning = told[f"`{PREFIX}{name.upper()}`"]
        assert meaning == field.description
        # What is made at the start (the user's data folder) is told in words.
        assert field.default_factory is not None or default == shown(field.default)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_settings_that_are_named_exist(document: Path) -> None:
    variables = {f"{PREFIX}{name.upper()}" for name in Settings.model_fields}
    compose = {"SVODKA_PORT"}
    named = set(re.findall(r"SVODKA_[A-Z_]*[A-Z]", document.read_text(encoding="utf-8")))
    assert {name.removesuffix("_FILE") for name in named} <= variables | compose


@pytest.mark.parametrize(
    ("heading", "entry", "besides"),
    [
        ("Sources", Source, set()),
        ("Channels", Channel, set()),
        ("Subscriptions", Subscription, {"preset"}),
    ],
)
def test_every_field_of_the_configuration_file_is_told(heading: str, entry: type, besides: set[str]) -> None:
    told = names(section("docs/configuration.md", heading))
    assert set(told) == {field.name for field in fields(entry)} | besides
    assert len(told) == len(set(told))


def test_the_configuration_that_is_shown_can_be_used(tmp_path: Path) -> None:
    (shown_file,) = re.findall(r"```yaml\n(.*?)```", text_of("docs/configuration.md"), re.DOTALL)
    secret = tmp_path / "secret"
    secret.write_text("whsec_c2VjcmV0")
    content = yaml.safe_load(shown_file.replace("/run/secrets/webhook_secret", str(secret)))
    configuration = configuration_from(content, origin="docs/configuration.md")
    assert len(configuration.sources) == len(configuration.subscriptions) == 2


def test_every_condition_of_a_question_is_told_by_an_example_that_can_be_asked() -> None:
    told = names(section("docs/questions.md", "Conditions"))
    assert sorted(re.split("[:<>=]", condition)[0] for condition in told) == sorted(NAMES)
    for condition in told:
        parse_question(condition)


def test_every_finding_of_a_check_is_told() -> None:
    assert sorted(names(section("docs/architecture.md", "Is it whole?"))) == sorted(get_args(FindingKind))


def test_the_page_of_redis_keys_is_in_step() -> None:
    assert text_of("docs/keys.md") == page(), "run: python -m storage.keypage > docs/keys.md"


def test_every_package_is_told() -> None:
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")}
    assert set(names(section("docs/architecture.md", "Packages"))) == packages


def test_the_two_readmes_are_twins() -> None:
    english, russian = map(text_of, READMES)
    for pattern in (r"^#+ ", r"^- ", r"^\|", r"\n\n    \S", r"^```"):
        counts = [len(re.findall(pattern, readme, re.MULTILINE)) for readme in (english, russian)]
        assert counts[0] == counts[1], pattern
    for what in (r"`(SVODKA_\w+)", r"`(svodka [a-z-]+)", r"`(/[\w{}/]*)`"):
        told = [sorted(set(re.findall(what, readme))) for readme in (english, russian)]
        assert told[0] == told[1]
    links = [{link for link in LINK.findall(readme) if "README" not in link} for readme in (english, russian)]
    assert links[0] == links[1]


def test_the_changelog_keeps_its_form() -> None:
    changelog = text_of("CHANGELOG.md")
    sections = re.findall(r"^## (.+)$", changelog, re.MULTILINE)
    assert sections[0] == "[Unreleased]"
    assert all(re.fullmatch(r"\[\d+\.\d+\.\d+\] - \d{4}-\d\d-\d\d", name) for name in sections[1:])
    kinds = {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}
    assert set(re.findall(r"^### (.+)$", changelog, re.MULTILINE)) <= kinds
