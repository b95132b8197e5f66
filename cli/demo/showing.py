"""What the demo shows: facts with their sentences, two editions side by side, the alert."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from rich.console import Console
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from cli.asking import table_row
from cli.demo.receiver import Arrival
from model.claims import Fact
from model.ledger import Edition, Place
from model.statements import Ranking

LEFT_OUT = "..."
FACT_COLUMNS = {"who": 2, "value": 2, "edition": 1, "status": 2, "sentence": 7}
"""What is shown of a fact, and how wide compared with the other columns."""


def show_facts(screen: Console, facts: Sequence[Fact]) -> None:
    """The facts by sentence, newest news first: the sentence that proves them stands once."""
    table = Table(title=f"{len(facts)} facts", title_justify="left", expand=True)
    for column, ratio in FACT_COLUMNS.items():
        table.add_column(column, ratio=ratio, overflow="fold")
    for _, together in groupby(sorted(facts, key=_reading_order), key=_proof):
        table.add_section()
        for index, fact in enumerate(together):
            row = table_row(fact)
            sentence = "" if index else row["sentence"]
            told = (str(row[column] or "") for column in FACT_COLUMNS if column != "sentence")
            table.add_row(*map(Text, told), Text(sentence))
    screen.print(table)


def show_editions(screen: Console, rating: str, before: Edition, now: Edition) -> None:
    """Two editions side by side, and who moved."""
    table = Table(title=f"{rating}: {before.period} and {now.period}", title_justify="left")
    for column in ("subject", before.period, now.period, "moved"):
        table.add_column(column, justify="left" if column == "subject" else "right")
    earlier = {place.subject_id: place for place in before.places}
    for place in now.places:
        was = earlier.pop(place.subject_id, None)
        table.add_row(Text(place.subject), _place(was), _place(place), _movement(was, place))
    for place in earlier.values():
        table.add_row(Text(place.subject), _place(place), LEFT_OUT, "")
    screen.print(table)


def show_alert(screen: Console, arrival: Arrival) -> None:
    """A message as it arrived at the receiver, with its id and signature."""
    words = Text(str(arrival.payload["data"]["text"]))
    words.append(f"\n\nwebhook-id {arrival.id}\nwebhook-signature {arrival.signature}", style="dim")
    screen.print(Panel(words, title="The alert, as it arrived at the webhook", title_align="left"))


def _reading_order(fact: Fact) -> tuple[float, str, int, str, int]:
    shown, evidence = fact.shown, fact.statement.evidence
    position = fact.statement.position if isinstance(fact.statement, Ranking) else None
    return -shown.published_at.timestamp(), *_proof(fact)[:1], evidence.start, evidence.field, position or 0


def _proof(fact: Fact) -> tuple[str, str]:
    return fact.shown.article_id, fact.statement.evidence.sentence


def _place(place: Place | None) -> str:
    if place is None or place.position is None:
        return LEFT_OUT
    return f"{place.position}-{place.position_to}" if place.position_to else str(place.position)


def _movement(was: Place | None, now: Place) -> Text:
    if was is None or was.position is None or now.position is None or now.position_to or was.position_to:
        return Text("")
    moved = was.position - now.position
    if moved == 0:
        return Text("kept", style="dim")
    return Text(f"up {moved}", style="green") if moved > 0 else Text(f"down {-moved}", style="red")
