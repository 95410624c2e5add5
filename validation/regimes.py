"""Crash windows and bear markets of 1998 to 2020, on the future and on the index, against a list printed before this
code; labels of the whole market.

python -m validation.regimes        writes docs/regimes.md
"""

import csv
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal, NamedTuple

import numpy as np
import pandas as pd

from data.base.arrays import Floats
from data.base.days import Day, day_of, iso
from data.contracts.calendars import xnys
from data.market.embedded import embedded_market
from data.signals.regimes import vix_bands
from engine.analysis.ex_post_regimes import crash_windows, month_ends
from engine.analysis.pagan_sossounov import turning_points
from validation.bear_markets import bear_markets
from validation.public_data import file
from validation.regimes_whole import bear_table as whole_bears
from validation.regimes_whole import crash_table as whole_crashes
from validation.regimes_whole import crisis_table, in_label, setting_table, share_table, yearly_change

PAGE = Path(__file__).parents[1] / "docs" / "regimes.md"
PRINTED = Path(__file__).parent / "published" / "regimes.csv"
FUTURES = "sp500_futures_front_next_daily.csv"
FIRST = day_of(date(1998, 1, 2))

Kind = Literal["crash", "bear"]


class Levels(NamedTuple):
    """A series: sessions, and its level at each, in any unit."""

    days: list[Day]
    closes: Floats


class Fall(NamedTuple):
    """A crash or a bear market; `seen` is the first flag or the crossing. Depth in percent. What was not printed is
    None.
    """

    peak: Day
    seen: Day | None
    trough: Day
    depth: float | None

    def meets(self, other: "Fall") -> bool:
        """Whether they have a day in common, from peak to trough."""
        return self.peak <= other.trough and other.peak <= self.trough


@cache
def futures() -> Levels:
    """The front S&P 500 future without its roll gaps, first level 1: the excess return of the index, as a holder earned
    it.

    On the session after a roll the return is that of the new contract, from its price as next contract the evening
    before.
    """
    table = pd.read_csv(file(FUTURES), parse_dates=["date"])
    price, contract = table["price"].to_numpy(), table["contract"].to_numpy()
    rolled = contract[1:] != contract[:-1]
    before = np.where(rolled, table["next_price"].to_numpy()[:-1], price[:-1])
    if (rolled & (table["next_contract"].to_numpy()[:-1] != contract[1:])).any() or np.isnan(before).any():
        raise ValueError(f"{FUTURES}: a roll goes to a contract that has no price the evening before")
    return Levels([day_of(at.date()) for at in table["date"]], np.cumprod(np.append(1.0, price[1:] / before)))


@cache
def filled() -> Levels:
    """The future with the sessions its file lacks: there it moves as the index does."""
    days, levels = futures()
    index = cash()
    held = np.array(days)
    session = np.array([day for day in index.days if days[0] <= day <= days[-1]])
    at = np.searchsorted(held, session, side="right") - 1
    closes = index.closes[index.days.index(days[0]) :][: len(session)]
    return Levels(session.tolist(), levels[at] * closes / closes[np.searchsorted(session, held[at])])


def cash() -> Levels:
    """Closes of the index."""
    return Levels(embedded_market().days, embedded_market().floats("close"))


def compared() -> Levels:
    """Closes of the index until the last price of the future."""
    days, closes = cash()
    count = days.index(futures().days[-1]) + 1
    return Levels(days[:count], closes[:count])


@cache
def printed(kind: Kind) -> list[Fall]:
    """The list of the file, in order of time."""
    with PRINTED.open(encoding="utf-8", newline="") as lines:
        return [
            Fall(
                _day(row["peak"]), _day(row["seen"]) if row["seen"] else None, _day(row["trough"]), _depth(row["depth"])
            )
            for row in csv.DictReader(lines)
            if row["kind"] == kind
        ]


def _day(text: str) -> Day:
    return day_of(date.fromisoformat(text))


def _depth(text: str) -> float | None:
    return float(text) if text else None


