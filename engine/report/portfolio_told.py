"""What is said of a portfolio in sentences: the same on a terminal, in a notebook and as values for JSON."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from engine.portfolio.figures import ALL_IN_ONE, AS_HELD, PORTFOLIO
from engine.portfolio.moved import moved
from engine.portfolio.result import PortfolioResult
from engine.portfolio.schemas import ON_ITS_WAY
from engine.portfolio.splitting import MOVED_AT_ONCE, WHOLE_CAPITAL
from engine.words import Words

Row = dict[str, Any]
POINTS = 100.0
LOST = -1.0
"""Growth of what was lost."""


class Cost(NamedTuple):
    """What splitting cost, in growth (decimal, a year where `yearly`, else in all; below 0: it brought something):
    in all, for how money was moved, and for the size of smaller accounts.
    """

    all: float
    moving: float
    size: float
    yearly: bool


def figures(result: PortfolioResult, told_of: str) -> list[Row]:
    """Rows of figures: the whole and accounts as held, or all the capital in one of them."""
    return [row for row in result.table("figures").to_pylist() if row["told_of"] == told_of]


def splitting_cost(result: PortfolioResult) -> Cost | None:
    """What splitting cost, in all where one of the mixes was lost; None of one account, and where all of them were."""
    rows = {row["told_of"]: row for row in result.table("splitting").to_pylist()}
    yearly = all(row["cagr"] is not None and row["cagr"] > LOST for row in rows.values())
    held, mixed, whole = (rows[one]["cagr" if yearly else "growth"] for one in (AS_HELD, MOVED_AT_ONCE, WHOLE_CAPITAL))
    if len(result.runs) == 1 or None in (held, mixed, whole) or max(held, mixed, whole) <= LOST:
        return None
    return Cost(whole - held, mixed - held, whole - mixed, yearly)


def first_sentence(result: PortfolioResult, say: Words) -> str:
    """Period, beginning and end, growth, deepest fall, calls and forced sales, and which accounts were lost."""
    whole, *accounts = figures(result, AS_HELD)
    lost = [row["account"] for row in accounts if row["ruined_on"]]
    told = {
        **result.manifest["period"],
        "accounts": len(accounts),
        "opening": whole["opening"],
        "final": whole["final"],
        "currency": result.currency,
        "growth": _growth(result, say),
        "fall": whole["max_drawdown"],
        "calls": whole["margin_calls"],
        "sales": whole["forced_sales"],
        "lost": say("portfolio.lost", names=lost) if lost else say("portfolio.none_lost"),
    }
    return say("portfolio.answer" if len(accounts) > 1 else "portfolio.answer_one", **told)


def sentences(result: PortfolioResult, say: Words) -> Iterator[str]:
    """The first sentence, and what splitting did: against one account, to growth, in the worst month, at worst."""
    yield first_sentence(result, say)
    alone = figures(result, ALL_IN_ONE)
    if not alone:
        return
    worst, deep = min(alone, key=lambda row: row["final"]), min(alone, key=lambda row: row["max_drawdown"])
    values = {"worst": worst["account"], "final": worst["final"], "currency": result.currency}
    deepest = {"deepest": deep["max_drawdown"], "deepest_of": deep["account"]}
    yield say("portfolio.alone", **values, fall=worst["max_drawdown"], **deepest)
    yield from _split(result, say)
    yield from _worst(result, say)
    yield from _transfers(result, say)


def called(name: str, say: Words) -> str:
    """What an account is called, or the whole, or money that is with none."""
    known = {PORTFOLIO: "portfolio.whole", ON_ITS_WAY: "portfolio.on_its_way"}
    return say(known[name]) if name in known else name


def _growth(result: PortfolioResult, say: Words) -> str:
    """Growth of the unit value, which leaves payments out: a year, or in all of a shorter period."""
    held = next(row for row in result.table("splitting").to_pylist() if row["told_of"] == AS_HELD)
    if held["cagr"] is not None:
        return say("portfolio.yearly", value=held["cagr"])
    return say("portfolio.in_all", value=held["growth"] or 0.0)


def _split(result: PortfolioResult, say: Words) -> Iterator[str]:
    cost = splitting_cost(result)
    if cost is None:
        return
    unit = say("portfolio.points_yearly" if cost.yearly else "portfolio.points_in_all")
    parts = {name: f"{POINTS * getattr(cost, name):+.2f}" for name in ("all", "moving", "size")}
    yield say("portfolio.split_cost", unit=unit, **parts)
    yield say("portfolio.split_read")


def _worst(result: PortfolioResult, say: Words) -> Iterator[str]:
    whole, *accounts = result.table("worst").to_pylist()
    gave = [say("portfolio.month_of", account=called(row["account"], say), gave=row["of_equity"]) for row in accounts]
    between = say("codes.between")
    month = {"first": whole["first"].isoformat(), "last": whole["last"].isoformat(), "gave": whole["of_equity"]}
    yield say("portfolio.months", **month, accounts=between.join(gave))
    yield say("portfolio.at_once", fall=whole["at_once"], was=whole["max_drawdown"])


def _transfers(result: PortfolioResult, say: Words) -> Iterator[str]:
    found = moved(result)
    if not found.ordered:
        yield say("portfolio.unmoved")
        return
    values = {name: value for name, value in found._asdict().items() if name not in ("most", "most_on")}
    values["ordered"] = found.ordered
    most = say("portfolio.most_none")
    if found.most_on:
        most = say("portfolio.most", most=found.most, on=found.most_on.isoformat(), currency=result.currency)
    yield say("portfolio.moved", most=most, currency=result.currency, **values)
    if found.rescues:
        yield say("portfolio.rescues", **values)
