"""The sections of a run's settings, each with its units, ranges and defaults."""

from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from data.contracts import future_roots
from data.digits import apart
from strategies.option_choice import PRUDENT_BUDGET
from strategies.rules.leverage_cap import PRUDENT_LIMIT

Title = Annotated[str, Field(max_length=40)]
Remark = Annotated[str, Field(max_length=2000)]
Share = Annotated[float, Field(ge=0.0, le=1.0)]
Money = Annotated[float, Field(ge=1.0, le=1e12)]
Cost = Annotated[float, Field(ge=0.0, le=1e4)]
Points = Annotated[float, Field(ge=0.0, le=1e3)]
Spread = Annotated[float, Field(ge=0.0, le=1.0)]
Factor = Annotated[float, Field(ge=0.0, le=10.0)]
Scale = Annotated[float, Field(ge=0.1, le=10.0)]
Distance = Annotated[float, Field(gt=-0.5, lt=0.5)]
Volatility = Annotated[float, Field(ge=0.01, le=5.0)]


def _known_future(root: str) -> str:
    if root not in future_roots():
        *others, last = map(repr, future_roots())
        raise ValueError(f"overlay.contract = {root!r}: should be {', '.join(others)} or {last}")
    return root


FutureRoot = Annotated[str, AfterValidator(_known_future)]


class Section(BaseModel):
    """A frozen group of settings that refuses unknown keys and values of the wrong type."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)


class Capital(Section):
    """Opening capital in account currency, which is that of every contract traded."""

    initial: Money = 1_000_000.0
    currency: Literal["USD", "JPY"] = "USD"


class Period(Section):
    """First and last day, both included; empty means as far as the market goes. Rules may look at older data."""

    start: date | None = None
    end: date | None = None

    @model_validator(mode="after")
    def _in_order(self) -> "Period":
        if self.start and self.end and self.end <= self.start:
            raise ValueError(f"period.end {self.end} should come after period.start {self.start}")
        return self


class Investor(Section):
    """Whose money it is: the currency in which results are told besides the account's; the account's own where it is not set. `capital` is
    opening capital in it, instead of `capital.initial`, converted at the rate of the first session.
    """

    currency: Literal["USD", "JPY"] | None = None
    capital: Money | None = None


class Hedge(Section):
    """The currency hedge of an investor with another currency: share of equity sold forward on the last session of each month,
    cross-currency basis (annual decimal, negative makes it dearer), half-spreads of new notional and of rolling (JPY per USD), margin (share of notional);
    what of these is not set is that of the day of each roll. `buffer` is the cash kept for its daily result where only cash is collateral, a share of
    what is sold: it is what the hedge lost in its worst 21 sessions of 1999 to 2018 (10.0 %; in the worst three, which a redemption takes, 5.9 %).
    """

    ratio: Share = 0.0
    basis: Annotated[float, Field(ge=-0.1, le=0.1)] | None = None
    half_spread: Spread | None = None
    roll_half_spread: Spread | None = None
    margin: Share | None = None
    buffer: Share = 0.10


class Fund(Section):
    """The money-market fund: expenses a year, and mean age of its bills in calendar days (how late its yield follows)."""

    expense_ratio: Annotated[float, Field(ge=0.0, le=0.05)] = 0.0035
    mean_age: Annotated[float, Field(ge=0.0, le=397.0)] = 30.0


class Overlay(Section):
    """Pattern A's futures: notional / equity, the contract, the exposure limit, and when to rebalance."""

    ratio: Annotated[float, Field(ge=0.0, le=20.0)] = 0.20
    contract: FutureRoot = "MES"
    max_total_exposure: Annotated[float, Field(ge=1.0, le=21.0)] = PRUDENT_LIMIT
    acknowledge_high_leverage: bool = False
    rebalance: Literal["daily", "monthly", "quarterly"] = "daily"
    band: Share = 0.03

    @model_validator(mode="after")
    def _within_limits(self) -> "Overlay":
        if self.max_total_exposure > PRUDENT_LIMIT and not self.acknowledge_high_leverage:
            raise ValueError(
                f"overlay.max_total_exposure {self.max_total_exposure} is above {PRUDENT_LIMIT}; "
                "set overlay.acknowledge_high_leverage = true if you mean it",
            )
        if 1.0 + self.ratio > self.max_total_exposure + 1e-12:
            made, limit = apart(1.0 + self.ratio, self.max_total_exposure)
            raise ValueError(
                f"overlay.ratio {self.ratio} makes total exposure {made}, above overlay.max_total_exposure "
                f"{limit}; lower the ratio or raise the limit",
            )
        return self