def found(kind: Kind, levels: Levels) -> list[Fall]:
    """What the rules find in a series from 1998 on."""
    falls = [
        *(
            Fall(one.peak, one.first_flag, one.trough, 100.0 * one.depth)
            for one in crash_windows(*levels)
            if kind == "crash"
        ),
        *(Fall(one.peak, one.known, one.trough, 100.0 * one.depth) for one in bear_markets(*levels) if kind == "bear"),
    ]
    return [fall for fall in falls if fall.peak >= FIRST]


def match(wanted: Fall, falls: Sequence[Fall]) -> Fall | None:
    """The fall that shares a day with `wanted` and whose peak is nearest to its own."""
    shared = [fall for fall in falls if fall.meets(wanted)]
    return min(shared, key=lambda fall: abs(fall.peak - wanted.peak), default=None)


def sessions_apart(one: Day, other: Day) -> int:
    """Exchange sessions between two days; a day without one counts as the next session."""
    first, last = sorted((one, other))
    return sum(1 for day in xnys().between(first, last) if first <= day < last)


def furthest(one: Fall, other: Fall) -> int:
    """Sessions between the dates that lie furthest apart; what was not printed is not compared."""
    pairs = [(one.peak, other.peak), (one.seen, other.seen), (one.trough, other.trough)]
    return max(sessions_apart(mine, theirs) for mine, theirs in pairs if mine is not None and theirs is not None)


def side_by_side(columns: Sequence[Sequence[Fall]]) -> list[list[Fall | None]]:
    """One row for each fall, one cell for each list, in order of time; a fall may meet two falls of a longer list."""
    rows: list[list[Fall | None]] = []
    for number, falls in enumerate(columns):
        for fall in falls:
            if not any(row[number] == fall for row in rows):
                rest = [match(fall, others) for others in columns[number + 1 :]]
                rows.append([*[None] * number, fall, *rest])
    return sorted(rows, key=lambda row: next(fall.peak for fall in row if fall))


def crash_table() -> Iterator[str]:
    """Peak, first flag, trough and depth on each series."""
    yield "| printed | future | sessions apart | index |"
    yield "|---|---|--:|---|"
    for row in side_by_side([printed("crash"), found("crash", futures()), found("crash", compared())]):
        told = [_window(fall) if fall else "none" for fall in row]
        yield f"| {told[0]} | {told[1]} | {_apart(row[0], row[1])} | {told[2]} |"


def bear_table() -> Iterator[str]:
    """Peak, trough, crossing and depth on each series."""
    yield "| printed | future | sessions apart | future, filled | index |"
    yield "|---|---|--:|---|---|"
    for row in side_by_side(
        [printed("bear"), *(found("bear", levels) for levels in (futures(), filled(), compared()))]
    ):
        told = [_bear(fall) if fall else "none" for fall in row]
        yield f"| {told[0]} | {told[1]} | {_apart(row[0], row[1])} | {told[2]} | {told[3]} |"


def _window(fall: Fall) -> str:
    return f"{iso(fall.peak)}, {_short(fall.seen)}, {_short(fall.trough)}{_percent(fall)}"


def _bear(fall: Fall) -> str:
    known = f", known {iso(fall.seen)}" if fall.seen else ""
    return f"{iso(fall.peak)} to {iso(fall.trough)}{known}{_percent(fall)}"


def _short(day: Day | None) -> str:
    return iso(day)[5:] if day else ""


def _percent(fall: Fall) -> str:
    return f" ({fall.depth:.1f})" if fall.depth else ""


def _apart(one: Fall | None, other: Fall | None) -> str:
    return str(furthest(one, other)) if one and other else ""


def turn_table() -> Iterator[str]:
    """Peaks and troughs by Pagan and Sossounov on the index."""
    yield "| month | turn | close |"
    yield "|---|---|--:|"
    days, closes = cash()
    ends = month_ends(days)
    for turn in turning_points(closes[ends]):
        yield f"| {iso(days[ends[turn.month]])[:7]} | {'peak' if turn.peak else 'trough'} | {turn.level:,.2f} |"


