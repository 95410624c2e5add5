"""What patterns B and C should have ordered, by `docs/options.md`, and where the orders of a run differ from it."""

import math
from collections import defaultdict

from tests.oracles import slow_trend
from tests.oracles.slow_account import Alive, rows_of_period, waits
from tests.oracles.slow_market import day_number, iso, multiplier
from tests.oracles.slow_options import MOVES, SlowOptions, fixed_dates, is_option, option_fact, series


class Run:
    """A finished run by row of the market."""

    def __init__(self, market, settings, result):
        self.market, self.settings, self.rows = market, settings, rows_of_period(market, settings)
        self.options, self.place = SlowOptions(market, settings), {day: row for row, day in enumerate(market.days)}
        self.equity = {self.row(stamp): value for stamp, value in result.frame("equity")["equity"].items()}
        self.left = {self.row(day): rulings for day, rulings in result.frame("rules").groupby(level=0)["multiplier"]}
        self.orders = list(result.frame("orders").itertuples())
        self.alive = Alive(self.orders)
        self.fills = list(result.frame("fills").itertuples())
        self.events = defaultdict(list)
        for event in result.frame("events").itertuples():
            self.events[self.row(event.Index)].append(event)
        self.held = defaultdict(dict)
        for line in result.frame("positions").itertuples():
            self.held[self.row(line.Index)][line.contract] = line.size

    def row(self, stamp):
        return self.place[day_number(stamp)]

    def sent(self, row, side=("buy", "sell")):
        """Option orders of an evening, whatever became of them."""
        ours = [
            order
            for order in self.orders
            if is_option(order.contract) and order.reason not in {"expiry", "liquidation"}
        ]
        return [order for order in ours if self.row(order.Index) == row and order.side in side]

    def kinds(self, row):
        return {event.kind for event in self.events[row]}


def listed(root, aim):
    """The highest listed strike not above an aim."""
    step = option_fact(root, "strike_step")
    return math.floor(aim / step + 1e-9) * step


def fixed_evenings(run, sessions_before, months=1):
    """Evening -> expiry of the series to buy, for evenings of the run."""
    dates = fixed_dates(run.market, sessions_before, months)
    return {run.place[day] - 1: expiry for day, expiry in dates.items() if run.place[day] - 1 in set(run.rows)}


def trend(run, row):
    """1 up, -1 down, 0 none."""
    rule, market = run.settings["trend"], run.market
    closes = market.values("close")
    average = slow_trend.moving_average(closes, rule["average_window"], row)
    efficient = slow_trend.efficiency_ratio(closes, rule["efficiency_window"], row) >= rule["efficiency"]
    strength = rule["strength"]
    directional = strength in {"either", "adx"} and adx_of(market, rule["adx_window"])[row] >= rule["adx"]
    strong = {"efficiency": efficient, "adx": directional, "either": efficient or directional, "none": True}[strength]
    return ((closes[row] > average) - (closes[row] < average)) if strong else 0


_KNOWN = {}


def adx_of(market, window):
    key = market.digest, window
    if key not in _KNOWN:
        _KNOWN[key] = slow_trend.adx(*(market.values(name) for name in ("high", "low", "close")), window)
    return _KNOWN[key]


def code(root, expiry, right, strike):
    return f"{root}{iso(expiry)[2:].replace('-', '')}{right}{strike:g}"


def right_to_buy(run, row):
    way, wanted = trend(run, row), run.settings["options"]["direction"]
    allowed = {"calls": {1: "C"}, "puts": {-1: "P"}, "by_trend": {1: "C", -1: "P"}}[wanted]
    return allowed.get(way)


def strike_to_buy(run, row, expiry, right):
    rule = run.settings["options"]
    root, index = rule["contract"], run.market.values("close")[row]
    index *= option_fact(root, "index_share")
    if "delta" in rule:
        return nearest_delta(run, row, (root, expiry, right), rule["delta"])
    if right == "P":
        return listed(root, index * (1 - rule["out_of_the_money"]))
    below = listed(root, index * (1 + rule["out_of_the_money"]))
    above = below + option_fact(root, "strike_step")
    aim = index * (1 + rule["out_of_the_money"])
    return below if aim - below < above - aim else above


def nearest_delta(run, row, kind, delta):
    root, expiry, right = kind
    step = option_fact(root, "strike_step")
    index = run.market.values("close")[row] * option_fact(root, "index_share")
    strikes = [step * count for count in range(math.floor(0.4 * index / step), math.ceil(1.8 * index / step))]
    return min(
        strikes,
        key=lambda strike: abs(abs(run.options.seen(code(root, expiry, right, strike), row).forward_delta) - delta),
    )


def budget(run, row):
    return run.settings["options"]["budget"] * math.prod(run.left[row])


def odd_purchases(market, settings, result, account):
    """Pattern B: the wrong date, series, size, or event."""
    run = Run(market, settings, result)
    evenings = fixed_evenings(run, settings["options"]["sessions_before"])
    strange = [order for row in run.rows if row not in evenings for order in run.sent(row, {"buy"})]
    odd = [
        (iso(market.days[row]), *told) for row, expiry in evenings.items() if (told := odd_evening(run, row, expiry))
    ]
    return strange + odd + odd_sizes(run, account) + odd_waits(run, account) + odd_trims(run)


