"""Verdicts on the rest of a plan: the fund, sizes, printed dates, puts, the cash ratio reached, what a
trade may lose.
"""

from datetime import date
from math import floor, inf

from data.base.days import day_of
from data.contracts.calendars import exchange, month_code
from data.contracts.contracts import future_spec
from data.contracts.rolls import Roll, option_schedule, roll_schedule
from tests.engine.audit.saved_tables import (
    NOT_PART,
    NOTHING,
    OPTION,
    OPTION_MULTIPLIERS,
    Derived,
    Row,
    Saved,
    derived,
    multiplier,
    sold_forward,
)

IN_A_FUND = ("core", "A", "B", "C", "AB", "hedge", "own")
ON_FUTURES, BUYING_OPTIONS = ("A", "C", "AB", "hedge"), ("B", "AB")
INDEX_SHARES = {"SPX": 1.0, "XSP": 0.1, "ES": 1.0}
A_LITTLE = 0.01
"""What may lie idle, as a share of equity, and how far from what was ordered a cash ratio may be once it is filled."""


def core(run: Saved) -> Derived:
    """Cash, with money on its way, that nothing asks for is in the fund; the figure is the mean share of
    equity there.
    """
    if run.pattern not in IN_A_FUND:
        return NOT_PART
    around = run.profile["redemption_lag"] + 2
    wanted, turned = _wanted(run), _turned_over(run)
    unfinished = any(order["status"] == "waiting" for order in run.tables["orders"])
    beyond, shares = {}, []
    for place, row in enumerate(run.equity):
        near = slice(max(place - around, 0), place + around + 1)
        allowed = (1.0 + run.config["cash"]["band"]) * max(wanted[near])
        for amount in turned[near]:
            allowed += amount
        idle = row["cash"] + row["in_transit"] - allowed - A_LITTLE * max(row["equity"], 0.0)
        judged = not unfinished or place < len(run.days) - around
        if judged and idle > 0.0:
            beyond[row["date"]] = idle
        if row["equity"] > 0.0:
            shares.append(row["mmf"] / row["equity"])
    return derived("not_kept" if beyond else "kept", _mean(shares), run.days, beyond)


def _mean(numbers: list[float]) -> float | None:
    added = 0.0
    for one in numbers:
        added += one
    return added / len(numbers) if numbers else None


def _wanted(run: Saved) -> list[float]:
    """Cash the policy asks for at the end of each session; what a currency hedge will sell counts as sold, its margin
    in proportion, and futures that were ordered in vain count on the session on which that was known, at the dearest
    margin there was.
    """
    policy, hedge = run.config["cash"], run.config.get("hedge", {})
    is_collateral = run.profile["fund_haircut"] < 1.0
    kept = 0.0 if is_collateral and run.profile["negative_cash"] else hedge.get("buffer", 0.0)
    sold_by_day, wanted = sold_forward(run), []
    share, refused = _margin_of_the_hedge(run, sold_by_day), _refused(run)
    per_future = max(
        (row["initial"] / row["overlay_notional"] for row in run.equity if row["overlay_notional"] > 0.0), default=0.0
    )
    for row, sold in zip(run.equity, sold_by_day, strict=True):
        will_be = sold if sold > 0.0 else hedge.get("ratio", 0.0) * max(row["equity"], 0.0)
        in_vain = refused.get(row["date"], 0.0)
        futures = row["overlay_notional"] + in_vain
        if is_collateral:
            margin = policy["sleeve"] * futures
        else:
            initial = row["initial"] + per_future * in_vain
            margin = initial + share * (will_be - sold) + policy["buffer"] * futures
        wanted.append(margin + kept * will_be)
    return wanted


def _refused(run: Saved) -> dict[date, float]:
    """Value, as it was when ordered, of the futures that orders to buy did not get, by the session on which
    they ended.
    """
    worth = {row["date"]: row["equity"] for row in run.equity}
    found: dict[date, float] = {}
    for order in run.tables["orders"]:
        unit = run.evenings.get(order["date"], {}).get("contract_ratio")
        if order["side"] == "buy" and unit is not None and run.is_future(order["contract"]):
            value = (order["requested"] - order["filled"]) * unit * worth[order["date"]]
            found[order["finished"]] = found.get(order["finished"], 0.0) + value
    return found


