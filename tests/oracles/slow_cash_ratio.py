"""The design's example told a second time, slowly and from closes alone: what cash ratio is asked for on a day, and
when it is followed.

Nothing here remembers a state: each day looks back over all closes. Written from the text of the design, without the
rules of the project.
"""

from collections.abc import Sequence
from datetime import date
from math import fsum
from typing import NamedTuple


class Design(NamedTuple):
    """The numbers of the example: levels, the way back, floor and cap, adjustments a month (0: no limit); windows in
    sessions.
    """

    average: int = 200
    normal: float = 0.20
    alarmed: float = 0.50
    first: float = 0.40
    second: float = 0.30
    wait: int = 10
    high: int = 63
    floor: float = 0.20
    cap: float = 0.60
    most: int = 0
    breakout: bool = False


def broken(design: Design, closes: Sequence[float], start: int, today: int) -> bool:
    """Whether the last close since the session `start` that left the range of those before it left it downwards."""
    for day in range(today, start - 1, -1):
        before = closes[max(day - design.average, 0) : day]
        if len(before) == design.average and not min(before) <= closes[day] <= max(before):
            return closes[day] < min(before)
    return False


def below(design: Design, closes: Sequence[float], today: int) -> bool:
    """Whether a close is below the mean of the last closes; at the mean, and before there are enough, it is not."""
    window = closes[max(today + 1 - design.average, 0) : today + 1]
    return len(window) == design.average and closes[today] < fsum(window) / design.average


def new_high(design: Design, closes: Sequence[float], today: int) -> bool:
    """Whether a close is above all of the closes before it that count."""
    before = closes[max(today - design.high, 0) : today]
    return len(before) == design.high and closes[today] > max(before)


def asked(design: Design, closes: Sequence[float], start: int) -> list[tuple[str, float]]:
    """(state, cash ratio between floor and cap) on each day of a run that began on the session `start`."""
    days = range(start, len(closes))
    alarms = [one for one in days if _alarmed(design, closes, start, one)]
    highs = [one for one in days if new_high(design, closes, one)]
    told = (_asked(design, [one for one in alarms if one <= today], highs, today) for today in days)
    return [(state, min(max(ratio, design.floor), design.cap)) for state, ratio in told]


def _alarmed(design: Design, closes: Sequence[float], start: int, today: int) -> bool:
    return broken(design, closes, start, today) if design.breakout else below(design, closes, today)


def _asked(design: Design, alarms: Sequence[int], highs: Sequence[int], today: int) -> tuple[str, float]:
    if not alarms:
        return "normal", design.normal
    recovery = alarms[-1] + 1
    if recovery > today:
        return "alarmed", design.alarmed
    held = recovery + design.wait
    if today < held:
        return "stage 1 of 3", design.first
    if not any(held < one <= today for one in highs):
        return "stage 2 of 3", design.second
    return "normal", design.normal


def followed(design: Design, days: Sequence[date], ratios: Sequence[float]) -> list[float]:
    """The ratio ordered last, after each day but the last one: at once at first, then as often as the month of the next
    session allows; to more cash always.
    """
    orders: list[tuple[date, float]] = []
    path = []
    for ratio, fill in zip(ratios[:-1], days[1:], strict=True):
        this_month = [day for day, _ in orders if (day.year, day.month) == (fill.year, fill.month)]
        free = not design.most or len(this_month) < design.most
        if not orders or ratio > orders[-1][1] or (ratio != orders[-1][1] and free):
            orders.append((fill, ratio))
        path.append(orders[-1][1])
    return path
