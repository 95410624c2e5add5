"""What was decided on an evening: where each rule stood, what they aimed at, and the orders, or why there were none."""

import json
from collections.abc import Iterator, Mapping
from math import isfinite
from typing import Any

from data.base.days import Day, iso, month_number
from data.base.sums import total
from data.contracts.contracts import is_future
from engine.evening.said import Said, is_known, meant_for, part, rows_of, said
from engine.results.run import RunResult
from engine.words import words
from strategies.events.purposes import BROKERS, Purpose
from strategies.rules.rebalancing import due, months_of, outside_band

OF_ACCOUNT: Mapping[str, frozenset[str]] = {
    "dealt": frozenset({"hedge"}),
    "margin": frozenset({
        "warning", "margin_call", "call_met", "deadline_missed", "loss_cut", "liquidation", "ruin", "spared",
    }),
    "moves": frozenset({
        "fund_failed", "broker_failed", "paid_out", "tax_assessed", "tax_paid", "tax_unpaid", "tax_outstanding",
    }),
}  # fmt: skip
"""Events that happened to the account, by the chapter that tells them; the others are decisions, or say of a fill what
it was for.
"""
TOLD_ELSEWHERE = frozenset({purpose.word for purpose in Purpose}).union(*OF_ACCOUNT.values())


def decided_on(run: RunResult, day: Day, following: Day | None) -> tuple[Said, ...]:
    """What was decided on the evening of a session, for the session `following` it."""
    own = {purpose.word for purpose in BROKERS}
    orders = [row for row in rows_of(run.table("orders"), day) if row["purpose"] not in own]
    return (
        *(_event(row) for row in rows_of(run.table("events"), day) if row["kind"] not in TOLD_ELSEWHERE),
        *_rules(run, day),
        *_aims(run, day),
        *map(_order, orders),
        *_none(run, day, following, orders),
    )


def events_of(run: RunResult, day: Day, chapter: str) -> Iterator[Said]:
    """What happened to the account on a session and belongs to a chapter (`OF_ACCOUNT`)."""
    return (_event(row) for row in rows_of(run.table("events"), day) if row["kind"] in OF_ACCOUNT[chapter])


def _event(row: dict[str, Any]) -> Said:
    numbers = {name: value for name, value in json.loads(row["numbers"]).items() if is_known(value)}
    why = {"code": row["code"], "values": numbers}
    return said("event_of" if row["contract"] else "event", kind=row["kind"], contract=row["contract"], why=why)


def _rules(run: RunResult, day: Day) -> Iterator[Said]:
    for row in rows_of(run.table("rules"), day) if "rules" in run.tables else ():
        yield said("rule", rule=row["rule"], parts=list(_parts(row)))


def _parts(row: dict[str, Any]) -> Iterator[dict[str, Any]]:
    if is_known(row["observed"]):
        known = words().speaks(f"why_part.seen_{row['rule']}")
        yield part(f"seen_{row['rule']}" if known else "seen", observed=row["observed"])
    if row["state"]:
        yield part("state", state=row["state"])
    if row["multiplier"] < 1.0:
        yield part("leaves", multiplier=row["multiplier"])
    if is_known(row["most"]):
        yield part("most", most=row["most"])
    yield part("bound" if row["bound"] else "free")


def _aims(run: RunResult, day: Day) -> Iterator[Said]:
    """What the rules together aimed at: an overlay ratio, a budget of premiums, a cash ratio, trades in a currency."""
    futures = run.config.reads("overlay.ratio")
    for row in rows_of(run.table("targets"), day) if "targets" in run.tables else ():
        held = _futures(run, day)
        yield said("target" if futures else "budget", **row)
        if futures and row["contract_ratio"]:
            aimed = _side(run) * row["target_ratio"] / row["contract_ratio"]
            yield said("aimed", aimed=aimed, held=held, held_ratio=held * row["contract_ratio"])
    for row in rows_of(run.tables["cash_series"], day) if "cash_series" in run.tables else ():
        seen = "cash_series" if is_known(row["value"]) else "cash_series_unknown"
        yield said(seen, **{**row, "asks": row["asks"] if is_known(row["asks"]) else 0.0})
    for name in ("cash_rules", "fx_rules"):
        for row in rows_of(run.tables[name], day) if name in run.tables else ():
            known = {key: value for key, value in row.items() if is_known(value)}
            short = "" if {"target_ratio", "free_margin"} & {*known} else "_alone"
            yield said(f"{name}{short}", **{**known, "binding": row["binding"] or "nothing"})


def _side(run: RunResult) -> int:
    """-1 where the overlay is sold, else 1."""
    return -1 if run.config.reads("short.when") else 1


def _futures(run: RunResult, day: Day) -> int:
    """Futures held in the evening, signed."""
    return int(total(row["size"] for row in rows_of(run.table("positions"), day) if is_future(row["contract"])))


def _order(row: dict[str, Any]) -> Said:
    return said("order", side=row["side"], size=abs(row["requested"]), contract=row["contract"], purpose=meant_for(row))


def _none(run: RunResult, day: Day, following: Day | None, orders: list[dict[str, Any]]) -> Iterator[Said]:
    """Why no future was ordered, of a pattern that aims at a ratio of them; else that nothing was ordered at all."""
    targets = rows_of(run.table("targets"), day) if "targets" in run.tables else []
    unit = targets[0]["contract_ratio"] if targets and run.config.reads("overlay.band") else None
    if unit and isfinite(unit) and not any(is_future(row["contract"]) for row in orders):
        yield _no_future(run, targets[0], _futures(run, day), (day, following))
    elif not orders:
        yield said("no_order")


def _no_future(run: RunResult, target: dict[str, Any], held: int, evening: tuple[Day, Day | None]) -> Said:
    overlay, (day, following) = run.config.overlay, evening
    aimed = _side(run) * target["target_ratio"] / target["contract_ratio"]
    told = {
        "held": held,
        "aimed": aimed,
        "off": abs(aimed - held) / abs(aimed) if aimed else None,
        "band": overlay.band,
    }
    if aimed == held:
        return said("no_order_at_target", **told)
    if not outside_band(overlay.band, abs(aimed), _side(run) * held):
        return said("no_order_band", **told)
    if following is not None and not due(months_of(overlay.rebalance), month_number(day), month_number(following)):
        return said("no_order_date", **told, schedule=overlay.rebalance, day=iso(following))
    reduced = target["target_ratio"] < target["base_ratio"] and abs(held) < abs(aimed) < abs(held) + 1
    return said("no_order_reduced" if reduced else "no_order_whole", **told)