def odd_evening(run, row, expiry):
    right, sent = right_to_buy(run, row), run.sent(row, {"buy"})
    told = [(order.contract, order.requested) for order in sent]
    if budget(run, row) == 0:
        return [told] if sent else []
    if right is None:
        return [] if not told and "no_trend" in run.kinds(row) else ["no trend", told]
    contract = code(run.settings["options"]["contract"], expiry, right, strike_to_buy(run, row, expiry, right))
    cost = run.options.cost_of_one(contract, row, filling=False)
    count = math.floor(budget(run, row) * run.equity[row] / cost)
    count = min(count, max(most_of(run, row, contract, [0.0, 0.0, 0.0]), 1))
    if count == 0:
        return [] if not told and "over_budget" in run.kinds(row) else ["over budget", told]
    return [] if told == [(contract, count)] else [told, (contract, count)]


def odd_sizes(run, account):
    """Purchases above the budget or the exposure limit of the moment of the fill, or smaller than they leave."""
    bought = [(fill, sizes_of(run, account, fill)) for fill in run.fills if fill.reason == "premium"]
    return [(fill.contract, fill.size, sizes) for fill, sizes in bought if not sizes[0] <= fill.size <= sizes[1]]


def odd_waits(run, account):
    """Purchases that waited or were given up while the money that was there paid for one; or that waited for nothing,
    or were given up too soon.
    """
    bought = [order for order in run.orders if is_option(order.contract) and order.side == "buy"]
    waited = [
        (order, row, True) for order in bought for row in range(run.row(order.Index) + 1, run.row(order.finished))
    ]
    refused = [order for order in bought if order.reason == "no_premium"]
    refused = [(order, run.row(order.finished), False) for order in refused]
    return [
        (order.contract, iso(run.market.days[row]), waits, paid_for(run, account, order, row))
        for order, row, waits in waited + refused
        if paid_for(run, account, order, row) != (False, waits)
    ]


def paid_for(run, account, order, row):
    """Whether the money that is there pays for one contract, and whether it will with what is on its way."""
    cost = run.options.cost_of_one(order.contract, row, filling=True)
    return tuple(money >= cost for money in account.left[row])


def sizes_of(run, account, fill):
    """(contracts with room for twice the costs under the exposure limit, contracts without such room)."""
    row, value = run.row(fill.Index), series(fill.contract).multiplier
    (order,) = [
        order for order in run.orders if order.contract == fill.contract and order.side == "buy" and order.filled
    ]
    equity, money, deltas = account.before[row, fill.contract, "buy"]
    seen, cost = (
        run.options.seen(fill.contract, row, filling=True),
        run.options.cost_of_one(fill.contract, row, filling=True),
    )
    allowed = min(budget(run, evening) for evening in range(run.row(order.Index), row))
    affordable = math.floor(allowed * equity / cost + 1e-9)
    costs = (1 + limit_of(run)) * 2 * (cost - seen.mid * value)
    rooms = [
        room_for(limit_of(run) * equity, deltas, deltas_of_one(run, row, fill.contract, filling=True), more)
        for more in (costs, 0.0)
    ]
    covered = math.floor(money / cost + 1e-9)
    return [min(order.requested, affordable, room, covered) for room in rooms]


def limit_of(run):
    return run.settings["overlay"].get("max_total_exposure", 1.3) - 1


def deltas_of_one(run, row, contract, *, filling):
    return [run.options.delta_of_one(contract, row, move, filling=filling) for move in MOVES]


def room_for(limit, deltas, ones, costs):
    """Contracts for which a limit in money leaves room on the side of the option, after every move."""
    side = -1 if min(ones) < 0 else 1
    rooms = [(limit - side * delta) / max(side * one + costs, 1e-9) for delta, one in zip(deltas, ones, strict=True)]
    return max(0, math.floor(min(rooms) + 1e-9))


def most_of(run, row, contract, deltas):
    """Contracts of an option that an evening leaves room for beside other deltas."""
    return room_for(limit_of(run) * run.equity[row], deltas, deltas_of_one(run, row, contract, filling=False), 0.0)


def odd_trims(run):
    """Evenings of pattern B, between the fixed dates and without orders under way, on which not as much is sold as the
    limit asks for.
    """
    dates = set(fixed_evenings(run, run.settings["options"]["sessions_before"]))
    odd = []
    for row in set(run.rows) - dates:
        sold = {order.contract: -order.requested for order in run.sent(row, {"sell"}) if order.purpose == "cap"}
        held, others = run.held[row], {order.purpose for order in waiting_at(run, row)} - {"cap"}
        if not others and len(held) == 1:
            ((contract, size),) = held.items()
            most = most_of(run, row, contract, [0.0, 0.0, 0.0])
            odd += [(iso(run.market.days[row]), sold, most)] if sold.get(contract, 0) != max(size - most, 0) else []
    return odd


