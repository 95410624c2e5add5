"""Pattern fx_range once more, from the rules in docs/fx_range.md: the account, the sizes and the stops are those of the
slow fx_trades, its entries and exits are not.
"""

import math

from tests.oracles.slow_fx_trades import SlowFxTrades


class SlowFxRange(SlowFxTrades):
    """`settings` also: edge, window, width, efficiency_window, enter_below, leave_above, losing_streak, rest."""

    def __init__(self, settings, market):
        super().__init__(settings | {"most_trades": 1, "spacing": 0.0}, market)
        self.ranging, self.barred, self.rests_until, self.counted = False, 0, -1, 0

    def decide(self, t):
        if self.gone:
            return ""
        began = self.look(t)
        binding = super().decide(t)
        self.seen |= {"resting"} if began else set()
        return binding or ("resting" if began else "")

    def look(self, t):
        """Where the range, the barred side and the rest stand; whether a rest begins on this evening."""
        rates = self.m["rate"]
        window = self.s["efficiency_window"]
        if t >= window:
            path = sum(abs(rates[i] - rates[i - 1]) for i in range(t - window + 1, t + 1))
            efficiency = abs(rates[t] - rates[t - window]) / path if path else 0.0
            if efficiency < self.s["enter_below"]:
                self.ranging = True
            elif efficiency > self.s["leave_above"]:
                self.ranging = False
        edges = self.edges(t)
        if edges and edges[0] < rates[t] < edges[1]:
            self.barred = 0
        open_ones = {trade["opened"] for trade in self.trades}
        gains = {}
        for opened, *_, gained in self.closed:
            gains[opened] = gains.get(opened, 0.0) + gained
        over = [gain for opened, gain in gains.items() if opened not in open_ones]
        row = 0
        for gain in reversed(over[self.counted :]):
            if gain > 0:
                break
            row += 1
        if self.s["losing_streak"] and row >= self.s["losing_streak"]:
            self.counted, self.rests_until = len(over), t + self.s["rest"]
            return True
        return False

    def edges(self, t):
        """(lower, upper), None while they are not known."""
        window, rates = self.s["window"], self.m["rate"]
        if self.s["edge"] == "channel":
            return (min(rates[t - window : t]), max(rates[t - window : t])) if t >= window else None
        if t < window - 1:
            return None
        last = rates[t - window + 1 : t + 1]
        mean = sum(last) / window
        away = self.s["width"] * math.sqrt(sum((rate - mean) ** 2 for rate in last) / window)
        return mean - away, mean + away

    def exits(self, t):
        if not self.trades:
            return [], ""
        rate, edges = self.m["rate"][t], self.edges(t)
        (trade,) = self.trades
        side = 1 if trade["contracts"] > 0 else -1
        if side * (rate - (edges[0] + edges[1]) / 2) >= 0:
            return [], "middle"
        if not self.ranging:
            return [], "range_over"
        if side * (rate - trade["stop"]) <= 0:
            self.barred = side
            return [], "stop"
        return [trade], ""

    def entry(self, t, staying):
        move, rate, edges = self.mean_move(t), self.m["rate"][t], self.edges(t)
        if staying or not move or edges is None or not self.ranging or t < self.rests_until:
            return None, ""
        side = 1 if rate <= edges[0] else -1 if rate >= edges[1] else 0
        if side in {0, self.barred} or (side < 0 and not self.s["short"]):
            self.seen |= {"barred"} if side and side == self.barred else set()
            return None, ""
        return self.with_stop({"entry": None, "equity": self.cash, "side": side}, t, move, "edge")
