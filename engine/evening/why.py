"""One day of a run explained: from prices through rules, orders and fills to money and margin, and on to the next."""

from bisect import bisect_left
from typing import NamedTuple

from data.base.arrow import to_array
from data.base.days import Day, iso
from data.base.errors import ConfigError
from data.market.market import Market
from engine.evening.said import Chapter, Said, date_told, said
from engine.evening.why_account import held_on, margin_on, moves_on
from engine.evening.why_dealt import dealt_on
from engine.evening.why_decided import decided_on
from engine.evening.why_market import market_on
from engine.evening.why_money import money_on
from engine.results.run import RunResult


class Why(NamedTuple):
    """A session of a run, the sessions of the run before and after it (None: there is none), the currency of the
    account, and what there is to say, in the order of a trading day.
    """

    day: Day
    before: Day | None
    after: Day | None
    currency: str
    chapters: tuple[Chapter, ...]


def why_of(run: RunResult, day: Day, market: Market | None = None) -> Why:
    """A session of a run explained, from the tables of the run and the market it was made on; of another market, or of
    none, prices are left out, which is said. Money is in account currency, a gain positive.

    Raises `ConfigError` for a day that is no session of the run.
    """
    days = to_array(run.table("equity")["date"]).tolist()
    market = market if market is not None and market.digest == run.manifest["market"]["content_sha256"] else None
    row = bisect_left(days, day)
    if row == len(days) or days[row] != day:
        raise ConfigError(no_session(run.path.name if run.path else run.config.called, day, days))
    before, after = (days[row - 1] if row else None), (days[row + 1] if row + 1 < len(days) else None)
    following = after if after is not None or market is None else market.calendar.after(day)
    decided = (said("first"),) if before is None else decided_on(run, before, day)
    told: tuple[tuple[str, Day | None, tuple[Said, ...]], ...] = (
        ("market", day, market_on(run, day, market)),
        ("before", before, decided),
        ("dealt", day, dealt_on(run, day)),
        ("held", day, held_on(run, row)),
        ("money", day, money_on(run, row)),
        ("margin", day, margin_on(run, row)),
        ("moves", day, moves_on(run, day)),
        ("next", following, decided_on(run, day, following)),
    )
    chapters = tuple(Chapter(name, date_told(when), sentences) for name, when, sentences in told)
    return Why(day, before, after, run.config.capital.currency, chapters)


def no_session(name: str, day: Day, days: list[Day]) -> str:
    """That a day is no session of what has this name and these sessions, and which are next to it."""
    row = bisect_left(days, day)
    if 0 < row < len(days):
        return f"{iso(day)}: is no session; {name} has {iso(days[row - 1])} before it and {iso(days[row])} after it"
    return f"{iso(day)}: is outside the run; the sessions of {name} are from {iso(days[0])} to {iso(days[-1])}"
