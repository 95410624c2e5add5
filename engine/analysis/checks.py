"""What must have held in a run: checks, each passed or failed, with its number. `engine.analysis.audit` puts them together."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pyarrow as pa

from data.arrow import to_array
from data.calendars import Roll, SessionCalendar, exchange, option_schedule, roll_schedule
from data.contracts import FutureSpec, is_future, multiplier_of, option_spec
from data.days import Day, iso, weekday
from data.digits import apart
from data.errors import ConfigError
from data.volatility import Floats
from engine.analysis import exposure
from engine.analysis.of_futures import margin_of_futures
from engine.analysis.purposes import meant_for
from engine.analysis.sides import net_short
from engine.results import RunResult
from engine.words import words
from strategies.names import FULLY_INVESTED
from strategies.purposes import Purpose

if TYPE_CHECKING:
    from numpy.typing import NDArray

SAY = words()
YEAR = 366
ACCIDENTS = ("margin_call", "deadline_missed", "loss_cut", "liquidation", "ruin")
REDUCTIONS = ("halved", "loss_stop", "voluntary_stop")


class Verdict(NamedTuple):
    """One line of the audit: what must have held, whether it did, and the number behind it."""

    check: str
    passed: bool
    detail: str


def no_accident(run: RunResult) -> Verdict:
    """No margin call, missed deadline, loss-cut, liquidation or ruin."""
    kinds = run.table("events")["kind"].to_pylist()
    counts = {kind: kinds.count(kind) for kind in ACCIDENTS if kind in kinds}
    detail = ", ".join(SAY(f"label.{kind}", count=count) for kind, count in counts.items()) or SAY("detail.none")
    return Verdict(SAY("check.no_accident"), not counts, detail)


def buffer_sufficed(run: RunResult) -> Verdict:
    """On every session the index could have fallen further before a call."""
    falls = tolerable_falls(run)
    held = np.flatnonzero(~np.isnan(falls))
    if not len(held):
        return Verdict(SAY("check.buffer"), passed=True, detail=SAY("detail.no_futures"))
    worst = held[np.argmin(falls[held])]
    day = iso(int(to_array(run.table("equity")["date"])[worst]))
    short, sold = falls[worst] < 0.0, bool(net_short(run.tables)[worst])
    key = ("closest_rise" if sold else "closest") if not short else "short_sold" if sold else "short"
    near = SAY(f"detail.{key}", fall=f"{abs(falls[worst]):.1%}", date=day)
    closest = near if falls[worst] < 1.0 else SAY("detail.no_fall")
    return Verdict(SAY("check.buffer"), bool(falls[worst] > 0.0), closest)


def tolerable_falls(run: RunResult) -> Floats:
    """Fall (of what is sold: rise) of the index that would have brought a call at each session; see `engine.analysis.exposure.tolerable_falls`."""
    return exposure.tolerable_falls(*margin_of_futures(run.tables), net_short(run.tables))


def rolls_were_on_their_dates(run: RunResult) -> Verdict:
    """Every future was left on the date of the printed schedule: rolled then, and not held any longer."""
    fills, positions = run.table("fills"), run.table("positions")
    rolled = {day for day, why in dated(fills, "reason") if why == "roll"}
    days = to_array(run.table("equity")["date"])
    schedule = _rolls(run, int(days[0]), int(days[-1]))
    fixed = {roll.day for roll in schedule}
    leave = {roll.months()[0]: roll.day for roll in schedule}
    overstayed = {day for day, code in dated(positions, "contract") if day >= leave.get(code[-3:], day + 1)}
    late = sorted((rolled - fixed) | overstayed)
    detail = found("off_schedule", SAY("detail.rolls", count=len(rolled)), late)
    return Verdict(SAY("check.rolls"), not late, detail)


def _rolls(run: RunResult, first: Day, last: Day) -> list[Roll]:
    """The printed schedule of the futures that the run traded."""
    calendar, earlier = calendar_of(run), run.config.futures.roll_sessions_earlier
    rules = [spec.rolls for spec in run.config.contracts().values() if isinstance(spec, FutureSpec)]
    return [roll for rule in rules for roll in roll_schedule(first, last, calendar, rule, earlier)]


def calendar_of(run: RunResult) -> SessionCalendar:
    """The calendar of a run's market; where that is no exchange's, the run's own sessions and weekdays around them."""
    name = run.manifest["market"]["calendar"]
    try:
        return exchange(name)
    except ConfigError:
        days = to_array(run.table("equity")["date"]).tolist()
        around = (*range(days[0] - YEAR, days[0]), *range(days[-1] + 1, days[-1] + YEAR))
        return SessionCalendar(name, sorted([*days, *(day for day in around if weekday(day) < 5)]))


def dated(table: pa.Table, column: str) -> Iterator[tuple[int, str]]:
    """(day, value of a column) of each row."""
    return zip(to_array(table["date"]).tolist(), table[column].to_pylist(), strict=True)


def reductions_were_made(run: RunResult) -> Verdict:
    """The session after a rule cut the overlay, the position was cut to the new target (to the nearest contract)."""
    cuts = sessions_of(run, REDUCTIONS)
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
    detail = found("not_made", SAY("detail.cuts", count=len(cuts)), [int(days[place]) for place in missed])
    return Verdict(SAY("check.reductions"), not missed, detail)


