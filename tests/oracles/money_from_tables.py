"""What a run was charged and paid, once more from its tables and its market: financing of CFDs and shares on margin by
the day, what is asked of them, and the days that sold units of the core take.

Rules are those of `docs/cfd_and_margin.md` and `docs/account.md`, rates those of the facts by their day.
"""

from collections import defaultdict
from datetime import date

from tests.oracles.terms_of_a_day import Contract, Terms

EPOCH = date(1970, 1, 1)
BY_THE_DAY = ("futures_carry",)


class ByTheDay:
    """`financing` and `asked`: for each session what the documents say and what the run did."""

    def __init__(self, run, settings, market):
        self.contract = Contract(settings["overlay"]["contract"])
        self.own = settings["futures"]["financing"]
        self.multiple = Terms(settings).value("margin_multiple", market_day(run, 0), 1.0)
        self.rows = run.table("equity").to_pylist()
        first = list(market.days).index((self.rows[0]["date"] - EPOCH).days)
        self.bill = market.values("bill_yield")[first:]
        self.dividend = market.values("dividend_yield")[first:]
        self.closes = market.values("close")[first:]
        self.fills = by_date(run.table("fills").to_pylist())
        self.carried = defaultdict(float)
        for posting in run.table("ledger").to_pylist():
            if posting["category"] in BY_THE_DAY:
                self.carried[posting["date"]] += posting["amount"]
        self.financing, self.asked, self.oldest = [], [], []
        self.go()

    def differences(self):
        """Sessions on which the documents and the run are further apart than 1e-9 of the opening capital."""
        most = 1e-9 * self.rows[0]["equity"]
        both = [("financing", *one) for one in self.financing] + [("asked", *one) for one in self.asked]
        return [one for one in both if abs(one[2] - one[3]) > most]

    def of(self, table, name, day, otherwise=0.0):
        return self.contract.of(table, name, day, otherwise)

    def go(self):
        held = opened = 0.0
        since = None
        for place, row in enumerate(self.rows):
            day = row["date"]
            if place:
                self.financing.append((day, self.financed(place, held, opened), self.carried[day]))
            for fill in self.fills[day]:
                middle = fill["price"] - fill["half_spread"] * (1 if fill["size"] > 0 else -1)
                unit = middle * self.of("futures", "multiplier", day)
                if held * fill["size"] >= 0:
                    since = since if held else day
                    opened += fill["size"] * unit
                else:
                    opened *= 1 + fill["size"] / held
                held += fill["size"]
            value = held * self.closes[place] * self.of("futures", "multiplier", day)
            if self.of("exchange_margin", "share", day):  # else an amount of each week
                self.asked.append((day, self.required(day, value, opened, held), row["maintenance"]))
            if held:
                self.oldest.append((day - since).days)

    def financed(self, place, held, opened):
        """Who bought pays interest and is credited dividends; who sold is paid the rate less the spread, or pays."""
        day, before = self.rows[place]["date"], self.rows[place - 1]["date"]
        years = (day - before).days / 365
        value = held * self.closes[place - 1] * self.of("futures", "multiplier", before)
        spread = self.own if not isinstance(self.own, str) else self.of("financing_spread", "flat", before)
        side = 1 if held > 0 else -1
        rate, base = self.bill[place - 1] + side * spread, value
        if own := self.of("financing", "rate" if held > 0 else "lending", before):
            base, rate = opened, rate if not isinstance(self.own, str) else side * own
        charged = base * rate
        share = self.of("financing", "received" if held > 0 else "paid", before, 1.0)
        paid_out = value * share * (self.dividend[place - 1] - self.of("financing", "expense", before))
        return (paid_out - charged) * years

    def required(self, day, value, opened, held):
        if not held:
            return 0.0
        share, base = self.of("exchange_margin", "share", day), abs(value)
        if self.of("exchange_margin", "of_opening", day):
            base = abs(opened)
        return self.multiple * max(share * base, self.of("exchange_margin", "least", day))


def late_or_early(run, settings):
    """Redemptions of the core that did not arrive as many sessions after their order as the terms of its day say."""
    terms, days = Terms(settings), run.table("equity")["date"].to_pylist()
    due, came = defaultdict(float), defaultdict(float)
    for posting in run.table("ledger").to_pylist():
        if posting["account"] != "in_transit" or posting["category"] != "transfer":
            continue
        row = days.index(posting["date"])
        if posting["reason"] == "redemption ordered":
            due[row + terms.lag(posting["date"])] += posting["amount"]
        elif posting["reason"] == "redemption received":
            came[row] -= posting["amount"]
    last = len(days) - 1
    return [(days[row], due[row], came[row]) for row in sorted({*due, *came}) if row <= last
            and abs(due[row] - came[row]) > 1e-6]  # fmt: skip


def by_date(rows):
    found = defaultdict(list)
    for row in rows:
        found[row["date"]].append(row)
    return found


def market_day(run, row):
    return run.table("equity")["date"][row].as_py()