class HalvingRule(Section):
    """Volatility halving: annual decimals, window and restore_sessions in sessions."""

    enabled: bool = True
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


class Stops(Section):
    """Stops that close the overlay until the next month: `monthly_loss` since the month began (a share of equity, such as
    0.01 or 0.02; no stop where it is not set), and the voluntary stop at the profile's margin ratio.
    """

    monthly_loss: Annotated[float, Field(ge=0.001, le=1.0)] | None = None
    voluntary: bool = True


class OptionOverlaySettings(Section):
    """Pattern B's options: `budget` is premium and costs a month as a share of equity, `direction` what is bought. The strike is
    `out_of_the_money` from the index (a share of it, negative in the money), or at `delta` where that is set. Held to expiry, or sold
    `sessions_before` it on the date on which the next are bought. A budget above 0.01 has to be acknowledged.
    """

    contract: Literal["SPX", "XSP", "ES"] = "XSP"
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
                f"options.out_of_the_money {self.out_of_the_money:g} and options.delta {self.delta:g} both say the strike; leave one of them out"
            )
        return self


class Trend(Section):
    """When pattern B acts: close above (calls) or below (puts) its moving average, and a strong move, by efficiency ratio (0 to 1), ADX
    (0 to 100), either of them, or no such test (`none`). Windows in sessions.
    """

    strength: Literal["either", "efficiency", "adx", "none"] = "either"
    efficiency: Share = 0.30
    adx: Annotated[float, Field(ge=0.0, le=100.0)] = 25.0
    average_window: Annotated[int, Field(ge=2, le=1000)] = 200
    efficiency_window: Annotated[int, Field(ge=2, le=1000)] = 63
    adx_window: Annotated[int, Field(ge=2, le=252)] = 14


class Insurance(Section):
    """Pattern C's puts: `hedge_ratio` is the share of the futures' index value they insure, `out_of_the_money` how far below the index
    their strike lies when bought. Held to expiry, or sold `sessions_before` it.
    """

    contract: Literal["SPX", "XSP", "ES"] = "XSP"
    hedge_ratio: Annotated[float, Field(ge=0.0, le=2.0)] = 1.0
    out_of_the_money: Distance = 0.05
    sessions_before: Annotated[int, Field(ge=0, le=15)] = 0


class OptionPrices(Section):
    """Modelled option prices: the `surface` of `data/facts/option_surface.csv`, and factors for a sensitivity run on the level of
    volatility, the slope of the smile and the bid-ask spread.
    """

    surface: Literal["moving", "flat"] = "moving"
    level_factor: Scale = 1.0
    slope_factor: Factor = 1.0
    spread_factor: Factor = 1.0


