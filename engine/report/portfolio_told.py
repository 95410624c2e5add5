"""What is said of a portfolio in sentences: the same on a terminal, in a notebook and as values for JSON."""

from collections.abc import Iterator
from operator import itemgetter
from typing import Any, NamedTuple

import numpy as np

from data.base.arrow import to_array
from data.base.days import Day, iso
from engine.portfolio.figures import ALL_IN_ONE, AS_HELD, PORTFOLIO
from engine.portfolio.moved import moved
from engine.portfolio.result import PortfolioResult
from engine.portfolio.schemas import ON_ITS_WAY
from engine.portfolio.splitting import MOVED_AT_ONCE, WHOLE_CAPITAL
from engine.words import Words

Row = dict[str, Any]
POINTS = 100.0
SHOWN = 0.00005
"""Share of the whole from which on it is shown as more than nothing."""
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


def answer(result: PortfolioResult, say: Words) -> str:
    """Beginning and end, growth, deepest fall and its day, calls and forced sales, and which accounts were lost."""
    whole, *accounts = figures(result, AS_HELD)
    lost = [row["account"] for row in accounts if row["ruined_on"]]
    told = {
        "accounts": len(accounts),
        "opening": whole["opening"],
        "final": whole["final"],
        "currency": result.currency,
        "growth": _growth(result, say),
        "fall": whole["max_drawdown"],
        "low": say("portfolio.low", day=iso(_low(result))) if whole["max_drawdown"] else "",
        "calls": whole["margin_calls"],
        "sales": whole["forced_sales"],
        "lost": say("portfolio.lost", names=lost) if lost else say("portfolio.none_lost"),
    }
    return say("portfolio.answer" if len(accounts) > 1 else "portfolio.answer_one", **told)


def sentences(result: PortfolioResult, say: Words) -> Iterator[str]:
    """The period and the answer, and what splitting did."""
    yield say("portfolio.dated", **result.manifest["period"], answer=answer(result, say))
    yield from below(result, say)


def below(result: PortfolioResult, say: Words) -> Iterator[str]:
    """What splitting did: against one account, to growth, in the worst month, at worst; and what was paid and moved."""
    if figures(result, ALL_IN_ONE):
        yield _alone(result, say)
        yield from _split(result, say)
        yield from _worst(result, say)
        yield from _transfers(result, say)
    yield from _flows(result, say)


def called(name: str, say: Words) -> str:
    """What an account is called, or the whole, or money that is with none."""
    known = {PORTFOLIO: "portfolio.whole", ON_ITS_WAY: "portfolio.on_its_way"}
    return say(known[name]) if name in known else name


def _low(result: PortfolioResult) -> Day:
    equity = result.table("equity")
    return int(to_array(equity["date"])[int(np.argmin(to_array(equity["drawdown"])))])


def _growth(result: PortfolioResult, say: Words) -> str:
    """Growth of the unit value, which leaves payments out: a year, or in all of a shorter period."""
    held = next(row for row in result.table("splitting").to_pylist() if row["told_of"] == AS_HELD)
    if held["cagr"] is not None:
        return say("portfolio.yearly", value=held["cagr"])
    return say("portfolio.in_all", value=held["growth"] or 0.0)


def _alone(result: PortfolioResult, say: Words) -> str:
    """The same capital in one account: the ends and the falls that it would have had."""
    rows = figures(result, ALL_IN_ONE)
    worst, best = (pick(rows, key=itemgetter("final")) for pick in (min, max))
    wild, calm = (pick(rows, key=itemgetter("max_drawdown")) for pick in (min, max))
    ends = {"worst": worst["account"], "low": worst["final"], "best": best["account"], "high": best["final"]}
    falls = {
        "wild": wild["account"],
        "most": wild["max_drawdown"],
        "calm": calm["account"],
        "least": calm["max_drawdown"],
    }
    return say("portfolio.alone", currency=result.currency, **ends, **falls)


def _split(result: PortfolioResult, say: Words) -> Iterator[str]:
    """What splitting cost, rounded so that the parts that are shown sum to it."""
    cost = splitting_cost(result)
    if cost is None:
        return
    whole, moving = round(POINTS * cost.all, 2), round(POINTS * cost.moving, 2)
    parts = {"all": whole, "moving": moving, "size": round(whole - moving, 2)}
    shown = {name: f"{value + 0.0:+.2f}" for name, value in parts.items()}
    yield say(
        "portfolio.split_cost",
        unit=say("portfolio.points_yearly" if cost.yearly else "portfolio.points_in_all"),
        **shown,
    )
    yield say("portfolio.split_read")


def _worst(result: PortfolioResult, say: Words) -> Iterator[str]:
    """The worst month with the accounts that gave anything to it, and all falls at once."""
    whole, *accounts = result.table("worst").to_pylist()
    told = [row for row in accounts if abs(row["of_equity"]) >= SHOWN] or accounts
    gave = [say("portfolio.month_of", account=called(row["account"], say), gave=row["of_equity"]) for row in told]
    month = {"first": whole["first"].isoformat(), "last": whole["last"].isoformat(), "gave": whole["of_equity"]}
    yield say("portfolio.months", **month, accounts=say("codes.between").join(gave))
    yield say("portfolio.at_once", fall=whole["at_once"], was=whole["max_drawdown"])


def _transfers(result: PortfolioResult, say: Words) -> Iterator[str]:
    found = moved(result)
    if not found.ordered:
        yield say("portfolio.unmoved")
        return
    values = {**found._asdict(), "ordered": found.ordered, "currency": result.currency}
    yield say("portfolio.moved", balanced=found.ordered - found.rescues, **values)
    if found.rescues:
        yield say("portfolio.rescues", **values)
    if found.most_on:
        yield say("portfolio.most", **{**values, "most_on": found.most_on.isoformat()})
    if found.arrived < found.ordered or found.cut_short:
        yield say("portfolio.not_whole", **values)


def _flows(result: PortfolioResult, say: Words) -> Iterator[str]:
    flows = to_array(result.table("equity")["flow"])
    if flows.any():
        came, went = float(flows[flows > 0.0].sum()), -float(flows[flows < 0.0].sum())
        yield say("portfolio.flows", came=came, went=went, currency=result.currency)
