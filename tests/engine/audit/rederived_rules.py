"""Verdicts on the rules of a plan: halving, what else reduces the overlay, the monthly stop, the premium, cash limits,
free margin.
"""

from collections.abc import Callable, Iterator
from datetime import date
from itertools import pairwise
from math import inf

from tests.engine.audit.saved_tables import (
    FORCED,
    NOT_PART,
    NOTHING,
    OPTION,
    OPTION_MULTIPLIERS,
    Derived,
    Row,
    Saved,
    derived,
    longest_spell,
)

FUTURES_OVERLAYS, OPTION_OVERLAYS, BOTH = ("A", "C", "AB"), ("B",), ("AB",)
HEDGE_APART = 3
"""The first version of settings whose monthly stop leaves out the result of a currency hedge."""
OWN_LINES = ("halving", "loss_stop")
"""Rules that are a line of the plan, and have a verdict of their own."""
NEVER_NEEDED = Derived("kept", 0.0)
GRACE = 1.01
"""What a premium may exceed its budget by: it is ordered on the evening before it is paid."""


MOST_EVENINGS = {"daily": 2, "weekly": 7, "monthly": 25}
"""In a row, that a cash ratio may be beyond its limits by more than the band."""


def halving(run: Saved) -> Derived:
    """While volatility is high, half of the overlay is held, or half of the budget spent."""
    if run.pattern not in (*FUTURES_OVERLAYS, *OPTION_OVERLAYS) or not run.config["halving"]["enabled"]:
        return NOT_PART
    multipliers = _multipliers(run)
    if run.pattern in OPTION_OVERLAYS:
        return _halved_budgets(run, multipliers)
    asked = {day: one * run.evenings[day]["base_ratio"] for day, one in multipliers.items() if one < 1.0}
    lower = {day for (_, was), (day, one) in pairwise([(None, 1.0), *multipliers.items()]) if one < was}
    found = _reduced(
        run, asked, lower, lambda share, evening: share / evening["base_ratio"] if evening["base_ratio"] else 0.0
    )
    return NEVER_NEEDED if found == NOT_PART else found


def _multipliers(run: Saved) -> dict[date, float]:
    """The multiplier of every evening, worked out anew from volatility; where the rule itself had a lower one, that."""
    rule, halved, calm, found = run.config["halving"], False, 0, {}
    for day, evening in run.evenings.items():
        volatility = evening["volatility"]
        if volatility is not None and not halved:
            halved, calm = volatility > rule["halve_above"], 0
        elif volatility is not None:
            calm = calm + 1 if volatility <= rule["restore_below"] else 0
            halved = calm < rule["restore_sessions"]
        found[day] = min(rule["factor"] if halved else 1.0, evening["halving_multiplier"])
    return found


def reductions(run: Saved) -> Derived:
    """What a rule without a line of its own made of the target is the most that is held; the figure is what was held
    above it, a share of equity.
    """
    if run.pattern in OPTION_OVERLAYS:
        return NOT_PART
    asked = {}
    for day, row in run.evenings.items():
        if row["target_ratio"] < row["base_ratio"] - NOTHING and row["binding"] not in OWN_LINES:
            asked[day] = row["target_ratio"]
    begun = {day for before, day in pairwise([None, *run.days]) if day in asked and before not in asked}
    return _reduced(run, asked, begun, lambda share, evening: max(share - evening["target_ratio"], 0.0))


