"""Verdicts on what the account held: books, accidents, the way to a margin call, spare cash, exposure."""

from datetime import date
from math import inf

from data.base.sums import total
from tests.engine.audit.saved_tables import (
    FORCED,
    NOT_PART,
    NOTHING,
    Derived,
    Row,
    Saved,
    derived,
    exposure,
    longest_spell,
    multiplier,
    sold_forward,
)

ACCIDENTS = ("margin_call", "deadline_missed", "loss_cut", "liquidation", "ruin")
"""From the mildest to the last."""
LEAST_SPARE, MOST_SPARE = 0.20, 0.40
LEAST_DAYS = 90
"""Days from first to last session below which no quarter of a year is told."""
MOVED = ("deposit", "transfer")
"""Categories of the ledger that earn nothing."""
ACCOUNTS_WITHOUT_A_FUND, SIZED_BY_A_STOP = ("fx", "fx_trades", "fx_range"), ("fx_trades", "fx_range")
TRIMMED, MOST_IN_A_ROW = ("A", "B", "C", "AB", "hedge", "own"), 2
"""Patterns with a limit of exposure of their own, and how many sessions in a row may be above it."""
SELLING, BESIDE_FUTURES = ("hedge",), ("AB",)
"""Patterns that sell futures, and those that buy options which add to them."""
ORDERED = ("trade", "roll", "cap")
MOSTLY_AT_RISK = ("fx", "fx_trades", "fx_range", "cash")
"""Patterns whose risk asset is meant to be the larger part."""


def books(run: Saved) -> Derived:
    """Positions are what was filled, equity is what it is made of and what was earned, and its notional and delta are
    those of the positions; what the broker closed is an event, and futures have a margin.
    """
    filled = run.by_day("fills")
    held: dict[str, int] = {}
    beyond = {}
    unearned, untold = _not_earned(run), _untold(run)
    for row in run.equity:
        for fill in filled[row["date"]]:
            held[fill["contract"]] = held.get(fill["contract"], 0) + fill["size"]
        told = {one["contract"]: one["size"] for one in run.positions[row["date"]]}
        off = 0.0
        for contract in held.keys() | told.keys():
            off += abs(held.get(contract, 0) - told.get(contract, 0))
        if off or _misstated(run, row) or row["date"] in unearned or row["date"] in untold:
            beyond[row["date"]] = off
    return derived("not_kept" if beyond else "kept", float(len(beyond)), run.days, beyond)


def _misstated(run: Saved, row: Row) -> bool:
    notional = delta = 0.0
    for one in run.positions[row["date"]]:
        if run.is_future(one["contract"]):
            notional += abs(one["notional"])
            dearer = one["notional"] - one["size"] * one["mark"] * multiplier(one["contract"])
            if abs(dearer) > _rounding(row):
                return True
        if not run.is_share(one["contract"]):
            delta += one["delta"]
    parts = row["cash"] + row["mmf"] + row["in_transit"] + row["option_value"] + row["share_value"]
    off = (notional - row["overlay_notional"], delta - row["overlay_delta"], parts - row["equity"])
    return not all(abs(one) <= _rounding(row) for one in off)


def _untold(run: Saved) -> set[date]:
    """Sessions on which the broker closed something and no event says so, or futures had no margin."""
    closed = {fill["date"] for fill in run.tables["fills"] if fill["purpose"] == "liquidation"}
    told = {event["date"] for event in run.tables["events"] if event["kind"] == "liquidation"}
    bare = {
        row["date"]
        for row in run.equity
        if row["overlay_notional"] > 0.0 and min(row["maintenance"], row["initial"]) <= row["hedge_margin"]
    }
    return (closed - told) | bare


def _rounding(row: Row) -> float:
    return float(NOTHING * max(abs(row["equity"]), row["overlay_notional"], 1.0))


def _not_earned(run: Saved) -> set[date]:
    """Sessions whose attribution is not what the ledger has, or, after the first, not the change of equity."""
    attributed, posted = run.by_day("attribution"), run.by_day("ledger")
    found, before = set(), None
    for row in run.equity:
        earned = total(one["amount"] for one in attributed[row["date"]])
        booked = total(one["amount"] for one in posted[row["date"]] if one["category"] not in MOVED)
        change = earned if before is None else row["equity"] - before
        if not (abs(earned - booked) <= _rounding(row) and abs(earned - change) <= _rounding(row)):
            found.add(row["date"])
        before = row["equity"]
    return found