class AccountRules(Section):
    """The broker's profile (`data/facts/account_profiles.csv`) and any field of it overridden; docs/account.md explains them."""

    profile: Literal[
        "us_fcm_tbill", "cme_ief2", "retail_cash_margin", "jp_retail_futures", "jp_retail_fx", "jp_retail_fx_2007"
    ] = "us_fcm_tbill"
    fund_haircut: Share | None = None
    option_haircut: Share | None = None
    margin_multiple: Annotated[float, Field(ge=1.0, le=10.0)] | None = None
    redemption_lag: Annotated[int, Field(ge=0, le=10)] | None = None
    grace: Annotated[int, Field(ge=0, le=10)] | None = None
    closing_delay: Annotated[int, Field(ge=0, le=10)] | None = None
    recovery_counts: bool | None = None
    loss_cut_level: Annotated[float, Field(ge=0.0, le=1.0)] | None = None
    voluntary_stop_level: Annotated[float, Field(ge=1.0, le=100.0)] | None = None
    liquidation: Annotated[float, Field(ge=0.0, le=100.0)] | None = None
    negative_cash: bool | None = None
    liquidation_half_spread: Points | None = None
    debit_spread: Annotated[float, Field(ge=0.0, le=0.2)] | None = None
    credit_spread: Spread | None = None

    @model_validator(mode="after")
    def _mends_the_breach(self) -> "AccountRules":
        if self.liquidation is not None and 0.0 < self.liquidation < 1.0:
            raise ValueError(
                f"account.liquidation {self.liquidation} would not mend a breach; 0 closes everything, 1 the minimum, k so many times that"
            )
        return self


class Margin(Section):
    """Exchange margin: `source` (the published table where it reaches and the model elsewhere, or one of them alone), and a
    `scenario` laid over it: `multiply` by `factor`, or `march_2020`, the raises of that month from `start` on. `test` says when
    the account is held against it: at the close, or also at the session's adverse extreme (`intraday`).
    """

    test: Literal["close", "intraday"] = "close"
    source: Literal["table_or_model", "table", "model"] = "table_or_model"
    scenario: Literal["none", "multiply", "march_2020"] = "none"
    factor: Scale = 1.0
    start: date | None = None

    @model_validator(mode="after")
    def _whole(self) -> "Margin":
        if self.scenario == "march_2020" and self.start is None:
            raise ValueError("margin.scenario = 'march_2020' needs margin.start, the day on which the raises begin")
        if self.scenario != "march_2020" and self.start is not None:
            raise ValueError("margin.start has no effect without margin.scenario = 'march_2020'")
        if self.scenario != "multiply" and self.factor != 1.0:
            raise ValueError("margin.factor has no effect without margin.scenario = 'multiply'")
        return self


class Cash(Section):
    """Cash outside the fund, as shares of overlay notional: `sleeve` where the fund is collateral, `buffer` on top of initial
    margin where only cash is. The overlay is never so large that less than the buffer would be spare. `band` is how far cash may
    drift, as a share of itself.
    """

    sleeve: Share = 0.10
    buffer: Share = 0.30
    band: Share = 0.50


class Costs(Section):
    """Trading costs where they differ from `data/facts/costs.csv`: currency per contract and side, index points. The first five are
    those of futures; `stress_vix` also says when option spreads are those of stress.
    """

    commission: Cost | None = None
    half_spread: Points | None = None
    stress_half_spread: Points | None = None
    stress_vix: Points | None = None
    roll_half_spread: Points | None = None
    option_commission: Cost | None = None


class Futures(Section):
    """`prices` of futures: modelled by cost of carry, or quoted, where the market has settlement prices. Financing spread over the bill rate for
    modelled ones: a series of `data/facts/financing_spread.csv`, or an annual decimal. Rolls are on the exchange's dates, or so many sessions earlier.
    """

    prices: Literal["modelled", "quoted"] = "modelled"
    financing: Literal["flat", "by_year"] | Annotated[float, Field(ge=-0.05, le=0.05)] = "flat"
    roll_sessions_earlier: Annotated[int, Field(ge=0, le=20)] = 0


class Execution(Section):
    """At which price of the next session orders fill."""

    fill_at: Literal["close", "open"] = "close"


class Tax(Section):
    """Tax on calendar years, paid out of the account in the year after (docs/tax.md): none, Japan's two baskets in yen, or the United States
    with section 1256 for derivatives.
    """

    regime: Literal["none", "japan", "us_1256"] = "none"