def _margin_of_the_hedge(run: Saved, sold_by_day: list[float]) -> float:
    """Its margin as a share of what it had sold, in the mean."""
    margin = sold = 0.0
    for row, one in zip(run.equity, sold_by_day, strict=True):
        margin, sold = margin + row["hedge_margin"], sold + one
    return margin / sold if sold > 0.0 else 0.0


def _turned_over(run: Saved) -> list[float]:
    """What trades and expiries of options moved, session by session."""
    fills, found = run.by_day("fills"), []
    for day in run.days:
        amount = 0.0
        for fill in fills[day]:
            option = OPTION.fullmatch(fill["contract"])
            if option:
                amount += abs(fill["size"]) * fill["price"] * OPTION_MULTIPLIERS[option.group(1)]
        found.append(amount)
    return found


def size(run: Saved) -> Derived:
    """One contract is small enough for the ratio of the plan and for the limit; the figure is its share of equity at
    its dearest.
    """
    dearest, beyond = None, {}
    for row in run.evenings.values():
        unit = row["contract_ratio"]
        if unit is None or row["base_ratio"] <= 0.0:
            continue
        dearest = unit if dearest is None else max(dearest, unit)
        if min(floor(row["base_ratio"] / unit + 0.5), floor(row["cap_ratio"] / unit + NOTHING)) < 1:
            beyond[row["date"]] = unit
    if dearest is None:
        return NOT_PART
    return derived("could_not" if beyond else "kept", dearest, run.days, beyond)


def rolls(run: Saved) -> Derived:
    """Futures are rolled on the printed dates and on no other, and none is held once its month is to be left; the
    figure is the days with a roll.
    """
    if not _trades_futures(run):
        return NOT_PART
    schedule = _roll_schedule(run)
    printed, left = {roll.day for roll in schedule}, {month_code(roll.expiry): roll.day for roll in schedule}
    rolled, beyond = set(), {}
    for fill in run.fills:
        if fill["purpose"] == "roll":
            rolled.add(fill["date"])
            if day_of(fill["date"]) not in printed:
                beyond[fill["date"]] = 1.0
    for day in run.days:
        for one in run.positions[day]:
            if run.is_future(one["contract"]) and day_of(day) >= left.get(one["contract"][-3:], inf):
                beyond[day] = 1.0
    return derived("not_kept" if beyond else "kept", float(len(rolled)), run.days, beyond)


def _trades_futures(run: Saved) -> bool:
    return run.pattern in ON_FUTURES or (run.pattern == "cash" and not run.holds_shares)


def _roll_schedule(run: Saved) -> tuple[Roll, ...]:
    """The printed rolls of the futures traded, from half a year before the run on: what is held then is of no earlier
    month.
    """
    rule = future_spec(run.config["overlay"]["contract"]).rolls
    first, last = day_of(run.days[0]), day_of(run.days[-1])
    earlier = run.config["futures"]["roll_sessions_earlier"]
    return roll_schedule(first - 183, last, exchange(rule.calendar), rule, earlier)


def options(run: Saved) -> Derived:
    """Options are bought and sold for the next expiry on the printed dates; the figure is the days ordered for of which
    something was filled.
    """
    if run.pattern not in BUYING_OPTIONS:
        return NOT_PART
    sessions, last = exchange("XNYS"), day_of(run.days[-1])
    before = run.config["options"]["sessions_before"]
    printed = {roll.day for roll in option_schedule(day_of(run.days[0]), last, sessions, before)}
    by_number = {day_of(day): day for day in run.days}
    traded = set()
    for order in run.tables["orders"]:
        if order["purpose"] in {"premium", "option_roll"} and order["filled"] != 0:
            traded.add(sessions.after(day_of(order["date"])))
    beyond = {by_number[day]: 1.0 for day in traded - printed}
    return derived("not_kept" if beyond else "kept", float(len(traded)), run.days, beyond)


