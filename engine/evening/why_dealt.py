"""What was dealt on a session: fills with what they cost, contracts that expired, orders that ended without a fill."""

from collections.abc import Iterator
from typing import Any

from data.base.days import Day
from data.contracts.contracts import multiplier_of
from engine.evening.said import Said, meant_for, part, rows_of, said
from engine.results.run import RunResult
from strategies.events.purposes import Purpose

RESTING = "resting_orders"


def dealt_on(run: RunResult, day: Day) -> tuple[Said, ...]:
    """The fills of a session, what orders that waited for a price did, and orders that ended without a fill."""
    fills = [_fill(run, row) for row in rows_of(run.table("fills"), day)]
    resting = [_resting(row) for row in rows_of(run.tables[RESTING], day, "finished")] if RESTING in run.tables else []
    return (*(fills or [said("no_fills")]), *_ended(run, day), *resting)


def _fill(run: RunResult, row: dict[str, Any]) -> Said:
    size, half = abs(row["size"]), row["half_spread"]
    told = {
        "side": row["side"], "size": size, "contract": row["contract"], "price": row["price"], "purpose": meant_for(row),
        "middle": row["price"] - (half if row["size"] > 0 else -half), "half_spread": half,
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


def _resting(row: dict[str, Any]) -> Said:
    asked = [
        part(name, **{name: row[name]})
        for name in ("price", "limit", "trail_amount", "trail_share")
        if row[name] is not None
    ]
    told = {"kind": row["kind"], "size": row["size"], "contract": row["contract"], "asked": asked or [part("market")]}
    if row["moment"] is None or row["at"] is None:
        return said("resting_ended", **told, why=row["reason"])
    return said(
        "resting_filled", **told, at=row["at"], moment=f"{row['moment']:g}" if row["moment"] in MOMENTS else "within"
    )


MOMENTS = (0.0, 1.0, 2.0, 3.0)
"""Open, first and second extreme, and close of a session's bar; what lies between them is within the session."""