def no_accident(run: Saved) -> Derived:
    """No margin call, missed deadline, loss-cut, liquidation or ruin; the figure is how many there were."""
    beyond: dict[date, float] = {}
    events = 0.0
    for event in run.tables["events"]:
        if event["kind"] in ACCIDENTS:
            events += 1.0
            beyond[event["date"]] = max(beyond.get(event["date"], 0.0), ACCIDENTS.index(event["kind"]))
    return derived("not_kept" if beyond else "kept", events, run.days, beyond)


def call_distance(run: Saved) -> Derived:
    """How far the index may move against the account before it is called, at the nearest; 0 or less is a call."""
    distances = {}
    for row in run.equity:
        if row["overlay_notional"] > 0.0:
            distances[row["date"]] = _distance(row, short=_is_short(run, row["date"]))
    if not distances:
        return NOT_PART
    beyond = {day: -distance for day, distance in distances.items() if distance <= 0.0}
    # nothing falls by more than all of it
    reached = [one for day, one in distances.items() if one < 1.0 or _is_short(run, day)]
    return derived("not_kept" if beyond else "kept", min(reached or distances.values()), run.days, beyond)


def _is_short(run: Saved, day: date) -> bool:
    net = 0.0
    for one in run.positions[day]:
        if run.is_future(one["contract"]):
            net += one["size"] * one["mark"] * multiplier(one["contract"])
    return net < 0.0


def _distance(row: Row, *, short: bool) -> float:
    notional = row["overlay_notional"]
    collateral = row["collateral"] - row["hedge_margin"]
    maintenance = row["maintenance"] - row["hedge_margin"]
    if short:
        return (collateral - maintenance) / (notional + maintenance)
    if notional > maintenance:
        return (collateral - maintenance) / (notional - maintenance)
    return inf if collateral >= maintenance else -inf


def spare_cash(run: Saved) -> Derived:
    """Cash beyond what margin takes of it, as a share of the overlay: 20 to 40 %, or what the plan keeps above that.
    What is kept for a currency hedge answers a call too, and does not lie idle. Mended as fast as the fund pays, and
    not made worse by buying while it is short.
    """
    if run.pattern in ACCOUNTS_WITHOUT_A_FUND:
        return NOT_PART
    haircut = run.profile["fund_haircut"]
    planned = run.config["cash"]["sleeve" if haircut < 1.0 else "buffer"]
    band = run.config["cash"]["band"]
    most = planned * (1.0 + band) if planned > MOST_SPARE else MOST_SPARE
    shares, low, high = {}, {}, {}
    for row, kept in zip(run.equity, _kept_for_the_hedge(run), strict=True):
        if row["overlay_notional"] > 0.0:
            share, hedging = _spare(row, haircut) / row["overlay_notional"], kept / row["overlay_notional"]
            idle = (share - hedging) - (most + band * hedging)
            shares[row["date"]] = share
            if share < LEAST_SPARE - NOTHING:
                low[row["date"]] = LEAST_SPARE - share
            elif idle > NOTHING:
                high[row["date"]] = idle
    if not shares:
        return NOT_PART
    longest = max(longest_spell(run.days, set(side)) for side in (low, high))
    meant = bool(low) and planned < LEAST_SPARE
    broken = meant or longest > run.profile["redemption_lag"] + 1 or bool(low.keys() & _grown(run))
    beyond = low | high
    return derived("not_kept" if broken else "drifted" if beyond else "kept", min(shares.values()), run.days, beyond)


def _grown(run: Saved) -> set[date]:
    """Sessions on which trades, rolls apart, made futures more: those that are sold by selling."""
    bought: dict[date, int] = {}
    side = -1 if run.pattern in SELLING else 1
    for fill in run.fills:
        if run.is_future(fill["contract"]) and fill["purpose"] in {"trade", "cap"}:
            bought[fill["date"]] = bought.get(fill["date"], 0) + side * fill["size"]
    return {day for day, size in bought.items() if size > 0}


def _spare(row: Row, haircut: float) -> float:
    if haircut >= 1.0:
        return row["cash"] - row["initial"]
    return row["cash"] - max(row["initial"] - (1.0 - haircut) * row["mmf"], 0.0)


def _kept_for_the_hedge(run: Saved) -> list[float]:
    """Cash kept for the hedge's daily result, session by session."""
    may_be_owed = run.profile["fund_haircut"] < 1.0 and run.profile["negative_cash"]
    share = 0.0 if may_be_owed else run.config.get("hedge", {}).get("buffer", 0.0)
    return [share * sold for sold in sold_forward(run)]


