"""Which runs may be set side by side: those of the same market, sessions, capital and currency.
Their brokers may differ.
"""

from collections.abc import Mapping

from data.base.arrow import to_array
from data.base.errors import ConfigError
from data.market.market import Market
from engine.analysis.uncertainty import RISKLESS
from engine.results.run import RunResult
from engine.words.notes import Note, note


def check_same(runs: Mapping[str, RunResult], market: Market, *, as_it_is_today: bool) -> list[Note]:
    """Notes on runs that can be compared; raises `ConfigError` where they cannot. Their sessions are looked at
    elsewhere (`comparison_tables`).
    """
    if not runs:
        raise ConfigError("a comparison needs at least one run")
    first = next(iter(runs))
    for name, run in runs.items():
        if name in RISKLESS.values():
            raise ConfigError(
                f"a run cannot be called {name}: that is what runs are compared with; choose another name"
            )
        if run.manifest["market"]["content_sha256"] != market.digest and not (as_it_is_today and _earlier(run, market)):
            raise ConfigError(
                f"run {name} was made on another market; name its own with --market, and compare runs of the same one"
            )
        capital = [(one.opening, one.config.capital.currency) for one in (run, runs[first])]
        if capital[0] != capital[1]:
            raise ConfigError(f"runs {first} and {name} have other capital; compare like with like")
        if run.currency != runs[first].currency:
            raise ConfigError(
                f"runs {first} and {name} are told in {runs[first].currency} and {run.currency}; compare like with like"
            )
    earlier = [name for name, run in runs.items() if run.manifest["market"]["content_sha256"] != market.digest]
    return [note("earlier_market", run=name) for name in earlier]


def _earlier(run: RunResult, market: Market) -> bool:
    """Whether a run was made on the program's own market, and today's has its sessions: a file
    of one's own says where it comes from.
    """
    days, told = to_array(run.table("equity")["date"]), run.manifest["market"]
    first = market.row_from(int(days[0]))
    same = days.tolist() == market.days[first : first + len(days)]
    own = "origin" in told or (market.origin and not market.shipped)
    return same and not own and told["calendar"] == market.calendar.name
