"""The FX margin account once more, from docs/fx_margin.md and docs/account.md, in plain Python and without the code
under test.

One dictionary of settings, one list of rates a column, one loop over the sessions.
"""

import math
from datetime import date

EPOCH = date(1970, 1, 1)


def month(day):
    stamp = date.fromordinal(EPOCH.toordinal() + day)
    return stamp.year * 12 + stamp.month


class SlowFx:
    """`settings`: capital, leverage, lot (dollars of a contract), share or amount, level, stop, rebalance, received,
    paid, deadline (sessions; None: a call is only a mail), intraday, band (yen; 0: none), commission with its tier
    (dollars; 0: none), in_tier and commission_share, half_spread, stress_half_spread,
    stress_vix, liquidation_half_spread. `market`: days, rate, dollar, yen, vix, next_day.
    """

    def __init__(self, settings, market):
        self.s, self.m = settings, market
        self.cash, self.size, self.mark = 0.0, 0, None
        self.call = self.closing = None
        self.ruined = self.stopped = self.gone = False
        self.order = None
        self.rows, self.fills, self.events, self.sums = [], [], [], {}

    def run(self):
        for t in range(len(self.m["days"])):
            self.session(t)
        return self

    def post(self, category, amount):
        self.cash += amount
        self.sums[category] = self.sums.get(category, 0.0) + amount

    def tell(self, t, kind):
        self.events.append((self.m["days"][t], kind))

    def required(self, size, t):
        lots = abs(size) * self.s["lot"] / 10_000
        per_lot = self.s["share"] * 10_000 * self.m["rate"][t] if self.s["amount"] is None else self.amount(t)
        return lots * per_lot

    def amount(self, t):
        """Yen for 10,000 dollars: once for each band that the rate of the session before had begun."""
        if not self.s["band"]:
            return self.s["amount"]
        return self.s["amount"] * (1 + self.m["rate"][max(t - 1, 0)] // self.s["band"])

    def commission(self, size, rate):
        dollars = abs(size) * self.s["lot"]
        cheap = self.s["tier"] and dollars >= self.s["tier"]
        each = self.s["in_tier"] if cheap else self.s["commission"]
        return abs(size) * each + self.s["commission_share"] * dollars * rate

    def to_market(self, rate):
        if self.size:
            gain = self.size * self.s["lot"] * (rate - self.mark)
            if not (self.ruined and gain > 0):
                self.post("fx_price", gain)
                self.mark = rate

    def trade(self, t, size, rate, half_spread, why):
        self.to_market(rate)
        at = self.mark if self.size and self.ruined else rate
        self.size += size
        self.mark = at
        self.post("commission", -self.commission(size, rate))
        self.post("liquidation_cost" if why == "liquidation" else "spread", -abs(size) * half_spread * self.s["lot"])
        price = at + half_spread if size > 0 else at - half_spread
        self.fills.append((self.m["days"][t], size, price, why))

    def half_spread(self, vix):
        return self.s["stress_half_spread"] if vix > self.s["stress_vix"] else self.s["half_spread"]

    def forced_half_spread(self, vix):
        stress = self.s["stress_half_spread"] if vix > self.s["stress_vix"] else 0.0
        return max(self.s["liquidation_half_spread"], stress)

    def session(self, t):
        if t == 0:
            self.cash = self.s["capital"]
        else:
            self.carry(t)
            self.morning(t)
            if self.s["intraday"]:
                self.between_fixings(t)
        self.fill(t)
        self.to_market(self.m["rate"][t])
        self.evening(t)
        self.rows.append((self.cash, self.required(self.size, t), self.size))
        if not self.ruined:
            self.decide(t)

    def carry(self, t):
        m, days = self.m, self.m["days"][t] - self.m["days"][t - 1]
        debt_interest = min(self.cash, 0.0) * (m["yen"][t - 1] + 0.05) * days / 365
        value = self.size * self.s["lot"] * (self.mark or 0.0)
        swap = value * (m["dollar"][t - 1] - m["yen"][t - 1]) * days / 365
        swap *= self.s["received"] if swap > 0 else self.s["paid"]
        self.post("cash_interest", debt_interest)
        self.post("swap", swap)

    def morning(self, t):
        if self.call is None:
            return
        maintenance = self.rows[-1][1]
        if self.s["deadline"] is None:
            if self.cash >= max(maintenance, 0.0):
                self.call = None
                self.tell(t, "call_met")
        elif t >= self.call + self.s["deadline"]:
            self.call, self.closing, self.gone = None, t, True
            self.tell(t, "deadline_missed")

    def between_fixings(self, t):
        if not self.size or self.ruined:
            return
        before, after = self.m["rate"][t - 1], self.m["rate"][t]
        dollars = self.size * self.s["lot"]
        share = self.s["share"] if self.s["amount"] is None else 0.0
        fixed = 0.0 if self.s["amount"] is None else self.amount(t) * dollars / 10_000
        level = self.s["level"]
        touched = (level * fixed - self.cash + dollars * self.mark) / (dollars * (1 - level * share))
        if min(before, after) >= touched:
            return
        at = min(touched, before)
        self.tell(t, "loss_cut")
        self.trade(t, -self.size, at, self.forced_half_spread(self.m["vix"][t - 1]), "liquidation")
        self.tell(t, "liquidation")
        self.gone = True
        if self.closing is None:
            self.call = None
        self.order = None

    def fill(self, t):
        rate, vix = self.m["rate"][t], self.m["vix"][t]
        order, self.order = self.order, None
        due = self.closing is not None and self.closing <= t
        if order is None and not due:
            return
        self.to_market(rate)
        if due:
            if order and order[0] < 0:
                self.trade(t, *self.cut(order, rate), rate, self.half_spread(vix), order[1])
            if self.size:
                self.trade(t, -self.size, rate, self.forced_half_spread(vix), "liquidation")
                self.tell(t, "liquidation")
                self.gone = True
            self.closing = self.call = None
            return
        (size,) = self.cut(order, rate)
        if size == 0:
            return
        if size > 0:
            left = self.cash - self.dearest(abs(size), rate)
            if left < self.required(self.size + size, t):
                return
        self.trade(t, size, rate, self.half_spread(vix), order[1])

    def dearest(self, count, rate):
        spread = max(self.s["stress_half_spread"], self.s["half_spread"])
        each = self.s["commission"] + self.s["commission_share"] * self.s["lot"] * rate
        return count * each + count * spread * self.s["lot"]

    def cut(self, order, rate):
        """Size that leaves leverage at most what was planned after the fill."""
        asked = order[0]
        final = self.size + asked
        if final == 0:
            return (asked,)
        equity = self.cash - self.dearest(self.size + abs(asked), rate)
        most = max(0, math.floor(((1 + self.s["leverage"]) - 1) * equity / (rate * self.s["lot"])))
        size = min(final, most) - self.size
        return (size if size * asked > 0 else 0,)

    def evening(self, t):
        required, cash, level = self.required(self.size, t), self.cash, self.s["level"]
        if cash <= 0:
            if not self.ruined:
                self.ruined, self.call, self.closing = True, None, t + 1
                self.tell(t, "ruin")
            return
        if self.ruined:
            return
        if self.closing is not None:
            if not self.size:
                self.closing = None
            return
        if self.size and cash < level * required:
            self.call, self.closing, self.gone = None, t + 1, True
            self.tell(t, "loss_cut")
        elif self.call is not None:
            if self.s["deadline"] is None and (not self.size or cash >= required):
                self.call = None
                self.tell(t, "call_met")
        elif self.size and cash < required:
            self.call = t
            self.tell(t, "margin_call")

    def decide(self, t):
        if self.gone:
            return
        rate, cash = self.m["rate"][t], self.cash
        required = self.required(self.size, t)
        ratio = cash / required if self.size else math.inf
        following = self.m["days"][t + 1] if t + 1 < len(self.m["days"]) else self.m["next_day"]
        new_month = month(following) != month(self.m["days"][t])
        if new_month:
            self.stopped = False
        elif ratio < self.s["stop"]:
            self.stopped = True
        wanted = 0
        if not self.stopped:
            wanted = max(0, math.floor(((1 + self.s["leverage"]) - 1) * cash / (rate * self.s["lot"])))
        if not self.size:
            self.order = (wanted, "entry") if wanted else None
        elif self.stopped:
            self.order = (-self.size, "rule")
        elif self.due(month(self.m["days"][t]), month(following)) and wanted != self.size:
            self.order = (wanted - self.size, "rebalance")

    def due(self, this, following):
        every = {"never": None, "daily": 0, "monthly": 1, "quarterly": 3}[self.s["rebalance"]]
        if every is None:
            return False
        return every == 0 or (this - 1) // every != (following - 1) // every