def _reduced(run: Saved, asked: dict[date, float], begun: set[date], measure: Callable[[float, Row], float]) -> Derived:
    """Whether futures were as few as `asked` (share of equity, by evening) at the session after: at once where a
    reduction has `begun`, whenever an order changes them, and none where none is asked for. Told by a `measure` of
    share and evening.
    """
    off = {"not_kept": dict[date, float](), "could_not": dict[date, float](), "drifted": dict[date, float]()}
    band, ordered = 1.0 + run.config["overlay"]["band"], _traded(run)
    figure = None
    for (today, tomorrow), session in zip(pairwise(run.days), run.equity[1:], strict=True):
        if today not in asked:
            continue
        target, unit = asked[today], run.evenings[today]["contract_ratio"]
        share, held = _share(session), run.contracts_held(tomorrow)
        multiple = measure(share, run.evenings[today])
        figure = multiple if figure is None else max(figure, multiple)
        most = 0.0 if target == 0.0 else inf if unit is None else target / unit * band
        if held > most + NOTHING and (today in begun or tomorrow in ordered or target == 0.0):
            off["not_kept"][tomorrow] = multiple
        if unit is not None and 0.0 < target < unit:
            off["could_not"][tomorrow] = unit / target
        if share > target * band + NOTHING:
            off["drifted"][tomorrow] = multiple
    if figure is None:
        return NOT_PART
    standing = next((one for one, days in off.items() if days), "kept")
    return derived(standing, figure, run.days, off.get(standing, {}))


def _share(session: Row) -> float:
    notional = float(session["overlay_notional"])
    if notional == 0.0:
        return 0.0
    return notional / session["equity"] if session["equity"] > 0.0 else inf


def _traded(run: Saved) -> set[date]:
    """Sessions on which an order changed the number of futures held: a roll into as many of the next expiry did not."""
    changed: dict[date, int] = {}
    for fill in run.fills:
        if run.is_future(fill["contract"]) and fill["purpose"] not in FORCED:
            changed[fill["date"]] = changed.get(fill["date"], 0) + fill["size"]
    return {day for day, size in changed.items() if size}


def _paid(run: Saved) -> Iterator[tuple[date, date, float]]:
    """(evening, date, share of equity paid for premium and commission) of each date on which options were bought."""
    paid: dict[date, float] = {}
    for fill in run.fills:
        if fill["purpose"] == "premium":
            root = OPTION.fullmatch(fill["contract"]).group(1)
            cost = fill["size"] * fill["price"] * OPTION_MULTIPLIERS[root] + fill["commission"]
            paid[fill["date"]] = paid.get(fill["date"], 0.0) + cost
    for (today, row), (tomorrow, after) in pairwise(zip(run.days, run.equity, strict=True)):
        if tomorrow in paid:
            yield today, tomorrow, paid[tomorrow] / max(row["equity"], after["equity"])


def premium(run: Saved) -> Derived:
    """What options cost on each date is within the budget of that evening; it could not be spent where one contract
    cost more.
    """
    if run.pattern not in (*OPTION_OVERLAYS, *BOTH):
        return NOT_PART
    highest, beyond = 0.0, {}
    for evening, day, share in _paid(run):
        highest, row, budget = max(highest, share), run.evenings[evening], run.config["options"]["budget"]
        # beside futures, as much of it as is left of them
        budget = min(
            budget * row["target_ratio"] / row["base_ratio"] if run.pattern in BOTH else row["target_ratio"], budget
        )
        if share > budget * GRACE:
            beyond[day] = share
    if beyond:
        return derived("not_kept", highest, run.days, beyond)
    too_dear = {event["date"]: 0.0 for event in run.tables["events"] if event["kind"] == "over_budget"}
    return derived("could_not" if too_dear else "kept", highest, run.days, too_dear)


def _halved_budgets(run: Saved, multipliers: dict[date, float]) -> Derived:
    budget, highest, beyond = run.config["options"]["budget"], 0.0, {}
    for evening, day, share in _paid(run):
        if multipliers[evening] < 1.0:
            highest = max(highest, share / budget)
            if share > multipliers[evening] * budget * GRACE:
                beyond[day] = share
    return derived("not_kept" if beyond else "kept", highest, run.days, beyond)


