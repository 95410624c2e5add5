"""What each option gained on each session and why, told again from the saved tables of a run and its market alone:
every session, those of trades, rolls, quotes, ruin and settlement too.

Delta is the slope of two bumped prices, every other cause the difference of two prices; Black-76 is written down here
once more, and the implied volatility of a quote is found by halving.
"""

from collections import defaultdict
from math import copysign, erfc, exp, log, sqrt

from data.base.days import date_of, day_of
from data.contracts.calendars import QUARTERS, expiry
from data.contracts.contracts import family_on, future_spec, is_option, option_contract
from data.facts import facts
from data.pricing.surface import surface

BUMP, YEAR = 1e-5, 365.0
CAUSES = ("delta", "gamma", "theta", "vega", "rate", "other")
COSTS = {"commission": "commission", "spread": "spread", "roll_cost": "spread", "liquidation_cost": "spread"}


def worth(forward, strike, years, volatility, call, discount):
    """Black-76, points."""
    sign, deviation = (1.0 if call else -1.0), volatility * sqrt(max(years, 0.0))
    if deviation <= 0.0:
        return discount * max(sign * (forward - strike), 0.0)
    first = log(forward / strike) / deviation + deviation / 2.0
    chances = [0.5 * erfc(-sign * one / sqrt(2.0)) for one in (first, first - deviation)]
    return discount * sign * (forward * chances[0] - strike * chances[1])


class Series:
    """An option on the sessions of a market."""

    def __init__(self, code, market, config):
        self.contract, self.market = option_contract(code), market
        self.strike, self.call = self.contract.strike, self.contract.right == "C"
        prices = config.option_prices
        self.surface = surface(prices.surface, level_factor=prices.level_factor, slope_factor=prices.slope_factor)
        self.financing, self.at_open = config.futures.financing, config.execution.fill_at == "open"

    def value(self, name, row):
        return float(self.market.values(name)[row])

    def forward(self, row, index):
        """Points; of an option on a future that future's price."""
        carry, last = self.value("bill_yield", row) - self.value("dividend_yield", row), self.contract.expiry
        share = self.contract.spec.index_share
        if self.contract.spec.on_future:
            month = next(one for one in QUARTERS if one >= date_of(last).month)
            last, share = expiry(date_of(last).year, month, self.market.calendar), 1.0
            carry += self._financing(last)
        return index * share * exp(carry * (last - self.market.days[row]) / YEAR)

    def _financing(self, last):
        if not isinstance(self.financing, str):
            return self.financing
        family = future_spec(family_on(self.contract.spec.index)).family
        return facts("financing_spread").carried(f"{family}.{self.financing}", last - 91)

    def underlying(self, row, index):
        spec = self.contract.spec
        return self.forward(row, index) if spec.on_future else index * spec.index_share

    def intrinsic(self, row, index):
        return max((1.0 if self.call else -1.0) * (self.underlying(row, index) - self.strike), 0.0)

    def intrinsic_then(self, day, fill, now):
        """When an order filled; what the broker closes counts as at the close, and settlement as what it paid."""
        row = self.market.row_of(day)
        own = self.at_open and fill["purpose"] not in {"expiry", "liquidation"}
        return self.intrinsic(row, self.value("open", row)) if own else now[2]

    def stand(self, row, mark, quoted):
        """What it is worth by at a close: forward, years, volatility, discount; its mark, intrinsic value, index."""
        index = self.value("close", row)
        years, forward = (self.contract.expiry - self.market.days[row]) / YEAR, self.forward(row, index)
        discount = exp(-self.value("bill_yield", row) * years)
        highest = max(float(one) for one in self.market.values("close")[max(row - 251, 0) : row + 1])
        volatility = self.surface.volatility(self.value("vix", row), forward, self.strike, years, 1.0 - index / highest)
        if mark is None:
            mark = worth(forward, self.strike, years, volatility, self.call, discount)
        if quoted:
            volatility = self._implied(mark, (forward, years, discount), volatility)
        return (forward, years, volatility, discount), mark, self.intrinsic(row, index), index

    def _implied(self, mark, known, otherwise):
        forward, years, discount = known
        low, high = 1e-6, 20.0

        def above(volatility):
            return worth(forward, self.strike, years, volatility, self.call, discount) > mark

        if above(low) or not above(high):
            return otherwise
        while high - low > 1e-15 * high:
            middle = 0.5 * (low + high)
            if middle in {low, high}:
                break
            low, high = (low, middle) if above(middle) else (middle, high)
        return low

    def settled(self, row, before):
        at_open = self.contract.settles_at_open and self.market.values("open_is_real")[row]
        index = self.value("open" if at_open else "close", row)
        paid = self.intrinsic(row, index)
        return (self.underlying(row, index), 0.0, before[0][2] if before else 0.0, 1.0), paid, paid, index

    def at(self, day, held, before):
        row = self.market.row_of(day)
        if day >= self.contract.expiry:
            return self.settled(row, before)
        if held:
            return self.stand(row, held["mark"], held["mark_source"] == "quoted")
        quote = self.market.quotes.find(self.contract, day) if self.market.quotes else None
        return self.stand(row, 0.5 * sum(quote) if quote else None, quote is not None)

    def moved(self, before, now):
        """Points of each of `CAUSES`."""
        (forward, years, volatility, discount), mark, _, index = before

        def price(forward, years, volatility, discount):
            return worth(forward, self.strike, years, volatility, self.call, discount)

        bump, ahead = BUMP * forward, forward * now[3] / index
        up, down = (price(forward + one, years, volatility, discount) for one in (bump, -bump))
        delta = (up - down) / (2.0 * bump) * (ahead - forward)
        (_, left, then, _), stops = now[0], [price(forward, years, volatility, discount)]
        stops += [price(ahead, years, volatility, discount), price(ahead, left, volatility, discount)]
        stops += [price(ahead, left, then, discount), price(*now[0])]
        parts = [delta, stops[1] - stops[0] - delta, *(stops[one + 1] - stops[one] for one in (1, 2, 3))]
        return [*parts, now[1] - mark - sum(parts)]


