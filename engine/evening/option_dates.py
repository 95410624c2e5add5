"""Fixed dates of options: what is bought on them by tonight's prices."""

from collections.abc import Iterator
from typing import Any

from data.base.days import Day
from data.base.sums import total
from engine.evening.cash_tonight import lag_of, send_by
from engine.evening.evening import Evening
from engine.evening.standing_of import sizes_after
from strategies.overlay.insured_futures import InsuredFutures
from strategies.overlay.option_buying import OptionBuying

Told = tuple[Day, str, str, str, int | None, float | None, Day | None]
"""Day, code, contract, the one in its place, contracts, amount and the evening of the redemption, as in
`engine.evening.dates_ahead.DateAhead`.
"""


def option_dates(evening: Evening, first: Day, last: Day) -> Iterator[Told]:
    """Fixed dates of patterns that buy options."""
    strategy, calendar = evening.strategy, evening.broker.feed.market.calendar
    if not isinstance(strategy, OptionBuying | InsuredFutures):
        return
    lag = lag_of(evening.broker.account)
    for day in calendar.between(first, last):
        if day in strategy.dates:
            by = send_by(day, lag, calendar)
            yield (
                _premium(evening, strategy, day, by)
                if isinstance(strategy, OptionBuying)
                else _insurance(evening, strategy, day, by)
            )


def _premium(evening: Evening, strategy: OptionBuying, day: Day, by: Day) -> Told:
    """The budget, and the options it pays for by tonight's prices beside the futures there are; none named where the
    trend lets buy none.
    """
    share, chosen = strategy.budget_left(evening.rules) if evening.rules else 0.0, strategy.chosen(day)
    budget = share * max(evening.equity, 0.0)
    if chosen is None:
        return day, "premium", "", "", None, budget, by
    return day, "premium", "", chosen.code, strategy.affordable(chosen, share, _futures(evening)), budget, by


def _futures(evening: Evening) -> float:
    """What the futures of tonight are worth at its close, signed, account currency."""
    sizes: dict[Any, int] = sizes_after(evening.broker)
    return total(size * one.close[0] * one.multiplier for one, size in sizes.items() if one.is_margined)


def _insurance(evening: Evening, strategy: InsuredFutures, day: Day, by: Day) -> Told:
    """The puts that the futures of tonight ask for, and what they cost by tonight's prices."""
    sizes: dict[Any, int] = sizes_after(evening.broker)
    futures = int(total(size for one, size in sizes.items() if one.is_margined))
    chosen = strategy.listed("P", strategy.dates.series(day), strategy.p.out_of_the_money)
    puts = strategy.puts_of(futures)
    held = next((one.code for one, size in sizes.items() if one.is_option and size > 0), "")
    return day, "insurance", held, chosen.code, puts, puts * evening.broker.cost_of(chosen), by
