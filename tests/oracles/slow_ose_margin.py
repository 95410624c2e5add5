"""The margin of Nikkei 225 futures once more, from the words of `docs/ose_margin.md`: index points for one index, each
session by itself and from all of its past.
"""

import math
from datetime import date
from itertools import pairwise

from tests.oracles.slow_market import EPOCH, facts, iso

SPAN, IMPLIED, SHORTFALL = "2000-10-30", "2011-11-14", "2023-11-06"


def day_of(text):
    return date.fromisoformat(text).toordinal() - EPOCH


def week(day):
    """A number of the week, from Monday on."""
    return (EPOCH + day - 1) // 7


def rounded(points):
    return 30.0 * math.ceil(points / 30.0 - 1e-9)


class SlowOse:
    """`days` count from 1970, closes are index points, `implied` is the volatility index, in points of percent."""

    def __init__(self, days, closes, implied):
        self.days, self.closes, self.implied = days, closes, implied
        self.moves = [0.0] + [b - a for a, b in pairwise(closes)]

    # the weeks before 2023-11-06

    def set_in(self, row):
        """What the base session of a week says; the rule is that of the day from which it is in force."""
        day = iso(self.days[row])
        return self.by_moves(row) if day < "2011-11-04" else self.by_volatility(row)

    def by_moves(self, row):
        near = [abs(self.moves[k]) for k in self.weeks_back(row, 4)]
        far = sorted(abs(self.moves[k]) for k in self.weeks_back(row, 24))
        return rounded(max(near + far[-2:-1]))

    def weeks_back(self, row, count):
        day = self.days[row]
        return [k for k in range(max(row - 140, 1), row + 1) if day - self.days[k] < 7 * count]

    def by_volatility(self, row):
        day, seen = iso(self.days[row]), self.implied[: row + 1]
        level = seen[-1]
        if day >= "2016-03-25":
            level = max(min(level, mean(seen[-5:])), mean(seen[-250:]))
        if day >= "2019-01-11":
            level = max(level, mean(seen[-500:]))
        return rounded(self.closes[row] * level / 100 / math.sqrt(250) * 2.58)

    def weekly(self, last):
        """The amounts in force up to a session: of the newest of a week's base and of a session that moved too far."""
        found, moved = [], None
        for row in range(last + 1):
            day = self.days[row]
            ahead = 2 if iso(day) < "2016-03-28" else 1
            base = max(
                (k for k in range(max(row - 20, 0), row) if week(day) - week(self.days[k]) >= ahead), default=None
            )
            if moved is not None and (base is None or moved > base):
                base = moved
            found.append(None if base is None or iso(day) < "2001-01-04" else self.set_in(base))
            limit = 1.0 if iso(day) < "2016-03-25" else 0.9
            if found[-1] and abs(self.moves[row]) > limit * found[-1]:
                moved = row
        return found

    # since then

    def variances(self, decay=0.94):
        steps = [b / a - 1 for a, b in zip(self.closes, self.closes[1:], strict=False)]
        found = [sum(step * step for step in steps[:20]) / 20]
        for step in steps:
            found.append(decay * found[-1] + (1 - decay) * step * step)
        return steps, found

    def shortfall(self, row, side):
        """Mean of the worst 2.5 % of 1,250 scaled moves and of the days of stress so far; points."""
        steps, variance = self.variances()
        now = math.sqrt(variance[row])
        scaled = [steps[k - 1] / math.sqrt(variance[k - 1]) * now for k in range(row - 1249, row + 1)]
        stress = [
            float(one["value"]) for one in facts("stress_moves")
            if one["name"] == "NK225M.move" and one["valid_from"] <= iso(self.days[row])
        ]  # fmt: skip
        losses = sorted((-side * move for move in scaled + stress), reverse=True)
        worst = losses[: math.ceil(0.025 * len(losses) - 1e-9)]
        return self.closes[row] * mean(worst)


def mean(values):
    return sum(values) / len(values)
