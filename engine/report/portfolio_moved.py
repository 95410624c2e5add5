"""Transfers between the accounts of a portfolio: a table, and what is to be said of them."""

from collections import Counter

from data.base.sums import total
from engine.portfolio.moves import REBALANCE, RESCUE
from engine.portfolio.rescues import IN_TIME, TOO_LATE, UNNEEDED, outcomes
from engine.report.portfolio_seen import Row, Seen
from engine.report.told import Told

SHOWN = 300
"""Transfers of the table, at most."""
ROUNDING = 1e-9


def moved(seen: Seen) -> list[tuple[Row, str]]:
    """All transfers with what became of each."""
    return list(zip(seen.result.table("transfers").to_pylist(), outcomes(seen.result), strict=True))


def transfer_table(seen: Seen) -> Told:
    """The last transfers, as many as are shown, in order of time; what arrived and its cost where any was converted."""
    say, shown = seen.say, moved(seen)[-SHOWN:]
    titles = ["decided", "from_to", "reason", "became", "sent", "sent_on", "arrived_on"]
    converted = any(row["cost"] or _is_converted(seen, row) for row, _ in shown)
    titles += ["arrived", "cost"] if converted else []
    rows = [[*_row(seen, row, became), *(_converted(seen, row) if converted else [])] for row, became in shown]
    return Told([say(f"portfolio_page.{title}", currency=say.told("money", seen.currency)) for title in titles], rows)


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
    if _is_short(row):
        return seen.say("portfolio_page.part", sent=sent, asked=asked, currency=row["currency"])
    return seen.say.in_words(f"{sent} {row['currency']}") if row["sent"] else ""


def _is_short(row: Row) -> bool:
    return row["sent_on"] is not None and float(row["sent"]) < float(row["asked"]) * (1.0 - ROUNDING)


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


def transfers_told(seen: Seen) -> list[str]:
    """How many there were, how rescues came out, what was on its way at most, and what conversions cost."""
    say, all_of = seen.say, moved(seen)
    if not all_of:
        return [say("portfolio_page.no_transfers")]
    rescued = Counter(became for row, became in all_of if row["reason"] == RESCUE)
    balanced = len([row for row, _ in all_of if row["reason"] == REBALANCE])
    told = [say("portfolio_page.transfers_told", count=len(all_of), rescues=sum(rescued.values()), balanced=balanced)]
    if rescued:
        other = sum(rescued.values()) - sum(rescued[one] for one in (IN_TIME, TOO_LATE, UNNEEDED))
        told.append(
            say(
                "portfolio_page.rescues_told", in_time=rescued[IN_TIME], late=rescued[TOO_LATE],
                unneeded=rescued[UNNEEDED], other=other,
            )
        )  # fmt: skip
    way, cost = float(seen.whole("on_its_way").max()), total(row["cost"] for row, _ in all_of)
    told.append(say("portfolio_page.way_told", most=f"{way:,.0f}", cost=f"{cost:,.0f}", currency=seen.currency))
    short = len([row for row, _ in all_of if _is_short(row)])
    return [*told, *([say("portfolio_page.cut_short", count=short)] if short else [])]


def shown_told(seen: Seen) -> str:
    """That not all transfers are in the table; empty where they are."""
    count = len(seen.result.table("transfers"))
    return seen.say("portfolio_page.shown_of", shown=SHOWN, count=count) if count > SHOWN else ""
