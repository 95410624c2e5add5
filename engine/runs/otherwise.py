"""Figures of compared runs told otherwise than they are: after tax, and in yen.

After tax is another run, for tax is paid out of the account and what is paid no longer earns: the same settings once
more with `tax.regime`. In yen is the same run told to a yen investor, at the fixing of each session, without a hedge.
"""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from data.base.errors import ConfigError, OverlayError
from data.base.meant import hint
from data.market.market import Market
from engine.analysis.metrics import metrics
from engine.bt.recorder import Tell
from engine.comparison.common_sessions import between
from engine.comparison.comparable import markets_of
from engine.comparison.comparison import Comparison
from engine.comparison.comparison_schemas import SCHEMAS
from engine.comparison.comparison_tables import filled
from engine.comparison.retold import YEN, in_yen
from engine.manifest.manifest import inputs, market_told
from engine.results import stored
from engine.results.run import RunResult
from engine.runs.backtest import backtest
from engine.settings.run_config import parse_config
from engine.tax.tax_regimes import REGIMES
from engine.words.notes import Note, note, refused

TABLE = "otherwise"
BASES = ("after_tax", "in_yen", "after_tax_in_yen")
Hear = Callable[[str], Tell | None]
"""Asked before each run after tax, by its name: what hears its days."""


class Otherwise(NamedTuple):
    """How figures are told besides: after tax, of a regime (None: a run's own, where it is taxed already, Japan's for
    returns in yen, else that of section 1256), and in yen.
    """

    after_tax: bool = False
    in_yen: bool = False
    regime: str | None = None

    def of(self, run: RunResult) -> str:
        """The tax regime of a run."""
        usual = "japan" if self.in_yen or run.currency == YEN else "us_1256"
        return self.regime or (run.config.tax.regime if _is_taxed(run) else usual)


def _is_taxed(run: RunResult) -> bool:
    return run.config.tax.regime != "none"


def check_otherwise(asked: Otherwise) -> None:
    """Raise `ConfigError` for a regime of taxes that there is none of, or one that nothing is asked of."""
    if asked.regime is not None and asked.regime not in REGIMES:
        raise ConfigError(f"tax {asked.regime!r}: is no tax regime; {hint(asked.regime, REGIMES)}")
    if asked.regime is not None and not asked.after_tax:
        raise ConfigError(f"tax {asked.regime!r}: has no effect unless figures after tax are asked for (--after-tax)")


def told_otherwise(
    comparison: Comparison, market: Market | Sequence[Market], asked: Otherwise, hear: Hear = lambda _: None
) -> Comparison:
    """The comparison with the table `otherwise`: figures of each run after tax, in yen, and both, as far as they are
    asked for, of the sessions that are compared; and notes on what is assumed, or why a run has none. Raises
    `ConfigError` as `check_otherwise` does.
    """
    check_otherwise(asked)
    if not (asked.after_tax or asked.in_yen):
        return comparison
    markets = [market] if isinstance(market, Market) else list(market)
    groups = [_with_figures(group, markets, asked, hear) for group in comparison.groups]
    return replace(groups[0], apart=tuple(groups[1:]))


def _with_figures(group: Comparison, markets: Sequence[Market], asked: Otherwise, hear: Hear) -> Comparison:
    rows, notes = list[tuple[str, str, str, float | None]](), list[Note]()
    for name, run in group.whole.items():
        for basis, made in _bases(name, run, markets, asked, hear):
            if isinstance(made, RunResult):
                rows += [(name, basis, *figure) for figure in _figures(made, group).items()]
            else:
                notes.append(note("not_otherwise", run=name, why=refused(made)))
    tables = {**group.tables, TABLE: filled(TABLE, rows)}
    regimes = {name: asked.of(run) for name, run in group.whole.items()} if asked.after_tax else {}
    digest = json.dumps([group.manifest["digest"], asked])
    told = {
        "digest": hashlib.sha256(digest.encode()).hexdigest(),
        TABLE: regimes,
        "tables": stored.told(tables, SCHEMAS),
        "notes": [*group.manifest["notes"], *_assumed(asked, regimes), *_taxed_already(group, regimes), *notes],
    }
    return replace(group, tables=tables, manifest={**group.manifest, **told})


def _assumed(asked: Otherwise, regimes: Mapping[str, str]) -> list[Note]:
    taxed = [note("after_tax", regimes=list(dict.fromkeys(regimes.values())))] if asked.after_tax else []
    return [*taxed, *([note("in_yen")] if asked.in_yen else [])]


def _taxed_already(group: Comparison, regimes: Mapping[str, str]) -> list[Note]:
    """That the figures of a run are after a tax as they stand."""
    runs = [name for name in regimes if _is_taxed(group.whole[name])]
    own = list(dict.fromkeys(group.whole[name].config.tax.regime for name in runs))
    return [note("taxed_already", runs=runs, regimes=own)] if runs else []


def _bases(
    name: str, run: RunResult, markets: Sequence[Market], asked: Otherwise, hear: Hear
) -> Iterator[tuple[str, RunResult | OverlayError]]:
    """The run on each basis that is asked for, or what refuses it; once, where one refusal is that of all."""
    try:
        market = markets_of({name: run}, markets, as_it_is_today=False)[0][name]
    except OverlayError as refusal:
        yield BASES[0], refusal
        return
    taxed = _tried(lambda: _after_tax(run, market, asked.of(run), hear(name))) if asked.after_tax else None
    if taxed is not None:
        yield BASES[0], taxed
    if asked.in_yen:
        told = _tried(lambda: in_yen(run, market))
        yield BASES[1], told
        if isinstance(taxed, RunResult) and isinstance(told, RunResult):
            yield BASES[2], _tried(lambda: in_yen(taxed, market))


def _tried(make: Callable[[], RunResult]) -> RunResult | OverlayError:
    try:
        return make()
    except OverlayError as refusal:
        return refusal


def _after_tax(run: RunResult, market: Market, regime: str, tell: Tell | None) -> RunResult:
    """The same settings with a tax regime, run once more; itself where it is taxed so already. Raises `ConfigError`
    where it was made on prices, or of a file, that are not at hand, and what `backtest` raises.
    """
    if run.config.tax.regime == regime:
        return run
    here, made_on = market_told(market), run.manifest["market"]
    if missing := [key for key in ("futures_sha256", "option_quotes_sha256") if here.get(key) != made_on.get(key)]:
        raise ConfigError(f"the prices of a run ({missing[0]}) are not at hand; name its files again")
    made_of = run.manifest.get("inputs", {})
    if changed := [
        name for name, digest in inputs(run.config).get("inputs", {}).items() if made_of.get(name) != digest
    ]:
        raise ConfigError(
            f"{changed[0]} is another file today than the one that the run was made of; put that one back"
        )
    settings = run.config.settings()
    return backtest(parse_config({**settings, "tax": {"regime": regime}}, "a run after tax"), market, tell)


def _figures(made: RunResult, group: Comparison) -> dict[str, float | None]:
    """The figures of a run on the sessions that a group compares."""
    return metrics((between(made, group.common) if group.common else made).tables)
