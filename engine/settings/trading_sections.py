"""The sections of a run's settings that say when and what is traded and by which rules, each with its units,
ranges and defaults.
"""

from collections.abc import Mapping
from math import inf
from typing import Annotated, Literal

from pydantic import (
    Field,
    ValidationError,
    ValidatorFunctionWrapHandler,
    WrapValidator,
    model_validator,
)
from pydantic_core import PydanticCustomError

from data.market.periods import period_of
from data.signals.volatility import Measure, MeasureName
from engine.settings.roots import FutureRoot, OptionRoot
from engine.settings.section import CalendarDay, Distance, Factor, Money, Scale, Section, Share, Volatility
from strategies.overlay.option_choice import PRUDENT_BUDGET
from strategies.rules.leverage_cap import PRUDENT_LIMIT
from strategies.rules.loss_stop import LossStop


def _share_or_off(value: object, share: ValidatorFunctionWrapHandler) -> object:
    try:
        return share(value)
    except ValidationError:
        raise PydanticCustomError("share_or_off", 'should be a share from 0.001 to 1, such as 0.02, or "off"') from None


def _money_or_off(value: object, money: ValidatorFunctionWrapHandler) -> object:
    try:
        return money(value)
    except ValidationError:
        told = 'should be an amount from 1 to 1e12, such as 2000, or "off"'
        raise PydanticCustomError("money_or_off", told) from None


def _points_or_off(value: object, points: ValidatorFunctionWrapHandler) -> object:
    try:
        return points(value)
    except ValidationError:
        raise PydanticCustomError("points_or_off", 'should be points from 1 to 1000, such as 25, or "off"') from None


class Period(Section):
    """First and last day, both included; empty means as far as the market goes. Rules may look at older data. `period =
    "2020-03"` in place of the section stands for both: a name of `data/facts/periods.csv`, a year, a month, years such
    as 1999-2018, or two ends such as 2007-10..2009-03.
    """

    start: CalendarDay | None = None
    end: CalendarDay | None = None

    @model_validator(mode="before")
    @classmethod
    def _by_name(cls, given: object) -> object:
        return (
            given
            if isinstance(given, Mapping | Period)
            else dict(zip(("start", "end"), period_of(str(given)), strict=True))
        )

    @model_validator(mode="after")
    def _in_order(self) -> "Period":
        if self.start and self.end and self.end <= self.start:
            raise ValueError(f"period.end {self.end} should come after period.start {self.start}")
        return self


class Overlay(Section):
    """Pattern A's futures: notional / equity, the contract, the limit on total exposure after a fill, and when to
    rebalance. Where no limit is set it follows the ratio: 1 + 1.1 x ratio, a tenth of the overlay for drift, and at
    most 1.3; a ratio above 0.3 needs one that is set. `after_gains` is a mistake to learn from, not advice: each month
    that ends at a new high raises the ratio by this share of it, until `stops.monthly_loss` is lost since a month
    began; never above the limit.
    """

    ratio: Annotated[float, Field(ge=0.0, le=20.0)] = 0.20
    contract: FutureRoot = "MES"
    max_total_exposure: Annotated[float, Field(ge=1.0, le=21.0)] | None = None
    acknowledge_high_leverage: bool = False
    rebalance: Literal["daily", "monthly", "quarterly"] = "daily"
    band: Share = 0.03
    after_gains: Factor = 0.0

    @model_validator(mode="after")
    def _within_limits(self) -> "Overlay":
        if (self.max_total_exposure or 1.0) > PRUDENT_LIMIT and not self.acknowledge_high_leverage:
            raise ValueError(
                f"overlay.max_total_exposure {self.max_total_exposure} is above {PRUDENT_LIMIT}; "
                "set overlay.acknowledge_high_leverage = true if you mean it",
            )
        return self


class HalvingRule(Section):
    """Volatility halving: annual decimals, window and restore_sessions in sessions. `measure` is what volatility is
    seen by: `realised` (closes), `ewma` (closes, the more recent the more, by `decay` a session), `parkinson` (highs
    and lows), `atr` (true ranges), each over `window` but for `ewma`, or `implied` (the VIX); all at the same scale.
    """

    enabled: bool = True
    measure: MeasureName = "realised"
    decay: Annotated[float, Field(ge=0.5, le=0.999)] = 0.94
    window: Annotated[int, Field(ge=2, le=252)] = 21
    halve_above: Volatility = 0.20
    restore_below: Volatility = 0.18
    restore_sessions: Annotated[int, Field(ge=1, le=252)] = 5
    factor: Share = 0.5

    @model_validator(mode="after")
    def _hysteresis(self) -> "HalvingRule":
        if self.restore_below > self.halve_above:
            raise ValueError(
                f"halving.restore_below {self.restore_below} should not be above halving.halve_above {self.halve_above}"
            )
        return self

    @property
    def measured_by(self) -> Measure:
        """What volatility is measured by."""
        return Measure(self.measure, self.window, self.decay)


