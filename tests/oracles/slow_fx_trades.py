"""Pattern fx_trades once more, from the rules in docs/fx_trades.md and the account in docs/fx_margin.md, without the
code under test.

One dictionary of settings, one list of rates a column, one loop over the sessions. Of a requirement below the call
nothing follows but a mail.
"""

import math
from datetime import date

EPOCH = date(1970, 1, 1)


def month(day):
    stamp = date.fromordinal(EPOCH.toordinal() + day)
    return stamp.year * 12 + stamp.month


class SlowFxTrades:
    """`settings`: capital, lot (dollars of a contract), share or amount, level, received, paid, commission,
    half_spread, stress_half_spread, stress_vix, liquidation_half_spread, voluntary_stop, and those of [fx_trades] by
    their names. `market`: days, rate, dollar, yen, vix, next_day.

    An open trade: opened, contracts (signed), entry, distance (entry to stop, yen), stop, equity (of the evening that
    decided it), allowed (what it may lose, a share). `stages`: trades on record, share won, mean gain over mean loss
    (None without a loss), fall of their curve, and whether the evening attacks.
    """

    def __init__(self, settings, market):
        self.s, self.m = settings, market
        self.cash, self.size, self.mark = 0.0, 0, None
        self.trades, self.planned, self.most_leverage = [], None, 0.0
        self.closing = None
        self.ruined = self.stopped = self.gone = False
        self.sums, self.rows, self.closed, self.stages = [], [], [], []
        self.seen = set()

    def run(self):
        for t in range(len(self.m["days"])):
            self.session(t)
        return self

    def session(self, t):
        if t == 0:
            self.cash = self.s["capital"]
        else:
            self.cash += self.interest(t)
        self.fill(t)
        self.to_market(self.m["rate"][t])
        self.evening(t)
        held = self.size
        binding = "" if self.ruined else self.decide(t)
        target = [] if self.planned is None else [count for _, count in self.planned if count]
        self.sums.append(self.cash)
        if not (self.gone or self.ruined):
            self.rows.append((held, sum(target), len(target), binding))

    # --- the account of docs/fx_margin.md

    def interest(self, t):
        """Swap points, and what a debt costs, since the session before."""
        m, days = self.m, self.m["days"][t] - self.m["days"][t - 1]
        debt = min(self.cash, 0.0) * (m["yen"][t - 1] + 0.05) * days / 365
        value = self.size * self.s["lot"] * (self.mark or 0.0)
        swap = value * (m["dollar"][t - 1] - m["yen"][t - 1]) * days / 365
        return debt + swap * (self.s["received"] if swap > 0 else self.s["paid"])

    def requirement(self, rate):
        """Of one contract."""
        lots = self.s["lot"] / 10_000
        return lots * (self.s["share"] * 10_000 * rate if self.s["amount"] is None else self.s["amount"])

    def to_market(self, rate):
        if self.size:
            gain = self.size * self.s["lot"] * (rate - self.mark)
            if not (self.ruined and gain > 0):
                self.cash += gain
                self.mark = rate

    def exchange(self, size, rate, half_spread):
        """Buy or sell `size` contracts; the price, half-spread included."""
        self.to_market(rate)
        at = self.mark if self.size and self.ruined else rate
        self.size, self.mark = self.size + size, at
        self.cash -= abs(size) * (self.s["commission"] + half_spread * self.s["lot"])
        return at + math.copysign(half_spread, size)

    def fill(self, t):
        rate, stress = self.m["rate"][t], self.m["vix"][t] > self.s["stress_vix"]
        planned, self.planned = self.planned, None
        self.to_market(rate)
        if self.closing is not None:
            if self.size:
                stressed = self.s["stress_half_spread"] if stress else 0.0
                self.exchange(-self.size, rate, max(self.s["liquidation_half_spread"], stressed))
            self.closing, self.trades = None, []
        elif planned is not None:
            asked = sum(count for _, count in planned) - self.size
            size = self.allowed(asked, rate)
            self.seen.add("filled" if size == asked else "cut" if size else "not filled")
            price = rate
            if size:
                price = self.exchange(size, rate, self.s["stress_half_spread" if stress else "half_spread"])
            self.book(self.m["days"][t], planned, price)

    def dearest(self, count):
        spread = max(self.s["stress_half_spread"], self.s["half_spread"])
        return count * (self.s["commission"] + spread * self.s["lot"])

    def allowed(self, asked, rate):
        """The order, held to the leverage that leaves the free margin; 0 where it adds and the account
        cannot carry it.
        """
        final = self.size + asked
        if final and asked:
            equity = self.cash - self.dearest(abs(self.size) + abs(asked))
            most = max(0, math.floor(self.most_leverage * equity / (rate * self.s["lot"])))
            cut = int(math.copysign(min(abs(final), most), final)) - self.size
            asked = cut if cut * asked > 0 else 0
        final = self.size + asked
        if abs(final) > abs(self.size) or final * self.size < 0:
            left = self.cash - self.dearest(abs(asked))
            if left < abs(final) * self.requirement(rate):
                return 0
        return asked

    def evening(self, t):
        required, cash = abs(self.size) * self.requirement(self.m["rate"][t]), self.cash
        if cash <= 0 and not self.ruined:
            self.ruined, self.closing = True, t + 1
        elif not self.ruined and self.size and cash < self.s["level"] * required:
            self.gone, self.closing = True, t + 1

    # --- the trades of docs/fx_trades.md

    def book(self, day, planned, price):
        """What the fill made of the plan: where less is held than planned the newest trade is the first to go, and what
        was to be closed stays open where nothing was filled.
        """
        target = sum(count for _, count in planned)
        if self.size and (self.size * target <= 0 or abs(self.size) > abs(target)):
            return
        over = target - self.size
        left = []
        for trade, count in reversed(planned):
            kept = count
            if over * count > 0:
                kept = count - int(math.copysign(min(abs(over), abs(count)), count))
                over -= count - kept
            left.insert(0, (trade, kept))
        self.trades = [trade for trade in (self.booked(day, trade, kept, price) for trade, kept in left) if trade]

    def booked(self, day, trade, kept, price):
        if trade["entry"] is None:
            side = math.copysign(1.0, kept)
            opened = {"opened": day, "contracts": kept, "entry": price, "stop": price - side * trade["distance"]}
            return trade | opened if kept else None
        gone = trade["contracts"] - kept
        if gone:
            gain = gone * self.s["lot"] * (price - trade["entry"])
            shares = (abs(gone) * self.s["lot"] * trade["distance"] / trade["equity"], gain / trade["equity"])
            self.closed.append((trade["opened"], day, gone, trade["entry"], trade["stop"], price, gain, *shares))
        return trade | {"contracts": kept} if kept else None

    def mean_move(self, t):
        window, rate = self.s["move_window"], self.m["rate"]
        if t < window:
            return None
        return sum(abs(rate[i] - rate[i - 1]) for i in range(t - window + 1, t + 1)) / window

    def beyond(self, t, window):
        """+1 above the highest of the fixings before, -1 below the lowest, else 0."""
        if t < window:
            return 0
        before, now = self.m["rate"][t - window : t], self.m["rate"][t]
        return 1 if now > max(before) else -1 if now < min(before) else 0

    def decide(self, t):
        """Plan the next fill; the name of what decided."""
        if self.gone:
            return ""
        rate = self.m["rate"][t]
        allowed = self.allowance() if self.s["attack_loss"] != "off" else self.s["allowed_loss"]
        following = self.m["days"][t + 1] if t + 1 < len(self.m["days"]) else self.m["next_day"]
        required = abs(self.size) * self.requirement(rate)
        if month(following) != month(self.m["days"][t]):
            self.stopped = False
        elif self.size and self.cash / required < self.s["voluntary_stop"]:
            self.stopped = True
        if self.stopped:
            self.planned = [(trade, 0) for trade in self.trades]
            return "voluntary_stop" if self.trades else ""
        staying, closing = self.exits(t)
        new, opening = self.entry(t, staying)
        sizes, shrinking = self.shrunk(staying, rate)
        room = self.most(rate) - sum(abs(size) for size in sizes)
        counts = {trade["opened"]: size for trade, size in zip(staying, sizes, strict=True)}
        self.planned = [(trade, counts.get(trade["opened"], 0)) for trade in self.trades]
        if new is not None:
            new["allowed"] = allowed
            size = min(self.bearable(new), room)
            if size > 0:
                self.planned.append((new, new["side"] * size))
                self.seen |= {"attack"} if allowed > self.s["allowed_loss"] else set()
                self.seen.add("opened beside a smaller one" if shrinking else opening)
            else:
                opening = ""
        self.most_leverage = rate * self.s["lot"] / ((1 + self.s["free_margin"]) * self.requirement(rate))
        return shrinking or opening or closing

    def exits(self, t):
        """Trades that stay, and what closed the others."""
        rate = self.m["rate"][t]
        if not self.trades:
            return [], ""
        side = math.copysign(1, self.trades[0]["contracts"])
        if self.beyond(t, self.s["exit_window"]) == -side:
            return [], "exit"
        staying = [trade for trade in self.trades if side * (rate - trade["stop"]) > 0]
        return staying, "stop" if len(staying) < len(self.trades) else ""

    def entry(self, t, staying):
        """The trade that is opened, without its size, and why."""
        move, rate = self.mean_move(t), self.m["rate"][t]
        if move is None or (staying and len(staying) < len(self.trades)):
            return None, ""
        new = {"entry": None, "equity": self.cash}
        if staying:
            newest = staying[-1]
            side = 1 if newest["contracts"] > 0 else -1
            enough = side * (rate - newest["entry"]) >= self.s["spacing"] * move
            if len(staying) < self.s["most_trades"] and enough:
                return self.with_stop(new | {"side": side}, t, move, "further")
            return None, ""
        side = self.beyond(t, self.s["entry_window"])
        if side == 0 or (side < 0 and not self.s["short"]):
            return None, ""
        return self.with_stop(new | {"side": side}, t, move, "breakout")

    def with_stop(self, new, t, move, why):
        """The trade with the distance to its stop, and why; none while the low of its window is not known."""
        if self.s["stop_by"] == "moves":
            return new | {"distance": self.s["stop"] * move}, why
        window, rate = self.s["stop_window"], self.m["rate"]
        if t < window:
            return None, ""
        before = rate[t - window : t]
        away = rate[t] - min(before) if new["side"] > 0 else max(before) - rate[t]
        self.seen.add("stop at the low" if away > self.s["stop_floor"] * move else "stop at the least distance")
        return new | {"distance": max(away, self.s["stop_floor"] * move)}, why

    def allowance(self):
        """What a trade decided on this evening may lose, by the trades of which nothing is left."""
        open_ones, trades, curve = {trade["opened"] for trade in self.trades}, {}, [1.0]
        for opened, *_, risked, gained in self.closed:
            before = trades.pop(opened, (0.0, 0.0))
            trades[opened] = (before[0] + risked, before[1] + gained)
        over = [parts for opened, parts in trades.items() if opened not in open_ones]
        for _, gained in over:
            curve.append(curve[-1] * (1 + gained))
        gains = [gained / risked for risked, gained in over if gained > 0]
        losses = [-gained / risked for risked, gained in over if gained <= 0]
        share = len(gains) / len(over) if over else 0.0
        payoff = sum(gains) / len(gains) * len(losses) / sum(losses) if gains and sum(losses) else None
        fall = 1 - curve[-1] / max(curve)
        allows = len(over) >= self.s["attack_trades"] and share >= self.s["attack_win_rate"] and bool(gains)
        allows = allows and (payoff is None or payoff >= self.s["attack_payoff"]) and fall <= self.s["attack_drawdown"]
        self.seen |= {"attack over"} if self.stages and self.stages[-1][-1] and not allows else set()
        self.stages.append((len(over), share if over else None, payoff, fall, allows))
        return self.s["attack_loss"] if allows else self.s["allowed_loss"]

    def bearable(self, trade):
        """Contracts that lose at most what a trade may today."""
        return max(0, math.floor(trade["allowed"] * self.cash / (trade["distance"] * self.s["lot"])))

    def most(self, rate):
        return max(0, math.floor(self.cash / ((1 + self.s["free_margin"]) * self.requirement(rate))))

    def shrunk(self, staying, rate):
        """Signed contracts of the trades that stay, and the condition that made them smaller."""
        name, left = "", self.most(rate)
        sizes = []
        for trade in staying:
            count = min(abs(trade["contracts"]), self.bearable(trade))
            if count < abs(trade["contracts"]):
                name = name or "allowed_loss"
            if count > left:
                name = "free_margin"
            count = min(count, left)
            left -= count
            sizes.append(int(math.copysign(count, trade["contracts"])) if count else 0)
        return sizes, name
