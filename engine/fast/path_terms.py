"""What sessions of a path are made by, as plain numbers."""

from bisect import bisect_left
from dataclasses import dataclass

from data.contracts.contracts import future_spec
from data.fund.funds import BillFund
from data.margin.margins import MarginModel, margin_models
from data.pricing.fitted_surface import FALL_SESSIONS
from data.synthetic.path import PathDays
from engine.assembly.broker_terms import chosen_fund
from engine.settings.run_config import RunConfig


@dataclass(slots=True)
class Windows:
    """Sessions that signals look back (average 0: the trend is not read), those of the fall, sessions a year."""

    volatility: int
    average: int
    efficiency: int
    adx: int
    fall: int
    per_year: float


@dataclass(slots=True)
class FundTerms:
    """Mean age of the fund's bills and days for which it holds them, whether they are marked, whether its manager
    waives; see `data.fund.funds.BillFund`.
    """

    mean_age: float
    held: int
    marked: bool
    waives: bool


@dataclass(slots=True)
class MarginTerms:
    """Currency per point of the full-size contract, what volatility is measured by, and what it was before the path;
    see `data.margin.margins.MarginModel`.
    """

    multiplier: float
    slow_decay: float
    fast_decay: float
    seed_volatility: float
    long_window: int


@dataclass(slots=True)
class PathTerms:
    """All of them, and the row on which accounts begin."""

    first: int
    windows: Windows
    fund: FundTerms
    margin: MarginTerms


@dataclass(slots=True)
class ModelSince:
    """The margin model in force from a row on."""

    row: int
    model: MarginModel


def path_terms(config: RunConfig, over: PathDays, *, trend: bool) -> tuple[PathTerms, list[ModelSince]]:
    """What the sessions of a path are made by for the account of a configuration, and the margin models from the rows
    on which they come into force; `trend` is whether somebody reads it.
    """
    family, reads = future_spec(config.overlay.contract).family, config.trend
    models = margin_models(family)
    windows = Windows(
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
    return PathTerms(over.first, windows, _fund_terms(chosen_fund(config)), margin), since[rows.count(0) - 1 :]


def _fund_terms(fund: BillFund) -> FundTerms:
    return FundTerms(fund.mean_age, max(round(2.0 * fund.mean_age), 1), fund.marked, fund.waives)
