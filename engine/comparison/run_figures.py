"""A run in a few figures: what there is to say about it without its rows."""

from collections import Counter
from typing import TYPE_CHECKING

from data.base.arrow import to_array
from engine.analysis.against_index import index_closes, index_returns
from engine.analysis.attribution import by_source, daily_attribution
from engine.analysis.investor import investor_tables
from engine.analysis.metrics import date_metrics, index_metrics, metrics

if TYPE_CHECKING:
    from data.market.market import Market
    from engine.results.run import RunResult

Figure = float | str | None


def figures(run: "RunResult", market: "Market | None" = None) -> dict[str, Figure]:
    """Every figure by name: those that the run was saved with, and those that came later; those against the index only
    with the market the run was made on. Dates and index are in the currency in which the run is told. Raises
    `DataError` and `ConfigError` as `metrics` does.
    """
    known: dict[str, Figure] = {**run.metrics, **metrics(run.tables, but=run.metrics), **date_metrics(run.tables)}
    if market is None or market.digest != run.manifest["market"]["content_sha256"]:
        return known
    days = to_array(run.table("equity")["date"]).tolist()
    abroad = run.currency != run.config.capital.currency
    closes = index_closes(market, run.currency if abroad else "USD")
    return {**known, **index_metrics(investor_tables(run.tables), index_returns(market, days, closes))}


def sources(run: "RunResult") -> dict[str, float]:
    """What each source of return earned over the run, account currency, costs negative; their sum is the gain."""
    daily = daily_attribution(run.tables)
    return by_source(daily.categories, daily.amounts.sum(axis=0))


def event_counts(run: "RunResult") -> dict[str, int]:
    """How often each kind of event happened, the most frequent first."""
    return dict(Counter(run.table("events")["kind"].to_pylist()).most_common())


def span(run: "RunResult") -> tuple[str, str, int]:
    """(first session, last session, how many) of a run; the days as ISO dates."""
    dates = run.table("equity")["date"]
    return str(dates[0].as_py()), str(dates[-1].as_py()), len(dates)
