"""The account once more: a plain loop over `docs/trading_day.md`, held against every day of the engine's own books."""

import csv
import math
from collections import defaultdict
from datetime import date
from functools import cache
from pathlib import Path
from random import Random

import pytest

from engine import backtest, load_config

FACTS = Path(__file__).parents[2] / "data" / "facts"
COLUMNS = ("equity", "cash", "mmf", "in_transit", "collateral", "overlay_notional")
MONTHS = {"H": 3, "M": 6, "U": 9, "Z": 12}
EPOCH = date(1970, 1, 1).toordinal()
CRISIS = ("period.start=2007-06-01", "period.end=2009-06-30", "overlay.ratio=0.3")
WHOLE = ()
STEEP = (
    "overlay.max_total_exposure=4.0",
    "overlay.acknowledge_high_leverage=true",
    "overlay.ratio=3.0",
    "cash.buffer=0.0",
)


@cache
def facts(table):
    with (FACTS / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def fact(table, name):
    (value,) = [row["value"] for row in facts(table) if row["name"] == name]
    return float(value)


def day_number(stamp):
    return stamp.toordinal() - EPOCH


def iso(day):
    return date.fromordinal(EPOCH + day).isoformat()


def third_friday(contract):
    year = int(contract[-2:])
    first = date(year + (1900 if year >= 90 else 2000), MONTHS[contract[-3]], 1)
    return day_number(first) + (4 - first.weekday()) % 7 + 14


def multiplier(contract):
    return fact("futures", f"{contract[:-3]}.multiplier")


class SlowCurve:
    """Futures by cost of carry: bills plus financing spread less dividends, until the last day."""

    def __init__(self, market, settings):
        self.days, self.sessions = market.days, set(market.days)
        self.opens, self.closes = market.values("open"), market.values("close")
        self.bills, self.dividends = market.values("bill_yield"), market.values("dividend_yield")
        financing = settings["futures"]["financing"]
        self.spread = fact("financing_spread", financing) if isinstance(financing, str) else financing
        self.at_open = settings["execution"]["fill_at"] == "open"

    def last_day(self, contract):
        day = third_friday(contract)
        while day < self.days[-1] and day not in self.sessions:
            day -= 1
        return day

    def price(self, contract, row, index, known):
        years = (self.last_day(contract) - self.days[row]) / 365
        carry = self.bills[known] + self.spread - self.dividends[known]
        return index * math.exp(carry * years)

    def settlement(self, contract, row):
        return self.price(contract, row, self.closes[row], row)

    def mid(self, contract, row):
        if self.at_open:
            return self.price(contract, row, self.opens[row], row - 1)
        return self.settlement(contract, row)


class SlowAccount:
    """Steps 1, 2, 4, 5, 6 and 7 of the trading day, without the decisions: the fills are given."""

    def __init__(self, market, settings):
        self.curve = SlowCurve(market, settings)
        self.days, self.bills = market.days, market.values("bill_yield")
        self.rules, self.fund_rules, self.cash_rules = settings["account"], settings["fund"], settings["cash"]
        self.gross = self.gross_yields()
        self.cash, self.fund = settings["capital"]["initial"], 0.0
        self.on_the_way = {}
        self.sizes, self.marks = {}, {}

    def rule(self, name):
        return self.rules.get(name, fact("account_profiles", f"{self.rules['profile']}.{name}"))

    def gross_yields(self):
        age = self.fund_rules["mean_age"]
        gross = [self.bills[0]]
        for row in range(1, len(self.days)):
            days = self.days[row] - self.days[row - 1]
            kept = math.exp(-days / age) if age else 0.0
            gross.append(self.bills[row] + (gross[-1] - self.bills[row]) * kept)
        return gross

    def accrue(self, row):
        years = (self.days[row] - self.days[row - 1]) / 365
        bill = self.bills[row - 1]
        if self.cash > 0:
            self.cash += self.cash * max(0.0, bill - self.rule("credit_spread")) * years
        else:
            self.cash += self.cash * (bill + self.rule("debit_spread")) * years
        self.fund += self.fund * max(0.0, self.gross[row - 1] - self.fund_rules["expense_ratio"]) * years

    def settle(self, row):
        self.cash += self.on_the_way.pop(row, 0.0)

    def mark(self, row, price_of):
        for contract, size in self.sizes.items():
            price = price_of(contract, row)
            self.cash += size * multiplier(contract) * (price - self.marks[contract])
            self.marks[contract] = price

    def fill(self, row, fill):
        self.cash -= fill.commission + abs(fill.size) * multiplier(fill.contract) * fill.half_spread
        self.marks[fill.contract] = self.curve.mid(fill.contract, row)
        self.sizes[fill.contract] = self.sizes.get(fill.contract, 0) + fill.size
        if self.sizes[fill.contract] == 0:
            del self.sizes[fill.contract]

    def notional(self):
        return sum(self.marks[contract] * multiplier(contract) * abs(size) for contract, size in self.sizes.items())

    def sweep(self, row, spare):
        target = self.cash_rules["sleeve"] * self.notional()
        excess = self.cash + sum(self.on_the_way.values()) - target
        if abs(excess) <= self.cash_rules["band"] * target:
            return
        if excess > 0:
            self.subscribe(min(excess, max(0.0, self.cash)))
        else:
            debt = max(0.0, -self.cash - sum(self.on_the_way.values()))
            self.redeem(row, min(-excess, self.fund, debt + spare))

    def subscribe(self, amount):
        self.cash -= amount
        self.fund += amount

    def redeem(self, row, amount):
        self.fund -= amount
        self.on_the_way[row + int(self.rule("redemption_lag"))] = amount
        self.settle(row)

    def session(self, row, fills, initial, *, opening):
        if not opening:
            self.accrue(row)
        self.settle(row)
        if fills:
            self.mark(row, self.curve.mid)
        for fill in fills:
            self.fill(row, fill)
        self.mark(row, self.curve.settlement)
        tested = self.collateral()
        self.sweep(row, max(0.0, tested - initial) / (1 - self.rule("fund_haircut")))
        return self.record(tested)

    def collateral(self):
        covered = min(sum(self.on_the_way.values()), -self.cash) if self.cash < 0 else 0.0
        return self.cash + covered + (1 - self.rule("fund_haircut")) * self.fund

    def record(self, tested):
        in_transit = sum(self.on_the_way.values())
        return {
            "equity": self.cash + self.fund + in_transit,
            "cash": self.cash,
            "mmf": self.fund,
            "in_transit": in_transit,
            "collateral": tested,
            "overlay_notional": self.notional(),
        }


def rows_of_period(market, settings):
    first = day_number(settings["period"].get("start", date.min))
    last = day_number(settings["period"].get("end", date.max))
    return [row for row, day in enumerate(market.days) if first <= day <= last]


def fills_by_day(result):
    fills = defaultdict(list)
    for fill in result.frame("fills").itertuples():
        fills[day_number(fill.Index)].append(fill)
    return fills


def retell(market, settings, result):
    account, fills = SlowAccount(market, settings), fills_by_day(result)
    rows, initial = rows_of_period(market, settings), result.frame("equity")["initial"].tolist()
    return {
        market.days[row]: account.session(row, fills[market.days[row]], initial[place], opening=place == 0)
        for place, row in enumerate(rows)
    }


def disagreements(told, retold):
    """Day, column, what the engine says and what the slow account says, where they differ."""
    return [
        (iso(day), column, told[day][column], expected[column])
        for day, expected in retold.items()
        for column in COLUMNS
        if not abs(told[day][column] - expected[column]) <= 1e-9 * abs(expected["equity"])
    ]


def assert_every_day_agrees(market, settings, result):
    told = {day_number(row["date"]): row for row in result.frame("equity").reset_index().to_dict("records")}
    retold = retell(market, settings, result)
    assert list(told) == list(retold)
    assert disagreements(told, retold)[:3] == []


def half_spread(market, settings, row, reason):
    costs = settings["costs"]

    def cost(name):
        return costs.get(name, fact("costs", name))

    evening = row - 1 if settings["execution"]["fill_at"] == "open" else row
    stressed = market.values("vix")[evening] > cost("stress_vix")
    if reason == "liquidation":
        forced = fact("account_profiles", f"{settings['account']['profile']}.liquidation_half_spread")
        return max(forced, cost("stress_half_spread") if stressed else 0.0)
    if stressed:
        return cost("stress_half_spread")
    return cost("roll_half_spread") if reason == "roll" else cost("half_spread")


def commission(settings, fill):
    rate = settings["costs"].get("commission", fact("costs", f"{fill.contract[:-3]}.commission"))
    return rate * abs(fill.size)


def assert_every_fill_costs_what_it_should(market, settings, result):
    curve = SlowCurve(market, settings)
    for fill in result.frame("fills").itertuples():
        row = market.days.index(day_number(fill.Index))
        half = half_spread(market, settings, row, fill.reason)
        price = curve.mid(fill.contract, row) + math.copysign(half, fill.size)
        told = (fill.price, fill.half_spread, fill.commission)
        assert told == pytest.approx((price, half, commission(settings, fill)), rel=1e-12), fill


def assert_agrees(market, assignments, pattern="A"):
    config = load_config(None, assignments, pattern=pattern)
    result, settings = backtest(config, market), config.settings()
    assert_every_day_agrees(market, settings, result)
    assert_every_fill_costs_what_it_should(market, settings, result)
    return result


def test_the_core_is_what_the_loop_says(market):
    result = assert_agrees(market, WHOLE, pattern="core")
    assert result.frame("fills").empty


@pytest.mark.parametrize(
    "assignments",
    [
        pytest.param(WHOLE, id="default"),
        pytest.param(("overlay.contract=ES",), id="ES"),
        pytest.param((*CRISIS, "account.redemption_lag=0"), id="redemption_arrives_at_once"),
        pytest.param((*CRISIS, "account.redemption_lag=3"), id="redemption_takes_three_sessions"),
        pytest.param((*CRISIS, "cash.sleeve=0.0"), id="no_cash"),
        pytest.param((*CRISIS, "cash.sleeve=0.4"), id="much_cash"),
        pytest.param((*CRISIS, "fund.mean_age=0.0"), id="fund_of_overnight_bills"),
        pytest.param((*CRISIS, "halving.enabled=false", "overlay.rebalance=monthly", "overlay.band=0.0"), id="monthly"),
        pytest.param((*CRISIS, "execution.fill_at=open"), id="fills_at_the_open"),
        pytest.param((*STEEP, "period.start=2008-01-01", "period.end=2008-12-31"), id="high_leverage"),
    ],
)
def test_pattern_a_is_what_the_loop_says(market, assignments):
    result = assert_agrees(market, assignments)
    assert len(result.frame("fills")) > 20


def test_a_ruined_account_is_what_the_loop_says(small_market):
    market = small_market([1000.0, 1001.0] * 30 + [640.0] * 30)
    result = assert_agrees(market, STEEP)
    assert "ruin" in set(result.frame("events")["kind"])
    assert result.frame("equity")["cash"].iloc[-1] < 0


@pytest.mark.parametrize("pattern", ["core", "A"])
def test_negative_bill_yields_are_what_the_loop_says(small_market, pattern):
    market = small_market([1000.0, 1002.0] * 40, bill_yield=[-0.002] * 80)
    assert_agrees(market, ("overlay.ratio=0.3",), pattern)


def random_period(market, rng):
    first = rng.randrange(300, len(market.days) - 200)
    return iso(market.days[first]), iso(market.days[first + rng.randrange(130, 170)])


def random_settings(market, rng):
    start, end = random_period(market, rng)
    return {
        "period.start": start,
        "period.end": end,
        "execution.fill_at": rng.choice(["open", "close"]) if start >= "2006-06-01" else "close",
        "capital.initial": rng.choice([30_000.0, 250_000.0, 1e6, 2e7]),
        "fund.expense_ratio": rng.uniform(0.0, 0.05),
        "fund.mean_age": rng.choice([0.0, 1.0, 60.0, 397.0]),
        "overlay.ratio": rng.choice([0.1, 0.5, 1.5, 3.0]),
        "overlay.contract": rng.choice(["MES", "ES"]),
        "overlay.max_total_exposure": 4.0,
        "overlay.acknowledge_high_leverage": "true",
        "overlay.rebalance": rng.choice(["daily", "monthly", "quarterly"]),
        "overlay.band": rng.choice([0.0, 0.03, 0.2]),
        "halving.enabled": rng.choice(["true", "false"]),
        "halving.factor": rng.choice([0.0, 0.5]),
        "account.fund_haircut": rng.uniform(0.0, 0.2),
        "account.profile": rng.choice(["us_fcm_tbill", "cme_ief2"]),
        "account.grace": rng.randrange(3),
        "account.liquidation": rng.choice([0.0, 1.0, 4.0]),
        "account.margin_multiple": rng.choice([1.0, 3.0, 6.0]),
        "account.redemption_lag": rng.randrange(6),
        "account.debit_spread": rng.uniform(0.0, 0.1),
        "account.credit_spread": rng.uniform(0.0, 0.02),
        "cash.sleeve": rng.choice([0.0, 0.05, 0.3, 1.0]),
        "cash.buffer": rng.choice([0.0, 0.3]),
        "stops.monthly_loss": rng.choice([0.01, 0.5]),
        "cash.band": rng.choice([0.0, 0.1, 0.5, 1.0]),
        "costs.commission": rng.uniform(0.0, 5.0),
        "costs.half_spread": rng.uniform(0.0, 1.0),
        "costs.roll_half_spread": rng.uniform(0.0, 0.5),
        "costs.stress_half_spread": rng.uniform(0.0, 3.0),
        "costs.stress_vix": rng.choice([0.0, 18.0, 40.0]),
        "futures.financing": rng.choice(["flat", -0.01, 0.02]),
    }


@pytest.mark.parametrize("seed", range(200))
def test_random_settings_are_what_the_loop_says(market, seed):
    settings = random_settings(market, Random(seed))  # noqa: S311
    assert_agrees(market, [f"{name}={value}" for name, value in settings.items()])