class Stops(Section):
    """Stops that close the overlay until the next month: `monthly_loss` since the month began (a share of equity, such
    as 0.01 or 0.02, or "off"), `monthly_amount` of money lost since then (or "off"; in the currency of the `account`
    or, at the rate of each evening, of the `investor`), whichever comes first; and the voluntary stop at the profile's
    margin ratio.
    """

    monthly_loss: Annotated[
        Annotated[float, Field(ge=0.001, le=1.0)] | Literal["off"], WrapValidator(_share_or_off)
    ] = 0.02
    monthly_amount: Annotated[Money | Literal["off"], WrapValidator(_money_or_off)] = "off"
    amount_currency: Literal["account", "investor"] = "account"
    voluntary: bool = True

    @property
    def limit(self) -> float | None:
        """Loss since the month began at which the overlay is closed, a share of equity above 0; None without a stop."""
        return None if self.monthly_loss == "off" else self.monthly_loss

    @property
    def loss(self) -> LossStop:
        """Both losses since the month began at which the overlay is closed, 0 for none."""
        return LossStop(self.limit or 0.0, 0.0 if self.monthly_amount == "off" else self.monthly_amount)


class OptionOverlaySettings(Section):
    """Pattern B's options: `budget` is premium and costs a month as a share of equity, `direction` what is bought.
    The strike is `out_of_the_money` from the index (a share of it, negative in the money), or at `delta` where that
    is set. Held to expiry, or sold `sessions_before` it on the date on which the next are bought. A budget above 0.01
    has to be acknowledged.
    """

    contract: OptionRoot = "XSP"
    budget: Annotated[float, Field(ge=0.0, le=0.05)] = 0.005
    direction: Literal["calls", "puts", "by_trend"] = "calls"
    out_of_the_money: Distance = 0.0
    delta: Annotated[float, Field(ge=0.01, le=0.99)] | None = None
    sessions_before: Annotated[int, Field(ge=0, le=15)] = 0
    acknowledge_high_budget: bool = False

    @model_validator(mode="after")
    def _within_limits(self) -> "OptionOverlaySettings":
        if self.budget > PRUDENT_BUDGET and not self.acknowledge_high_budget:
            raise ValueError(
                f"options.budget {self.budget} is above {PRUDENT_BUDGET}; "
                "set options.acknowledge_high_budget = true if you mean it"
            )
        if self.delta is not None and self.out_of_the_money != 0.0:
            raise ValueError(
                f"options.out_of_the_money {self.out_of_the_money:g} and options.delta {self.delta:g} both say the "
                "strike; leave one of them out"
            )
        return self


class TrendSettings(Section):
    """When pattern B acts: close above (calls) or below (puts) its moving average, and a strong move, by efficiency
    ratio (0 to 1), ADX (0 to 100), either of them, or no such test (`none`). Windows in sessions.
    """

    strength: Literal["either", "efficiency", "adx", "none"] = "either"
    efficiency: Share = 0.30
    adx: Annotated[float, Field(ge=0.0, le=100.0)] = 25.0
    average_window: Annotated[int, Field(ge=2, le=1000)] = 200
    efficiency_window: Annotated[int, Field(ge=2, le=1000)] = 63
    adx_window: Annotated[int, Field(ge=2, le=252)] = 14


class Short(Section):
    """Pattern hedge's short: `amount` in the currency of the account is what is hedged, held elsewhere; where it is not
    set, `overlay.ratio` of the account's own equity. It stands `always`, or only in a `downtrend` by [trend].
    """

    amount: Annotated[float, Field(ge=0.0, le=1e15)] | None = None
    when: Literal["always", "downtrend"] = "always"


class Insurance(Section):
    """Pattern C's puts: `hedge_ratio` is the share of the futures' index value they insure, `out_of_the_money` how far
    below the index their strike lies when bought. Held to expiry, or sold `sessions_before` it, and renewed then with
    those that expire so many `months` later (3: in March, June, September and December). Where the VIX (points) stands
    above `below_vix` on the evening on which they would be bought, the futures go without until the next of these
    dates.
    """

    contract: OptionRoot = "XSP"
    hedge_ratio: Annotated[float, Field(ge=0.0, le=2.0)] = 1.0
    out_of_the_money: Distance = 0.05
    sessions_before: Annotated[int, Field(ge=0, le=15)] = 0
    months: Annotated[int, Field(ge=1, le=12)] = 1
    below_vix: Annotated[Annotated[float, Field(ge=1.0, le=1000.0)] | Literal["off"], WrapValidator(_points_or_off)] = (
        "off"
    )

    @property
    def highest_vix(self) -> float:
        """The VIX up to which puts are bought, points; infinite where none is too high."""
        return inf if self.below_vix == "off" else self.below_vix


class OptionPrices(Section):
    """Modelled option prices: the `surface` of `data/facts/option_surface.csv`, and factors for a sensitivity run on
    the level of volatility, the slope of the smile and the bid-ask spread.
    """

    surface: Literal["fitted", "moving", "flat"] = "fitted"
    level_factor: Scale = 1.0
    slope_factor: Factor = 1.0
    spread_factor: Factor = 1.0


class Futures(Section):
    """`prices` of futures: modelled by cost of carry, or quoted, where the market has settlement prices. Financing
    spread over the bill rate for modelled ones: a series of the facts in `financing_spread`, or an annual decimal.
    Rolls are on the exchange's dates, or so many sessions earlier.
    """

    prices: Literal["modelled", "quoted"] = "modelled"
    financing: Literal["flat", "by_year"] | Annotated[float, Field(ge=-0.05, le=0.05)] = "flat"
    roll_sessions_earlier: Annotated[int, Field(ge=0, le=20)] = 0


class ExecutionSettings(Section):
    """At which price of the next session orders fill, and on which path through its bar those that wait for a price
    do: `worst` is the one of both that leaves the account with less. Our own patterns send no such orders.
    """

    fill_at: Literal["close", "open"] = "close"
    intrabar: Literal["worst", "high_first", "low_first"] = "worst"
