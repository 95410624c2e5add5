"""Real start dates: which sessions of a market some years are left from, and the run that begins on each."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

import numpy as np

from data.base.arrays import Flags
from data.base.days import Day, date_of, day_of, iso, month_number
from data.base.errors import ConfigError
from data.market.market import Market
from data.synthetic.moves import known_sessions
from engine.assembly.broker_terms import changes_of_terms
from engine.settings.run_config import RunConfig, parse_config


class Window(NamedTuple):
    """Rows of a market: the start date, and the one after the last session. Runs over windows of one `stretch` have the
    same terms, but for their opening capital, and no session lies between them that a run could not have.
    """

    first: int
    end: int
    stretch: int


def windows(config: RunConfig, market: Market, years: int) -> list[Window]:
    """A window of so many years from every session on which a run may begin, as far as the market has all of its
    sessions with what the configuration needs of them. Raises `ConfigError` where there is none.
    """
    lacks, beyond = np.cumsum([0, *~_known(config, market)]), market.next_sessions[-1]
    terms = np.searchsorted(changes_of_terms(config), market.days, side="right")
    ends = ((row, years_later(day, years)) for row, day in enumerate(market.days) if day >= market.starts)
    within = ((row, market.row_from(end)) for row, end in ends if end <= beyond)
    found = [Window(row, end, int(lacks[row] + terms[row])) for row, end in within if lacks[row] == lacks[end]]
    if not found:
        raise ConfigError(
            f"--history: from no session of this market, {iso(market.starts)} to {iso(market.days[-1])}, does it have "
            f"{years} years of what these settings need; ask for fewer --years"
        )
    return found


def _known(config: RunConfig, market: Market) -> Flags:
    yen = config.investor.currency == "JPY" != config.capital.currency
    return known_sessions(market, opens=config.execution.fill_at == "open", yen=yen)


def years_later(day: Day, years: int) -> Day:
    """The day with the same date so many years later, for a leap day that is not there the day after it would be.

    >>> date_of(years_later(day_of(date(1988, 2, 29)), 1))
    datetime.date(1989, 3, 1)
    """
    today = date_of(day)
    return day_of(date(today.year + years, today.month, 1)) + today.day - 1


def first_of_months(found: Sequence[Window], market: Market) -> list[Window]:
    """The first window of each month."""
    by_month = {month_number(market.days[one.first]): one for one in reversed(found)}
    return list(reversed(by_month.values()))


def over(config: RunConfig, market: Market, window: Window) -> RunConfig:
    """The configuration as it runs over a window, and nothing else."""
    period = {"start": date_of(market.days[window.first]), "end": date_of(market.days[window.end - 1])}
    return parse_config({**config.settings(), "period": period}, "survive")
