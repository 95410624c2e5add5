"""What sessions of a path are made by for the account of a configuration."""

from bisect import bisect_left

from data.base.errors import ConfigError
from data.contracts.contracts import future_spec
from data.fund.funds import BillFund
from data.margin.margins import margin_models
from data.pricing.fitted_surface import FALL_SESSIONS
from data.signals.volatility import MEASURES
from data.synthetic.path import PathDays
from engine.assembly.core_terms import chosen_fund
from engine.fast.path_ranges import BY_NOTHING, RANGES
from engine.fast.path_terms import FundTerms, MarginTerms, ModelSince, PathTerms, RangeTerms, Windows
from engine.settings.run_config import RunConfig


def path_terms(config: RunConfig, over: PathDays, *, trend: bool) -> tuple[PathTerms, list[ModelSince]]:
    """What the sessions of a path are made by for the account of a configuration, and the margin models from the rows
    on which they come into force; `trend` is whether somebody reads it.
    """
    family, reads = future_spec(config.overlay.contract).family, config.trend
    models = margin_models(family)
    windows = Windows(
        measure=MEASURES.index(config.halving.measure),
        decay=config.halving.decay,
        volatility=config.halving.window,
        average=reads.average_window if trend else 0,
        efficiency=reads.efficiency_window,
        adx=reads.adx_window,
        fall=FALL_SESSIONS,
        per_year=over.calendar.sessions_per_year,
    )
    rows = [0, *(bisect_left(over.days, first) for first, _ in models[1:])]
    begins = models[rows.count(0) - 1][1]
    margin = MarginTerms(
        future_spec(family).multiplier, begins.slow_decay, begins.fast_decay, begins.seed_volatility,
        int(begins.long_window),
    )  # fmt: skip
    since = [ModelSince(row, model) for row, (_, model) in zip(rows, models, strict=True)]
    return PathTerms(over.first, windows, _range_terms(config), _fund_terms(chosen_fund(config)), margin), since


def require_bills(config: RunConfig) -> None:
    """Raise `ConfigError` for a core that is no fund of bills: a path has yields of bills and nothing else."""
    fund = chosen_fund(config)
    if fund.own is not None:
        raise ConfigError(f"fund.file = {config.fund.file!r}: a path has no days of it; leave it out, set fund.kind")
    if fund.rates or len(fund.spreads) > 1:
        raise ConfigError(f"fund.kind = {config.fund.kind!r}: a path has yields of bills alone; choose a fund of bills")


def _range_terms(config: RunConfig) -> RangeTerms:
    regimes, chosen = config.regimes.rules(), config.in_range
    by = RANGES.index(chosen.measure) if config.reads("in_range.measure") else BY_NOTHING
    return RangeTerms(by, chosen.sessions, regimes.trend, regimes.crash)


def _fund_terms(fund: BillFund) -> FundTerms:
    return FundTerms(fund.mean_age, max(round(2.0 * fund.mean_age), 1), fund.marked, fund.waives)
