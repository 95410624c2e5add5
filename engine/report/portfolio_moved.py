"""Transfers between the accounts of a portfolio as a table."""

from engine.portfolio.moved import is_cut_short
from engine.portfolio.rescues import outcomes
from engine.report.portfolio_seen import Seen
from engine.report.portfolio_told import Row
from engine.report.told import Told

SHOWN = 300
"""Transfers of the table, at most."""


def transfer_table(seen: Seen) -> Told:
    """The last transfers, as many as are shown, in order of time; what arrived and its cost where any was converted."""
    say, rows = seen.say, seen.result.table("transfers").to_pylist()
    shown = list(zip(rows, outcomes(seen.result), strict=True))[-SHOWN:]
    titles = ["decided", "from_to", "reason", "became", "sent", "sent_on", "arrived_on"]
    converted = any(row["cost"] or _is_converted(seen, row) for row, _ in shown)
    titles += ["arrived", "cost"] if converted else []
    texts = [[*_row(seen, row, became), *(_converted(seen, row) if converted else [])] for row, became in shown]
    return Told([say(f"portfolio_page.{title}", currency=say.told("money", seen.currency)) for title in titles], texts)


def _row(seen: Seen, row: Row, became: str) -> list[str]:
    say = seen.say
    return [
        row["decided"].isoformat(),
        say("portfolio_page.to", source=row["source"], target=row["target"]),
        say(f"portfolio_page.{row['reason']}"),
        say(f"portfolio_page.became_{became}"),
        _sent(seen, row),
        row["sent_on"].isoformat() if row["sent_on"] else "",
        row["arrived_on"].isoformat() if row["arrived_on"] else "",
    ]


def _sent(seen: Seen, row: Row) -> str:
    """What was sent, of what where that is less; nothing before it was."""
    sent, asked = (f"{row[name]:,.0f}" for name in ("sent", "asked"))
    if is_cut_short(row):
        return seen.say("portfolio_page.part", sent=sent, asked=asked, currency=row["currency"])
    return seen.say.in_words(f"{sent} {row['currency']}") if row["sent"] else ""


def _home(seen: Seen, row: Row) -> str:
    """The currency of the account that a transfer reaches."""
    home = row["source"] if row["status"] in ("returning", "returned") else row["target"]
    return seen.result.runs[home].config.capital.currency


def _is_converted(seen: Seen, row: Row) -> bool:
    return _home(seen, row) != str(row["currency"])


def _converted(seen: Seen, row: Row) -> list[str]:
    """What a transfer became in another currency, and what that cost."""
    if not (row["arrived_on"] and _is_converted(seen, row)):
        return ["", ""]
    return [seen.say.in_words(f"{row['arrived']:,.0f} {_home(seen, row)}"), f"{row['cost']:,.2f}"]


def shown_told(seen: Seen) -> str:
    """That not all transfers are in the table; empty where they are."""
    count = len(seen.result.table("transfers"))
    return seen.say("portfolio_page.shown_of", shown=SHOWN, count=count) if count > SHOWN else ""
