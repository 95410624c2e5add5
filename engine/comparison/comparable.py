"""What may be set side by side: on which market each run was made, and which runs are like with like.

Like are runs of one market, told in one currency, whose accounts are in one currency, over the same sessions. Capital
and broker may differ: what is compared are returns, falls and ratios.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from data.base.arrow import to_array
from data.base.days import Day
from data.base.errors import ConfigError, DataError
from data.market.market import Market
from engine.analysis.returns import DAYS_PER_YEAR, LEAST_QUARTER
from engine.analysis.uncertainty import RISKLESS
from engine.comparison.fx_seen import fx_seen
from engine.results.run import RunResult
from engine.settings.run_config import RunConfig
from engine.words.notes import Note, note

Runs = Mapping[str, RunResult]
Span = tuple[Day, Day]
"""First and last session of a run, or of what runs have in common."""


NAMED_SINCE = 4
"""Version of the settings from which on a run on a market of the program says on which."""


class Group(NamedTuple):
    """Runs that are like with like, whole, by name, and the market of the first; `common` are the sessions to which
    they are cut, None where theirs are the same, `elsewhere` those that were made on another file of the market.
    """

    runs: dict[str, RunResult]
    market: Market
    common: Span | None = None
    elsewhere: tuple[str, ...] = ()


def markets_of(runs: Runs, markets: Sequence[Market], *, as_it_is_today: bool) -> tuple[dict[str, Market], list[Note]]:
    """The market of each run by name, as its pattern sees it, and notes on those that an earlier version made. Raises
    `ConfigError` for no runs, for a name that means something else, and where a run's market is not among them.
    """
    if not runs:
        raise ConfigError("a comparison needs at least one run")
    found = {name: _market_of(name, run, markets, as_it_is_today=as_it_is_today) for name, run in runs.items()}
    earlier = [name for name, market in found.items() if _made_on(runs[name]) != market.digest]
    return found, [note("earlier_market", run=name) for name in earlier]


def _market_of(name: str, run: RunResult, markets: Sequence[Market], *, as_it_is_today: bool) -> Market:
    if name in RISKLESS.values():
        raise ConfigError(f"a run cannot be called {name}: that is what runs are compared with; choose another name")
    seen = list(_of_pair(run.config, markets) if run.config.kind.market == "dollar" else markets)
    exact = [market for market in seen if market.digest == _made_on(run)]
    alike = [market for market in seen if as_it_is_today and _earlier(run, market)]
    if not (exact or alike):
        raise ConfigError(
            f"run {name} was made on another market; name its own with --market, and compare runs of the same one"
        )
    return [*exact, *alike][0]


def _of_pair(config: RunConfig, markets: Sequence[Market]) -> Iterable[Market]:
    """The markets as a pattern of foreign exchange sees them."""
    for market in markets:
        try:
            yield fx_seen(config, market)
        except DataError:
            continue  # a market without yen or the pair is not the one that it was made on


def _made_on(run: RunResult) -> str:
    return str(run.manifest["market"]["content_sha256"])


def _earlier(run: RunResult, market: Market) -> bool:
    """Whether a run was made on the program's own market, and today's has its sessions: the program's says which it is,
    as soon as there were several, and a file of one's own where it comes from.
    """
    days, told = to_array(run.table("equity")["date"]), run.manifest["market"]
    first = market.row_from(int(days[0]))
    same = days.tolist() == market.days[first : first + len(days)]
    unsaid = "shipped" not in told and run.manifest.get("settings_version", 1) >= NAMED_SINCE
    own = "origin" in told or unsaid or (market.origin and not market.shipped)
    return (
        same
        and not own
        and told["calendar"] == market.calendar.name
        and told.get("index", market.index) == market.index
    )


def groups_of(runs: Runs, where: Mapping[str, Market]) -> list[Group]:
    """Runs that are like with like together, in their order: those of other sessions cut to what they have in common,
    and beside them those among them whose own sessions are more, whole.
    """
    alike: dict[tuple[str, str, str], list[str]] = {}
    for name, run in runs.items():
        first = next(market for market in where.values() if same_market(market, where[name]))
        key = (first.digest, run.currency, run.config.capital.currency)
        alike.setdefault(key, []).append(name)
    groups = [group for names in alike.values() for group in _by_sessions({name: runs[name] for name in names}, where)]
    # what is whole besides stands behind all that stands apart for a better reason
    return sorted(groups, key=lambda group: _repeats(group, groups))


def same_market(one: Market, other: Market) -> bool:
    """Whether two markets are of one index and agree on its closes and on bills wherever both have a session: one may
    reach further than the other.
    """
    if one.digest == other.digest:
        return True
    if (one.index, one.calendar.name) != (other.index, other.calendar.name):
        return False
    first, last = max(one.days[0], other.days[0]), min(one.days[-1], other.days[-1])
    if first > last:
        return False
    rows = [slice(market.row_from(first), market.row_from(last + 1)) for market in (one, other)]
    if one.days[rows[0]] != other.days[rows[1]]:
        return False
    columns = ("close", "bill_yield")
    return all(
        np.array_equal(one.floats(name)[rows[0]], other.floats(name)[rows[1]], equal_nan=True) for name in columns
    )


def _repeats(group: Group, groups: Sequence[Group]) -> bool:
    return any(group is not other and group.runs.keys() < other.runs.keys() for other in groups)


def _by_sessions(runs: Runs, where: Mapping[str, Market]) -> list[Group]:
    clusters: list[tuple[Span, dict[str, RunResult]]] = []
    for name, run in runs.items():
        for place, (span, members) in enumerate(clusters):
            window = (max(span[0], span_of(run)[0]), min(span[1], span_of(run)[1]))
            if span == span_of(run) or _live_through(window, [*members.values(), run]):
                clusters[place] = (window, {**members, name: run})
                break
        else:
            clusters.append((span_of(run), {name: run}))
    return [group for span, members in clusters for group in _of_cluster(span, members, where)]


def _of_cluster(span: Span, members: dict[str, RunResult], where: Mapping[str, Market]) -> list[Group]:
    own: dict[Span, dict[str, RunResult]] = {}
    for name, run in members.items():
        own.setdefault(span_of(run), {})[name] = run
    if len(own) == 1:
        return [_group(members, where)]
    whole = [_group(runs, where) for others, runs in own.items() if len(runs) > 1 and others != span]
    return [_group(members, where, span), *whole]


def _group(runs: dict[str, RunResult], where: Mapping[str, Market], common: Span | None = None) -> Group:
    market = where[next(iter(runs))]
    return Group(runs, market, common, tuple(name for name in runs if where[name].digest != market.digest))


def _live_through(span: Span, runs: Sequence[RunResult]) -> bool:
    return long_enough(span) and all(alive(run, span[0]) for run in runs)


def span_of(run: RunResult) -> Span:
    """First and last session of a run."""
    days = to_array(run.table("equity")["date"])
    return int(days[0]), int(days[-1])


def long_enough(span: Span) -> bool:
    """Whether there is enough between two sessions for any figure of risk: a quarter of a year."""
    return span[1] - span[0] >= LEAST_QUARTER * DAYS_PER_YEAR


def alive(run: RunResult, day: Day) -> bool:
    """Whether the account of a run had equity on a session of its."""
    table = run.table("equity")
    row = int(np.searchsorted(to_array(table["date"]), day))
    return bool(to_array(table["equity"])[row] > 0.0)
