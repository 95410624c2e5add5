"""The sections of a run's settings that say whose money it is and how its broker treats it, each with its units,
ranges and defaults.
"""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import Field, field_validator, model_validator

from data.base.meant import hint
from data.fund.failures import failure, failures
from data.fund.funds import bill_fund
from engine.account.profile_file import profile_table
from engine.account.profiles import BOUNDS, names_in
from engine.settings.section import CalendarDay, Cost, Factor, Money, Points, Scale, Section, Share, Spread


class Capital(Section):
    """Opening capital in account currency, which is that of every contract traded."""

    initial: Money = 1_000_000.0
    currency: Literal["USD", "JPY"] = "USD"


class Investor(Section):
    """Whose money it is: the currency in which results are told besides the account's; the account's own
    where it is not set. `capital` is opening capital in it, instead of `capital.initial`, converted at the
    rate of the first session.
    """

    currency: Literal["USD", "JPY"] | None = None
    capital: Money | None = None


class Hedge(Section):
    """The currency hedge of an investor with another currency: share of equity sold forward on the last session of each
    month, cross-currency basis (annual decimal, negative makes it dearer), half-spreads of new notional and of rolling
    (JPY per USD), margin (share of notional); what of these is not set is that of the day of each roll. `buffer` is the
    cash kept for its daily result where cash may not be owed overnight, a share of what is sold: it is what the hedge
    lost in its worst 21 sessions of 1999 to 2018 (9.7 %; in the worst three, which a redemption takes, 6.0 %; since
    1981 10.6 and 6.5 %).
    """

    ratio: Share = 0.0
    basis: Annotated[float, Field(ge=-0.1, le=0.1)] | None = None
    half_spread: Spread | None = None
    roll_half_spread: Spread | None = None
    margin: Annotated[float, Field(gt=0.0, le=1.0)] | None = None
    buffer: Share = 0.10


class Fund(Section):
    """The core, one of `data/facts/funds.csv` (funds, or a `deposit` at a bank), and any of its terms overridden:
    expenses a year, mean age of its bills in calendar days (how late its yield follows), and whether the manager waives
    fees that income does not cover. `file` is a CSV of a fund of one's own with yields after costs or values of a
    share, each known `lag_days` calendar days after its date; before it begins the fund is that of `kind`.

    `currency` is that of the core where it is not the account's: yen under futures in dollars, of which the broker
    takes `currency_haircut` off besides, and which change for `conversion` (half a spread, yen per dollar); both those
    of `data/facts/currency_core.csv` where nothing is set.

    `event` is a failure of `data/facts/failures.csv` on its own day or on `event_start`, or one's `own`: a loss of
    `event_loss`, and for `event_gate` sessions no redemption but of the share `event_paid` at once, or one that takes
    `event_lag` sessions. docs/fund.md explains them.
    """

    kind: str = "mmf"
    expense_ratio: Annotated[float, Field(ge=0.0, le=0.05)] | None = None
    mean_age: Annotated[float, Field(ge=0.0, le=397.0)] | None = None
    waiver: bool | None = None
    file: str | None = None
    lag_days: Annotated[int, Field(ge=0, le=30)] = 0
    currency: Literal["account", "JPY"] = "account"
    currency_haircut: Share | None = None
    conversion: Annotated[float, Field(ge=0.0, le=5.0)] | None = None
    event: str = "none"
    event_start: CalendarDay | None = None
    event_loss: Annotated[float, Field(ge=0.0, lt=1.0)] = 0.0
    event_gate: Annotated[int, Field(ge=0, le=2_500)] = 0
    event_paid: Annotated[float, Field(ge=0.0, lt=1.0)] = 0.0
    event_lag: Annotated[int, Field(ge=0, le=60)] = 0

    @field_validator("kind")
    @classmethod
    def _known(cls, kind: str) -> str:
        bill_fund(kind)
        return kind

    @model_validator(mode="after")
    def _whole(self) -> "Fund":
        known = failures(of_brokers=False)
        if self.event not in {"none", "own", *known}:
            raise ValueError(f"fund.event = {self.event!r}: should be 'none', {', '.join(map(repr, known))} or 'own'")
        if self.event == "own" and self.event_start is None:
            raise ValueError("fund.event = 'own' needs fund.event_start, the day on which it begins")
        if self.event == "own" and not (self.event_loss or self.event_gate):
            raise ValueError(
                "fund.event = 'own' needs fund.event_loss or fund.event_gate: without them nothing happens"
            )
        if (self.event_paid or self.event_lag) and not self.event_gate:
            raise ValueError("fund.event_paid and fund.event_lag have no effect without fund.event_gate, its sessions")
        if self.event_paid and self.event_lag:
            raise ValueError("fund.event_paid has no effect with fund.event_lag: redemptions are late, and not stopped")
        return self


class BrokerFailure(Section):
    """A broker that fails: the day on which it does, the failure of `data/facts/failures.csv` as which its customers
    are paid out, for how many sessions nothing is traded from that day on, and whether the fund lies with it (not set:
    where it is margin). docs/fund.md explains them.
    """

    fails_on: CalendarDay | None = None
    like: str = "mf_global"
    frozen: Annotated[int, Field(ge=1, le=250)] = 5
    fund_inside: bool | None = None

    @field_validator("like")
    @classmethod
    def _known(cls, like: str) -> str:
        failure(like, of_broker=True)
        return like