def fall_between(levels: Levels, peak: str, day: str) -> float:
    """Change in percent from the highest level of `peak` to `day` to that of `day`."""
    first, last = levels.days.index(_day(peak)), levels.days.index(_day(day))
    return float(100.0 * (levels.closes[last] / levels.closes[first : last + 1].max() - 1.0))


def implied_on_holiday() -> float:
    """Fall in percent from 2007-10-09 to 2008-01-21, from the printed depth of the crash that ended on that holiday."""
    crash = next(fall for fall in printed("crash") if iso(fall.trough) == "2008-01-21")
    days, closes = futures()
    peak, start = days.index(_day("2007-10-09")), days.index(crash.peak)
    return float(100.0 * (closes[start] / closes[peak] * (1.0 + (crash.depth or 0.0) / 100.0) - 1.0))


def _numbers() -> dict[str, str]:
    falls: dict[str, Callable[[], float]] = {
        "october_future": lambda: fall_between(futures(), "2018-10-02", "2018-10-29"),
        "october_index": lambda: fall_between(cash(), "2018-10-02", "2018-10-29"),
        "february_future": lambda: fall_between(futures(), "2018-01-26", "2018-02-08"),
        "february_index": lambda: fall_between(cash(), "2018-01-26", "2018-02-08"),
        "holiday": implied_on_holiday,
        "after_holiday": lambda: fall_between(futures(), "2007-10-09", "2008-01-22"),
        "christmas_future": lambda: fall_between(futures(), "2018-09-20", "2018-12-21"),
        "christmas_filled": lambda: fall_between(filled(), "2018-09-20", "2018-12-24"),
        "christmas_index": lambda: fall_between(cash(), "2018-09-20", "2018-12-24"),
        "summer_1998": lambda: fall_between(cash(), "1998-07-17", "1998-08-31"),
        "year_2011": lambda: fall_between(cash(), "2011-04-29", "2011-10-03"),
        "september_2011": lambda: fall_between(cash(), "2011-09-16", "2011-10-03"),
        "november_2011": lambda: fall_between(cash(), "2011-10-27", "2011-11-25"),
        "june_2002": lambda: fall_between(cash(), "2002-05-24", "2002-06-25"),
        "calm_same": lambda: yearly_change(vix_bands(embedded_market().floats("vix")).codes == 0),
        "known_downtrend": lambda: yearly_change(in_label("trend_known", "downtrend")),
        "known_bear": lambda: yearly_change(in_label("bull_bear_known", "bear")),
        "rally_2008": lambda: rise_between(cash(), "2008-10-27", "2008-11-04"),
        "rally_2008_future": lambda: rise_between(futures(), "2008-10-27", "2008-11-04"),
    }
    market = embedded_market()
    return {name: f"{value():.1f}" for name, value in falls.items()} | {
        "missing": str(len(filled().days) - len(futures().days)),
        "first": iso(market.days[0]),
        "starts": iso(market.starts),
        "last": iso(market.days[-1]),
        "sessions": f"{len(market) - market.row_from(market.starts):,}",
    }


def rise_between(levels: Levels, trough: str, day: str) -> float:
    """Change in percent between two days."""
    first, last = (levels.days.index(_day(text)) for text in (trough, day))
    return float(100.0 * (levels.closes[last] / levels.closes[first] - 1.0))


def page() -> str:
    """The whole page."""
    tables = {
        "crashes": crash_table(),
        "bears": bear_table(),
        "crises": crisis_table(),
        "whole_crashes": whole_crashes(),
        "whole_bears": whole_bears(),
        "shares": share_table(),
        "turns": turn_table(),
        "settings": setting_table(),
    }
    template = Path(__file__).with_name("regimes.template.md").read_text(encoding="utf-8")
    return template.format(**{name: "\n".join(lines) for name, lines in tables.items()}, **_numbers())


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
