"""Did an accident happen? A plain list of what must have held in a run, each passed or failed, with its number."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pyarrow as pa

from data.arrow import to_array
from data.calendars import roll_schedule, xnys
from data.days import iso
from data.volatility import Floats
from engine.analysis import exposure
from engine.results import RunResult

if TYPE_CHECKING:
    from numpy.typing import NDArray

ACCIDENTS = ("margin_call", "deadline_missed", "loss_cut", "liquidation", "ruin")
REDUCTIONS = ("halved", "loss_stop", "voluntary_stop")


class Verdict(NamedTuple):
    """One line of the audit: what must have held, whether it did, and the number behind it."""

    check: str
    passed: bool
    detail: str


def audit(run: RunResult) -> list[Verdict]:
    """All checks, in the order of `CHECKS`."""
    return [check(run) for check in CHECKS]


def no_accident(run: RunResult) -> Verdict:
    """No margin call, missed deadline, loss-cut, liquidation or ruin."""
    kinds = run.table("events")["kind"].to_pylist()
    counts = {kind: kinds.count(kind) for kind in ACCIDENTS if kind in kinds}
    detail = ", ".join(f"{count} {kind}" for kind, count in counts.items()) or "none"
    return Verdict("no call, loss-cut or liquidation", not counts, detail)


def buffer_sufficed(run: RunResult) -> Verdict:
    """On every session the index could have fallen further before a call."""
    falls = tolerable_falls(run)
    held = np.flatnonzero(~np.isnan(falls))
    if not len(held):
        return Verdict("spare collateral every session", passed=True, detail="no overlay was held")
    worst = held[np.argmin(falls[held])]
    day = iso(int(to_array(run.table("equity")["date"])[worst]))
    closest = f"closest: a fall of {falls[worst]:.1%}, {day}" if falls[worst] < 1.0 else "no fall could bring a call"
    return Verdict("spare collateral every session", bool(falls[worst] > 0.0), closest)


def tolerable_falls(run: RunResult) -> Floats:
    """Fall of the index that would have brought a call at each session; see `engine.analysis.exposure.tolerable_falls`."""
    names = ("overlay_notional", "maintenance", "collateral")
    return exposure.tolerable_falls(*(to_array(run.table("equity")[name]) for name in names))


def rolls_were_on_their_dates(run: RunResult) -> Verdict:
    """Every future was left on the date of the printed schedule: rolled then, and not held any longer."""
    fills, positions = run.table("fills"), run.table("positions")
    rolled = {day for day, why in _dated(fills, "reason") if why == "roll"}
    days = to_array(run.table("equity")["date"])
    schedule = roll_schedule(int(days[0]), int(days[-1]), xnys())
    fixed = {roll.day for roll in schedule}
    leave = {roll.months()[0]: roll.day for roll in schedule}
    overstayed = {day for day, code in _dated(positions, "contract") if day >= leave.get(code[-3:], day + 1)}
    late = sorted((rolled - fixed) | overstayed)
    detail = f"{len(rolled)} rolls" + (f", {len(late)} days off the schedule, the first {iso(late[0])}" if late else "")
    return Verdict("rolls on their fixed dates", not late, detail)


def _dated(table: pa.Table, column: str) -> Iterator[tuple[int, str]]:
    return zip(to_array(table["date"]).tolist(), table[column].to_pylist(), strict=True)


def reductions_were_made(run: RunResult) -> Verdict:
    """The session after a rule cut the overlay, the position was cut to the new target (to the nearest contract)."""
    cuts = _sessions_of(run, REDUCTIONS)
    equity, days = run.table("equity"), to_array(run.table("equity")["date"])
    notional, worth = to_array(equity["overlay_notional"]), to_array(equity["equity"])
    targets = dict(
        zip(to_array(run.table("rules")["date"]).tolist(), to_array(run.table("rules")["target_ratio"]), strict=True)
    )
    unit = largest_unit(run)
    missed = [
        place for place in cuts
        if place + 1 < len(days) and notional[place + 1] > 1.12 * targets[int(days[place])] * worth[place + 1] + unit
    ]  # fmt: skip
    detail = f"{len(cuts)} cuts" + (
        f", {len(missed)} not made, the first on {iso(int(days[missed[0]]))}" if missed else ""
    )
    return Verdict("reductions made the session after", not missed, detail)


def exposure_stayed_within_its_limit(run: RunResult) -> Verdict:
    """Total exposure was within the limit after every fill."""
    equity = run.table("equity")
    filled = np.isin(to_array(equity["date"]), to_array(run.table("fills")["date"]))
    multiples = 1.0 + to_array(equity["overlay_notional"]) / np.maximum(to_array(equity["equity"]), 1e-9)
    highest, limit = float(multiples[filled].max(initial=1.0)), run.config.overlay.max_total_exposure
    return Verdict(
        "exposure within its limit",
        highest <= limit + 1e-9,
        f"highest {highest:.3f}, limit {limit:.3f}",
    )


def overlay_stayed_the_smaller_part(run: RunResult) -> Verdict:
    """On no session, by plan or by drift, did the overlay move more capital than the core holds: it never took the lead."""
    equity = run.table("equity")
    notional, worth = to_array(equity["overlay_notional"]), to_array(equity["equity"])
    share = np.divide(notional, worth, out=np.where(notional > 0.0, np.inf, 0.0), where=worth > 0.0)
    place = int(np.argmax(share))
    day = iso(int(to_array(equity["date"])[place]))
    detail = f"at most {share[place]:.1%} of equity, {day}" if share[place] > 0.0 else "no overlay was held"
    return Verdict("overlay smaller than the core", bool(share[place] < 1.0), detail)


def carry_paid_for_costs(run: RunResult) -> Verdict:
    """The core earned more than trading cost: a core that only feeds the broker is no core."""
    attribution = run.table("attribution")
    amounts, sources = to_array(attribution["amount"]), np.array(attribution["source"].to_pylist())
    carry, costs = float(amounts[sources == "carry"].sum()), -float(amounts[sources == "costs"].sum())
    return Verdict("carry above trading costs", carry >= costs, f"carry {carry:,.0f}, costs {costs:,.0f}")


def largest_unit(run: RunResult) -> float:
    """Notional of one contract at its dearest, 0 where none was held."""
    positions = run.table("positions")
    sizes: NDArray[np.int64] = to_array(positions["size"])
    return float(np.abs(to_array(positions["notional"]) / sizes).max(initial=0.0)) if len(sizes) else 0.0


def _sessions_of(run: RunResult, kinds: tuple[str, ...]) -> list[int]:
    days = to_array(run.table("equity")["date"])
    events = run.table("events")
    dated = zip(to_array(events["date"]).tolist(), events["kind"].to_pylist(), strict=True)
    return sorted({int(np.searchsorted(days, day)) for day, kind in dated if kind in kinds})


CHECKS: tuple[Callable[[RunResult], Verdict], ...] = (
    no_accident,
    buffer_sufficed,
    reductions_were_made,
    rolls_were_on_their_dates,
    exposure_stayed_within_its_limit,
    overlay_stayed_the_smaller_part,
    carry_paid_for_costs,
)