def rederived(tables, market, config):
    """By code and day: what the table says (a row), and what it should say by column, with the value of the underlying
    of its contracts, account currency.
    """
    told = {(row["contract"], day_of(row["date"])): row for row in tables["option_attribution"].to_pylist()}
    held, fills, booked = _of_options(tables)
    for code in {*held, *fills}:
        series, before, size = Series(code, market, config), None, 0
        unit = series.contract.spec.multiplier
        for day in sorted({*held[code], *fills[code]}):
            position = held[code].get(day)
            now = series.at(day, position, before)
            parts = series.moved(before, now) if before else [0.0] * len(CAUSES)
            should = {name: size * unit * part for name, part in zip(CAUSES, parts, strict=True)} | booked[code, day]
            should |= _of_trades(series, day, fills[code][day], size, now)
            most = max(abs(size), abs(position["size"]) if position else 1, 1)
            yield told.pop((code, day)), should, most * unit * now[3] * series.contract.spec.index_share
            size = position["size"] if position else 0
            before = now if size else None
    assert not told


def _of_trades(series, day, fills, size, now):
    opened = closed = intraday = 0.0
    unit = series.contract.spec.multiplier
    for fill in fills:
        count, then = fill["size"], series.intrinsic_then(day, fill, now)
        mid = fill["price"] - copysign(fill["half_spread"], count)
        taken = int(copysign(min(abs(count), abs(size)), count)) if count * size < 0 else 0
        opened, closed, size = opened + (count - taken) * then, closed + taken * then, size + count
        intraday += count * unit * (now[1] - mid)
    return {
        "intraday": intraday,
        "premium_intrinsic": -opened * unit,
        "payoff_intrinsic": -closed * unit,
    }


def _of_options(tables):
    """Positions by code and day, fills by code and day, costs and gain that the ledger has by both."""
    held, fills = defaultdict(dict), defaultdict(lambda: defaultdict(list))
    booked = defaultdict(lambda: {"total": 0.0, "commission": 0.0, "spread": 0.0})
    for name in ("positions", "fills", "ledger"):
        for row in tables[name].to_pylist():
            code = row["contract"]
            if not is_option(code):
                continue
            day = day_of(row["date"])
            if name == "positions":
                held[code][day] = row
            elif name == "fills":
                fills[code][day].append(row)
            else:
                booked[code, day]["total"] += row["amount"]
                if cost := COSTS.get(row["category"]):
                    booked[code, day][cost] += row["amount"]
    return held, fills, booked


def furthest_off(tables, market, config):
    """By column, how far the table is off at most, as a share of the underlying's value; and the number of rows."""
    worst, rows = defaultdict(float), 0
    for row, should, size in rederived(tables, market, config):
        rows += 1
        for name, amount in should.items():
            worst[name] = max(worst[name], abs(row[name] - amount) / size)
    return dict(worst), rows