def insured(run: Saved) -> Derived:
    """Wherever there are futures a put is held, and to half a put as many as are asked for; it could not be where half
    a put would be more than is asked for. From an evening that was told to be uninsured until the next fixed date none
    has to be held. The figure is the least share insured of what is to be, there.
    """
    if run.pattern != "C":
        return NOT_PART
    root = run.config["insurance"]["contract"]
    per_put = OPTION_MULTIPLIERS[root] * INDEX_SHARES[root]
    least, bare, too_small, short = None, {}, {}, {}
    for day in _days_to_insure(run):
        asked, held = _index_points(run, day)
        asked *= run.config["insurance"]["hedge_ratio"]
        if asked <= 0.0:
            continue
        insured = held / asked
        least = insured if least is None else min(least, insured)
        if held <= 0.0 and asked < 0.5 * per_put:
            too_small[day] = 1.0
        elif held <= 0.0:
            bare[day] = 1.0
        elif held < asked - 0.5 * per_put - NOTHING:
            short[day] = -insured
    standing = "not_kept" if bare else "could_not" if too_small else "drifted" if short else "kept"
    return derived(standing, least, run.days, bare or too_small or short)


def _days_to_insure(run: Saved) -> list[date]:
    """Days but those of a month that goes without insurance by rule, on which none is held."""
    rule, sessions = run.config["insurance"], exchange("XNYS")
    first, last = day_of(run.days[0]), day_of(run.days[-1])
    schedule = option_schedule(first, last, sessions, rule["sessions_before"], months=rule["months"])
    printed = {roll.day for roll in schedule}
    told = {event["date"] for event in run.tables["events"] if event["kind"] == "uninsured"}
    without, found = False, []
    for before, day in zip([None, *run.days], run.days, strict=False):
        without = before in told or (without and day_of(day) not in printed)
        if not (without and _index_points(run, day)[1] <= 0.0):
            found.append(day)
    return found


def _index_points(run: Saved, day: date) -> tuple[float, float]:
    """Currency per point of the index that futures held long, and options, stand for."""
    futures = puts = 0.0
    for one in run.positions[day]:
        option = OPTION.fullmatch(one["contract"])
        if option:
            root = option.group(1)
            puts += one["size"] * OPTION_MULTIPLIERS[root] * INDEX_SHARES[root]
        elif one["size"] > 0:
            futures += one["size"] * multiplier(one["contract"])
    return futures, puts


def cash_reached(run: Saved) -> Derived:
    """Once an order is filled, the cash ratio is what was ordered but for the move in between; the figure is the
    furthest from it.
    """
    if run.pattern != "cash":
        return NOT_PART
    ordered = {row["date"]: row for row in run.tables["cash_rules"]}
    held = {row["date"]: _cash_ratio(row) for row in run.equity}
    decided = {order["finished"]: order["date"] for order in run.tables["orders"] if _in_full(order)}
    allowed, furthest, beyond = _allowed_gap(run), 0.0, {}
    for day, evening in decided.items():
        asked = ordered[evening]["target_ratio"]
        if asked is None:
            continue
        move = ordered[day]["close"] / ordered[evening]["close"] - 1.0
        after = 1.0 - (1.0 - asked) * (1.0 + move) / (1.0 + (1.0 - held[evening]) * move)
        gap = abs(held[day] - after)
        furthest = max(furthest, gap)
        if gap > allowed:
            beyond[day] = gap
    return derived("not_kept" if beyond else "kept", furthest, run.days, beyond)


def _in_full(order: Row) -> bool:
    return bool(order["filled"] == order["requested"] and order["filled"] != 0)


def _cash_ratio(row: Row) -> float:
    return float(1.0 - (row["share_value"] + row["overlay_notional"]) / row["equity"])


def _allowed_gap(run: Saved) -> float:
    dearest, least = 0.0, inf
    for row in run.tables["positions"]:
        if row["size"]:
            dearest = max(dearest, abs(row["notional"] / row["size"]))
    for row in run.equity:
        least = min(least, row["equity"])
    return A_LITTLE + dearest / max(least, 1.0)