def options_were_traded_on_their_dates(run: RunResult) -> Verdict:
    """Options were bought for their premium and rolled on the printed dates, where money has to come first by orders for them."""
    days, calendar, orders = to_array(run.table("equity")["date"]), calendar_of(run), run.table("orders")
    dated_orders = meant_for(orders, Purpose.PREMIUM, Purpose.OPTION_ROLL) & (to_array(orders["filled"]) != 0)
    traded = {calendar.after(day) for day in to_array(orders["date"])[dated_orders].tolist()}
    schedule = option_schedule(int(days[0]), int(days[-1]), calendar, run.config.options.sessions_before)
    late = sorted(traded - {roll.day for roll in schedule})
    detail = found("off_dates", SAY("detail.dates", count=len(traded)), late)
    return Verdict(SAY("check.options"), not late, detail)


def insurance_was_in_force(run: RunResult) -> Verdict:
    """On every session the futures held were worth at least one put, one was held."""
    spec, ratio = option_spec(run.config.insurance.contract), run.config.insurance.hedge_ratio
    insurable: dict[int, float] = {}
    insured = set()
    for (day, code), size in zip(dated(run.table("positions"), "contract"), _sizes(run), strict=True):
        if is_future(code):
            insurable[day] = insurable.get(day, 0.0) + ratio * max(size, 0) * multiplier_of(code)
        else:
            insured.add(day)
    asked = [day for day, points in insurable.items() if points >= spec.multiplier * spec.index_share]
    bare = [day for day in asked if day not in insured]
    detail = found("without_puts", SAY("detail.sessions", count=len(asked)), sorted(bare))
    return Verdict(SAY("check.insured"), not bare, detail)


def _sizes(run: RunResult) -> list[int]:
    return [int(size) for size in to_array(run.table("positions")["size"])]


def exposures(run: RunResult) -> Floats:
    """Total exposure at each session, options by delta; infinite where a position stood on no equity."""
    names = ("overlay_notional", "overlay_delta", "equity")
    notional, delta, equity = (to_array(run.table("equity")[name]) for name in names)
    multiples = exposure.total_exposures(notional, delta, equity)
    return np.where(np.isnan(multiples), np.where(np.maximum(notional, np.abs(delta)) > 0.0, np.inf, 1.0), multiples)


def exposure_stayed_within_its_limit(run: RunResult) -> Verdict:
    """Total exposure was within the limit after every fill but those of insurance, which add none."""
    fills = run.table("fills")
    adding = ~meant_for(fills, Purpose.INSURANCE, Purpose.EXPIRY)
    filled = np.isin(to_array(run.table("equity")["date"]), to_array(fills["date"])[adding])
    highest = float(exposures(run)[filled].max(initial=1.0))
    config = run.config
    limits = {"core": 1.0, "fx": 1.0 + config.fx.leverage, "cash": FULLY_INVESTED}
    limit = limits.get(config.pattern, config.exposure_limit)
    within = highest <= limit + 1e-9
    told = (f"{highest:.3f}", f"{limit:.3f}") if within else apart(highest, limit, digits=4)
    return Verdict(SAY("check.exposure"), within, SAY("detail.exposure", highest=told[0], limit=told[1]))


def overlay_stayed_the_smaller_part(run: RunResult) -> Verdict:
    """On no session, by plan or by drift, did the overlay move more capital than the core holds: it never took the lead."""
    share = exposures(run) - 1.0
    place = int(np.argmax(share))
    day = iso(int(to_array(run.table("equity")["date"])[place]))
    most = SAY("detail.lead", share=f"{share[place]:.1%}", date=day)
    detail = most if share[place] > 0.0 else SAY("detail.no_overlay")
    return Verdict(SAY("check.lead"), bool(share[place] < 1.0), detail)


def carry_paid_for_costs(run: RunResult) -> Verdict:
    """The core earned more than trading cost: a core that only feeds the broker is no core."""
    attribution = run.table("attribution")
    amounts, sources = to_array(attribution["amount"]), np.array(attribution["source"].to_pylist())
    carry, costs = float(amounts[sources == "carry"].sum()), -float(amounts[sources == "costs"].sum())
    detail = SAY("detail.carry", carry=f"{carry:,.0f}", costs=f"{costs:,.0f}")
    return Verdict(SAY("check.carry"), carry >= costs, detail)


def largest_unit(run: RunResult) -> float:
    """Notional of one contract at its dearest, 0 where none was held."""
    positions = run.table("positions")
    sizes: NDArray[np.int64] = to_array(positions["size"])
    return float(np.abs(to_array(positions["notional"]) / sizes).max(initial=0.0)) if len(sizes) else 0.0


def found(key: str, said: str, days: Sequence[int]) -> str:
    """What was counted, and how many days were not as they should be."""
    return SAY(f"detail.{key}", said=said, count=len(days), date=iso(days[0])) if days else said


def sessions_of(run: RunResult, kinds: tuple[str, ...]) -> list[int]:
    """Rows of the sessions on which events of some kinds happened."""
    days = to_array(run.table("equity")["date"])
    events = run.table("events")
    happened = zip(to_array(events["date"]).tolist(), events["kind"].to_pylist(), strict=True)
    return sorted({int(np.searchsorted(days, day)) for day, kind in happened if kind in kinds})