def _of_profile(field: str) -> Any:
    """What a field of a profile may be."""
    low, high = BOUNDS[field]
    return Field(ge=low, le=high)


class AccountRules(Section):
    """The broker's profile (one of `data/facts/account_profiles.csv`, or of `profile_file`, a file of one's own in its
    form) and any field of it overridden; docs/account.md explains them.
    """

    profile: str = "us_fcm_tbill"
    profile_file: str | None = None
    fund_haircut: Annotated[float, _of_profile("fund_haircut")] | None = None
    option_haircut: Annotated[float, _of_profile("option_haircut")] | None = None
    margin_multiple: Annotated[float, _of_profile("margin_multiple")] | None = None
    redemption_lag: Annotated[int, _of_profile("redemption_lag")] | None = None
    grace: Annotated[int, _of_profile("grace")] | None = None
    closing_delay: Annotated[int, _of_profile("closing_delay")] | None = None
    recovery_counts: bool | None = None
    loss_cut_level: Annotated[float, _of_profile("loss_cut_level")] | None = None
    voluntary_stop_level: Annotated[float, _of_profile("voluntary_stop_level")] | None = None
    liquidation: Annotated[float, _of_profile("liquidation")] | None = None
    negative_cash: bool | None = None
    liquidation_half_spread: Annotated[float, _of_profile("liquidation_half_spread")] | None = None
    debit_spread: Annotated[float, _of_profile("debit_spread")] | None = None
    credit_spread: Annotated[float, _of_profile("credit_spread")] | None = None
    reduction_counts: bool | None = None
    call_to_initial: bool | None = None
    watched: bool | None = None

    @model_validator(mode="before")
    @classmethod
    def _only_one(cls, settings: Any) -> Any:
        """The profile of a file that has only one need not be named."""
        file = settings.get("profile_file") if isinstance(settings, Mapping) else None
        if not isinstance(file, str) or "profile" in settings:
            return settings
        names = names_in(profile_table(file))
        if len(names) > 1:
            raise ValueError(f"{file}: has the profiles {' and '.join(names)}; set account.profile to one of them")
        return {**settings, "profile": names[0]}

    @model_validator(mode="after")
    def _known(self) -> "AccountRules":
        names = names_in(profile_table(self.profile_file))
        if self.profile not in names:
            *others, last = map(repr, names)
            known = f"{', '.join(others)} or {last}" if others else last
            where = f"as {self.profile_file} has it" if self.profile_file else "or set account.profile_file"
            told = hint(self.profile, names, f"should be {known}, {where}")
            raise ValueError(f"account.profile = {self.profile!r}: {told}")
        return self

    @model_validator(mode="after")
    def _mends_the_breach(self) -> "AccountRules":
        if self.liquidation is not None and 0.0 < self.liquidation < 1.0:
            raise ValueError(
                f"account.liquidation {self.liquidation} would not mend a breach; 0 closes everything, 1 the minimum, "
                "k so many times that"
            )
        return self

    @property
    def told(self) -> str:
        """The profile, and what of it is overridden: `us_fcm_tbill`, or `us_fcm_tbill (grace = 2)`."""
        others = [f"{name} = {value}" for name, value in self if name != "profile" and value is not None]
        return f"{self.profile} ({', '.join(others)})" if others else self.profile


class Margin(Section):
    """Exchange margin: `source` (the published table where it reaches and the model elsewhere, or one of them
    alone), and a `scenario` laid over it: `multiply` by `factor`, or `march_2020`, the raises of that month from
    `start` on. `test` says when the account is held against it: at the close, or also at the session's adverse
    extreme (`intraday`), or as the profile's broker watches it (`broker`).
    """

    test: Literal["close", "intraday", "broker"] = "close"
    source: Literal["table_or_model", "table", "model"] = "table_or_model"
    scenario: Literal["none", "multiply", "march_2020"] = "none"
    factor: Scale = 1.0
    start: CalendarDay | None = None

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
    """Cash outside the fund, as shares of overlay notional: `sleeve` where the fund is collateral, `buffer` on top of
    initial margin where only cash is. The overlay is never so large that less than the buffer would be spare. `band` is
    how far cash may drift, as a share of itself.
    """

    sleeve: Share = 0.35
    buffer: Share = 0.30
    band: Share = 0.10


class Costs(Section):
    """Trading costs where they differ from the facts in `costs`: currency per contract and side, index points. The
    first five are those of futures; `stress_vix` also says when option spreads are those of stress. `factor` multiplies
    what every trade costs, whichever of these and of the facts it is: commissions, half-spreads of futures, options,
    funds and the currency hedge, rolls and liquidations. 0: trades are free.
    """

    commission: Cost | None = None
    half_spread: Points | None = None
    stress_half_spread: Points | None = None
    stress_vix: Points | None = None
    roll_half_spread: Points | None = None
    option_commission: Cost | None = None
    factor: Factor = 1.0


class Tax(Section):
    """Tax on calendar years, paid out of the account in the year after (docs/tax.md): none, Japan's two baskets in yen,
    or the United States with section 1256 for derivatives.
    """

    regime: Literal["none", "japan", "us_1256"] = "none"