def stop(run: Saved) -> Derived:
    """Once a month has lost its limit, its currency hedge apart (in runs of settings that know of that), nothing is
    held from the next session to the month's last; the figure is the worst such month.
    """
    limit = run.config.get("stops", {}).get("monthly_loss", "off")
    if run.pattern not in (*FUTURES_OVERLAYS, *OPTION_OVERLAYS) or limit == "off":
        return NOT_PART
    returns, beyond = [], {}
    apart = run.manifest.get("settings_version", 1) >= HEDGE_APART
    hedged = _gained_by_the_hedge(run) if apart else dict.fromkeys(run.days, 0.0)
    before = run.equity[0]
    for month in _months(run):
        lost = []
        for row in month:
            gained = hedged[row["date"]] - hedged[before["date"]]
            lost.append((row["equity"] - gained) / before["equity"] - 1.0)
        hit = next((place for place, loss in enumerate(lost) if loss <= -limit), len(month))
        for row in month[hit + 1 :]:
            held = max(row["overlay_notional"], abs(row["option_value"]))
            if held > NOTHING * abs(row["equity"]):
                beyond[row["date"]] = held / abs(row["equity"])
        if hit < len(month):
            returns.append(lost[-1])
        before = month[-1]
    return derived("not_kept" if beyond else "kept", min(returns, default=None), run.days, beyond)


def _gained_by_the_hedge(run: Saved) -> dict[date, float]:
    """What the currency hedge had gained by each session, its costs apart."""
    amounts, gained, found = run.by_day("attribution"), 0.0, {}
    for day in run.days:
        for row in amounts[day]:
            if row["category"] in {"hedge_price", "hedge_carry"}:
                gained += row["amount"]
        found[day] = gained
    return found


def _months(run: Saved) -> list[list[Row]]:
    months: dict[tuple[int, int], list[Row]] = {}
    for row in run.equity:
        months.setdefault((row["date"].year, row["date"].month), []).append(row)
    return list(months.values())


def cash_limits(run: Saved) -> Derived:
    """The cash ratio held lies between floor and cap, where nobody overrode it and something had been bought; beyond by
    more than the band only until it may be traded. It could not where nothing was ever bought and cash alone is above
    the cap.
    """
    if run.pattern != "cash":
        return NOT_PART
    floor, cap = run.config["cash_ratio"]["floor"], run.config["cash_ratio"]["cap"]
    if not run.fills and cap < 1.0:
        return derived("could_not", 1.0, run.days, {row["date"]: 1.0 for row in run.tables["cash_rules"]})
    bought, band = min([fill["date"] for fill in run.fills], default=date.max), run.config["cash_ratio"]["band"]
    lowest, ordered, drifted, far, by_hand = inf, {}, {}, set(), False
    for row in run.tables["cash_rules"]:
        held, target = row["held_ratio"], row["target_ratio"]
        lowest = min(lowest, held)
        was_by_hand, by_hand = by_hand, row["binding"] == "override"
        if by_hand:
            continue
        outside = max(floor - held, held - cap)
        if outside > NOTHING and row["date"] >= bought and not was_by_hand:
            drifted[row["date"]] = outside
            if outside > band + NOTHING and target is None:
                far.add(row["date"])
        if target is not None:
            beyond = max(min(floor, held) - target, target - max(cap, held))
            if beyond > NOTHING:
                ordered[row["date"]] = beyond
    too_long = longest_spell(run.days, far) > MOST_EVENINGS[run.config["cash_ratio"]["frequency"]]
    standing = "not_kept" if ordered or too_long else "drifted" if drifted else "kept"
    return derived(standing, lowest, run.days, ordered or drifted)


def free_margin(run: Saved) -> Derived:
    """Trades leave the free margin that was asked for, or nothing is held beyond what leaves it."""
    if run.pattern not in {"fx_trades", "fx_range"}:
        return NOT_PART
    asked, lowest, beyond, kept_too_much = run.config["fx_trades"]["free_margin"], None, {}, False
    evenings = run.tables["fx_rules"]
    for row, after in zip(evenings, [*evenings[1:], None], strict=True):
        free = row["free_margin"]
        if free is None:
            continue
        lowest = free if lowest is None else min(lowest, free)
        if free < asked - NOTHING:
            beyond[row["date"]] = -free
            if after is not None and abs(after["held_contracts"]) > row["most_contracts"]:
                kept_too_much = True
    if lowest is None:
        return NOT_PART
    standing = "not_kept" if kept_too_much else "drifted" if beyond else "kept"
    return derived(standing, lowest, run.days, beyond)
