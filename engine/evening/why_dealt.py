"""What was dealt on a session: fills with what they cost, contracts that expired, orders that ended without a fill."""

from collections.abc import Iterator
from typing import Any

from data.base.arrow import to_array
from data.base.days import Day, date_of
from data.contracts.contracts import multiplier_of
from engine.evening.said import Said, meant_for, part, rows_of, said
from engine.evening.why_decided import events_of
from engine.results.run import RunResult
from strategies.events.purposes import Purpose

RESTING, OWN = "resting_orders", "own_fills"


def dealt_on(run: RunResult, day: Day) -> tuple[Said, ...]:
    """The fills of a session, at which price and moment orders that rested were dealt, what was done otherwise than
    the model does, and orders of earlier evenings that ended with less than they asked for, or still wait.
    """
    fills = [_fill(run, row) for row in rows_of(run.table("fills"), day)]
    resting = rows_of(run.tables[RESTING], day, "finished") if RESTING in run.tables else []
    return (
        *(fills or [said("no_fills")]),
        *(_resting(row) for row in resting if row["moment"] is not None and row["at"] is not None),
        *map(_own, rows_of(run.tables[OWN], day) if OWN in run.tables else ()),
        *_ended(run, day),
        *_waiting(run, day),
        *events_of(run, day, "dealt"),
    )


def _fill(run: RunResult, row: dict[str, Any]) -> Said:
    size, half = abs(row["size"]), row["half_spread"]
    told = {
        "side": row["side"], "size": size, "contract": row["contract"], "price": row["price"],
        "purpose": meant_for(row), "middle": row["price"] - (half if row["size"] > 0 else -half), "half_spread": half,
        "commission": row["commission"], "currency": run.config.capital.currency,
    }  # fmt: skip
    if row["purpose"] == Purpose.EXPIRY.word:
        return said("expired", **told)
    return said("fill", **told, spread=size * half * multiplier_of(row["contract"]))


def _ended(run: RunResult, day: Day) -> Iterator[Said]:
    """Orders of earlier evenings that ended on a session with less than they asked for."""
    for row in rows_of(run.table("orders"), day, "finished"):
        if row["filled"] == row["requested"] or row["status"] == "waiting":
            continue
        told = {"side": row["side"], "size": abs(row["requested"]), "contract": row["contract"]}
        if row["filled"]:
            yield said("cut", **told, filled=abs(row["filled"]))
        else:
            yield said("unfilled", **told, why=row["reason"])


def _own(row: dict[str, Any]) -> Said:
    """What was done in truth beside the model's fill, and what the difference cost that day."""
    told = {name: row[name] for name in ("contract", "ordered", "done", "model_price", "slippage", "cause")}
    return said("own_fill" if row["price"] is not None else "own_rest", **told, price=row["price"])


def _waiting(run: RunResult, day: Day) -> Iterator[Said]:
    """Orders of earlier evenings that wait for a later session."""
    orders = run.table("orders")
    alive = (to_array(orders["date"]) < day) & (to_array(orders["finished"]) >= day)
    for row in orders.filter(alive).to_pylist():
        if row["status"] == "waiting" or row["finished"] > date_of(day):
            yield said("waiting", side=row["side"], size=abs(row["requested"]), contract=row["contract"])


def _resting(row: dict[str, Any]) -> Said:
    names = ("price", "limit", "trail_amount", "trail_share")
    asked = [part(name, **{name: row[name]}) for name in names if row[name] is not None] or [part("market")]
    moment = f"{row['moment']:g}" if row["moment"] in MOMENTS else "within"
    told = {"kind": row["kind"], "size": row["size"], "contract": row["contract"], "asked": asked}
    return said("resting", **told, at=row["at"], moment=moment)


MOMENTS = (0.0, 1.0, 2.0, 3.0)
"""Open, first and second extreme, and close of a session's bar; what lies between them is within the session."""