def odd_insurance(market, settings, result, account):
    """Pattern C: puts that are not so many, of such a series, as the futures aimed at ask for."""
    run = Run(market, settings, result)
    rule = settings["insurance"]
    evenings = fixed_evenings(run, rule["sessions_before"], rule["months"])
    dates = sorted(fixed_dates(market, rule["sessions_before"], rule["months"]).items())
    odd, without = [], uninsured(run, set(evenings))
    highest = math.inf if rule["below_vix"] == "off" else rule["below_vix"]
    for row in run.rows:
        sent = run.sent(row)
        if market.values("vix")[row] > highest and run.sent(row, {"buy"}):
            odd += [] if any(is_option(one) for one in run.held[row]) else [(iso(market.days[row]), "a high VIX")]
        if (sent and {order.purpose for order in sent} != {"cap"}) or row in evenings:
            odd += odd_insurance_of(run, row, dates, without=row in without)
        else:
            odd += odd_trim_of_puts(run, row)
    return odd


def uninsured(run, evenings):
    """Evenings since one on which the VIX was too high to buy puts, up to the next before a fixed date."""
    below, found, vix = run.settings["insurance"]["below_vix"], set(), run.market.values("vix")
    if below == "off":
        return found
    told = {row for row in run.rows if "uninsured" in run.kinds(row)}
    for row in run.rows:
        if (row in evenings and vix[row] > below) or (row not in evenings and (row - 1 in found or row in told)):
            found.add(row)
    assert all(vix[row] > below for row in told)
    return found


def odd_trim_of_puts(run, row):
    """On other evenings puts are sold down to what net delta leaves room for, and only then."""
    held = {one: size for one, size in run.held[row].items() if is_option(one)}
    if len(held) != 1:
        return []
    ((contract, size),) = held.items()
    sold = sum(-order.requested for order in waiting_at(run, row) if order.contract == contract)
    most = most_of(run, row, contract, futures_aimed_at(run, row))
    return [] if sold == max(size - most, 0) else [(iso(run.market.days[row]), contract, size, sold, most)]


def futures_aimed_at(run, row):
    """What the futures held and on order are worth at the evening's prices, after each of the moves."""
    aimed = defaultdict(int, {one: size for one, size in run.held[row].items() if not is_option(one)})
    for order in waiting_at(run, row):
        if not is_option(order.contract):
            aimed[order.contract] += order.requested
    worth = sum(size * multiplier(one) * run.options.curve.settlement(one, row) for one, size in aimed.items())
    most = limit_of(run) * run.equity[row]
    return [min((1 + move) * worth, most) for move in MOVES]


def odd_insurance_of(run, row, dates, *, without=False):
    day = run.market.days[row]
    tomorrow = run.market.days[row + 1] if row + 1 < len(run.market.days) else day + 1
    expiry = [expires for date, expires in dates if date <= tomorrow][-1]
    held = {one: size for one, size in run.held[row].items() if is_option(one) and series(one).expiry != tomorrow}
    coming = defaultdict(int, held)
    for order in waiting_at(run, row):
        if is_option(order.contract):
            coming[order.contract] += order.requested
    left = {one: size for one, size in coming.items() if size}
    kept = next(
        (one for one in left), code(run.settings["insurance"]["contract"], expiry, "P", insured_strike(run, row))
    )
    most = most_of(run, row, kept, futures_aimed_at(run, row))
    aims = {0} if without else {min(aim, most) for aim in contracts_aimed_at(run, row)}
    if not left:
        return [] if 0 in aims else [(iso(day), left, aims)]
    new = next((one for one in left if one not in held), None)
    right_strike = new is None or series(new).strike == insured_strike(run, row)
    fine = len(left) == 1 and sum(left.values()) in aims and series(next(iter(left))).expiry == expiry and right_strike
    return [] if fine else [(iso(day), left, aims, iso(expiry), insured_strike(run, row))]


def insured_strike(run, row):
    rule = run.settings["insurance"]
    index = run.market.values("close")[row] * option_fact(rule["contract"], "index_share")
    return listed(rule["contract"], index * (1 - rule["out_of_the_money"]))


def waiting_at(run, row):
    day = run.market.days[row]
    return [order for order in run.alive.on(day) if waits(order, day, evening=True)]


def contracts_aimed_at(run, row):
    """Ratio x futures x their multiplier over that of the puts, to the nearest; halfway either will do."""
    futures = {one: size for one, size in run.held[row].items() if not is_option(one)}
    units = sum(size * multiplier(one) for one, size in futures.items())
    units += sum(
        order.requested * multiplier(order.contract) for order in waiting_at(run, row) if not is_option(order.contract)
    )
    rule = run.settings["insurance"]
    per_put = option_fact(rule["contract"], "multiplier") * option_fact(rule["contract"], "index_share")
    exact = rule["hedge_ratio"] * units / per_put
    return {math.floor(exact + 0.5 + tie) for tie in (-1e-9, 1e-9)}