def exposure_limit(run: Saved) -> Derived:
    """Total exposure within its limit: after every fill that is not forced, and by drift, which a plan with a limit of
    its own trims at the next fill. Shares are paid for, and have none.
    """
    limit = _limit(run)
    if limit is None:
        return NOT_PART
    filled = run.by_day("fills")
    highest, beyond, at_a_fill = 1.0, {}, False
    for row in run.equity:
        fills = filled[row["date"]]
        share, left = exposure(row), _left_beyond(run, fills, row, limit)
        if left:
            dearer, richer = _since_the_fill(run, fills, row["date"])
            then = {"overlay_notional": row["overlay_notional"] - dearer, "equity": row["equity"] - richer}
            share = max(share, exposure({**then, "overlay_delta": 0.0}))
        highest, at_a_fill = max(highest, share), at_a_fill or left
        if left or share > limit + NOTHING:
            beyond[row["date"]] = share
    untrimmed = run.pattern in TRIMMED and longest_spell(run.days, set(beyond)) > MOST_IN_A_ROW
    standing = "not_kept" if at_a_fill or untrimmed else "drifted" if beyond else "kept"
    return derived(standing, highest, run.days, beyond)


def _limit(run: Saved) -> float | None:
    if run.holds_shares:
        return None
    if run.pattern == "fx":
        return float(1.0 + run.config["fx"]["leverage"])
    if run.pattern in {"core", "cash"}:
        return 1.0 if run.pattern == "core" else 2.0
    if run.pattern == "own":
        return float(run.config["overlay"].get("max_total_exposure", 1.3))
    return next((float(1.0 + row["cap_ratio"]) for row in run.evenings.values()), None)


def _left_beyond(run: Saved, fills: list[Row], row: Row, limit: float) -> bool:
    """Whether a session's fills left futures beyond by their notional, or options by net delta: alone, bought beside
    futures, or the short side beside futures.
    """
    notional, delta, room = row["overlay_notional"], row["overlay_delta"], (limit - 1.0 + NOTHING) * row["equity"]
    dearer, richer = _since_the_fill(run, fills, row["date"])
    room_then = (limit - 1.0 + NOTHING) * (row["equity"] - richer)
    judged = notional == 0.0 or delta < 0.0 or run.pattern in BESIDE_FUTURES
    for fill in fills:
        if run.is_future(fill["contract"]):
            if fill["purpose"] in ORDERED and notional - dearer > max(room_then, 0.0):
                return True
        elif fill["purpose"] not in FORCED and judged and abs(delta) > max(room, 0.0):
            return True
    return False


def _since_the_fill(run: Saved, fills: list[Row], day: date) -> tuple[float, float]:
    """What prices added after fills at the open, to the notional of futures traded and to equity; a fill at the close
    is the mark.
    """
    if run.config["execution"]["fill_at"] != "open":
        return 0.0, 0.0
    filled = {}
    for fill in fills:
        if fill["purpose"] in ORDERED:
            filled[fill["contract"]] = fill["price"] - fill["half_spread"] * (1.0 if fill["size"] > 0 else -1.0)
    dearer = richer = 0.0
    for one in run.positions[day]:
        if one["contract"] in filled and run.is_future(one["contract"]):
            move = (one["mark"] - filled[one["contract"]]) * multiplier(one["contract"])
            dearer, richer = dearer + abs(one["size"]) * move, richer + one["size"] * move
    return dearer, richer


def lead(run: Saved) -> Derived:
    """The fund leads: what stands on top of it is always less than equity."""
    if run.pattern in MOSTLY_AT_RISK:
        return NOT_PART
    highest, beyond = 0.0, {}
    for row in run.equity:
        on_top = exposure(row) - 1.0
        highest = max(highest, on_top)
        if on_top >= 1.0:
            beyond[row["date"]] = on_top
    return derived("not_kept" if beyond else "kept", highest, run.days, beyond)


def carry(run: Saved) -> Derived:
    """What the fund and cash brought is at least what was paid for trading, over a quarter of a year or more; the
    figure is what they brought.
    """
    if run.pattern in SIZED_BY_A_STOP or (run.days[-1] - run.days[0]).days < LEAST_DAYS:
        return NOT_PART
    sources = {"carry": 0.0, "costs": 0.0}
    for row in run.tables["attribution"]:
        if row["source"] in sources:
            sources[row["source"]] += row["amount"]
    brought, paid = sources["carry"], -sources["costs"]
    return Derived("kept" if brought >= paid - NOTHING * abs(paid) else "not_kept", brought)
