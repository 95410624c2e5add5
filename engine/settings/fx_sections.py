"""Settings of patterns fx, fx_trades and fx_range: a currency on margin in a yen account."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import Field, field_validator, model_validator

from data.base.days import Day
from data.base.digits import apart
from data.base.meant import hint
from data.contracts.fx_accounts import FxAccount, fx_account_names
from data.contracts.fx_contracts import FxRequirement
from engine.settings.roots import FxRoot
from engine.settings.section import Section

MOST_FREE_MARGIN = 100.0
"""A multiple of the requirement beyond which per cent are meant: at 4 % it leaves a quarter of equity for dollars."""
Level = Annotated[float, Field(ge=0.2, le=1.0)]


class Fx(Section):
    """The broker of patterns fx and fx_trades, and the currency held against yen, by its `contract` (`EURJPY1K`: 1,000
    euros): `leverage` is its value over equity when bought, and again on each fixed date of `rebalance`; `requirement`
    a share of that value (0.04 allows 25x), or `requirement_yen` for 10,000 dollars, euros and so on in its place.
    Equity / requirement below `loss_cut_level` and the broker closes everything, below `voluntary_stop` the strategy
    does until the next month (0: never). `pass_through` is the share of the rate differential that the broker pays (by
    default 0.97, of the facts in `fx`). `account` is one of `data/facts/fx_margin_accounts.csv`, day by day as it
    stood: it says what of requirement, loss-cut, calls and commissions is not set here. `securities` is the part of the
    opening capital that is pledged as shares of the index of the market instead of cash, held without a trade, with
    dividends; with `securities_move = false` they keep their value. `rates_file` is a CSV with the columns date and
    rate, yen per unit, and perhaps base_rate, what the currency earns overnight (0.04 is 4 %): rates of one's own
    instead of the program's.
    """

    leverage: Annotated[float, Field(ge=0.01, le=100.0)] = 3.0
    contract: FxRoot = "USDJPY1K"
    account: str | None = None
    requirement: Annotated[float, Field(ge=0.002, le=1.0)] | None = 0.04
    requirement_yen: Annotated[float, Field(ge=1_000.0, le=2_000_000.0)] | None = None
    loss_cut_level: Level | None = 0.5
    voluntary_stop: Annotated[float, Field(ge=0.0, le=100.0)] = 1.5
    rebalance: Literal["never", "daily", "monthly", "quarterly"] = "never"
    pass_through: Annotated[float, Field(ge=0.0, le=1.2)] | None = None
    rates_file: str | None = None
    securities: Annotated[float, Field(ge=0.0, le=0.95)] = 0.0
    securities_move: bool = True

    @field_validator("account")
    @classmethod
    def _known(cls, account: str | None) -> str | None:
        if account is not None and account not in fx_account_names():
            told = hint(account, fx_account_names(), f"should be one of {', '.join(fx_account_names())}")
            raise ValueError(f"fx.account = {account!r}: {told}")
        return account

    @model_validator(mode="before")
    @classmethod
    def _of_the_account(cls, settings: Any) -> Any:
        """What an account says is not at the default of those who have none."""
        named = isinstance(settings, Mapping) and settings.get("account") is not None
        return {"requirement": None, "loss_cut_level": None, **settings} if named else settings

    @model_validator(mode="after")
    def _one_requirement(self) -> "Fx":
        if self.account is None and (self.requirement is None or self.loss_cut_level is None):
            raise ValueError("fx.requirement and fx.loss_cut_level are of fx.account; set one")
        if self.requirement_yen is not None and self.requirement is not None and "requirement" in self.model_fields_set:
            raise ValueError(
                "fx.requirement and fx.requirement_yen are both set; choose a share of the value or an amount"
            )
        return self

    @model_validator(mode="after")
    def _stop_before_the_broker(self) -> "Fx":
        if 0.0 < self.voluntary_stop < 1.0:
            raise ValueError(
                f"fx.voluntary_stop {self.voluntary_stop} is below the requirement; choose 1.0 or more (1.5 is 150 %), "
                "or 0 for no stop"
            )
        return self

    @model_validator(mode="after")
    def _level_of_the_account(self) -> "Fx":
        if self.account is not None and self.loss_cut_level is not None:
            FxAccount.named(self.account).choice.checked(self.loss_cut_level, self.account)
        return self

    @model_validator(mode="after")
    def _takes_shares(self) -> "Fx":
        if self.securities and (self.account is None or FxAccount.named(self.account).securities_haircut >= 1.0):
            takers = (name for name in fx_account_names() if FxAccount.named(name).securities_haircut < 1.0)
            raise ValueError(
                f"fx.securities {self.securities:g} needs a broker that takes shares as margin: set fx.account to one "
                f"of {', '.join(takers)}"
            )
        return self

    def account_on(self, day: Day) -> FxAccount | None:
        """The account of the settings as it stood on a day, None where they name none."""
        return None if self.account is None else FxAccount.carried(self.account, day)

    def requirement_on(self, day: Day) -> FxRequirement:
        """What is asked for a lot of 10,000 on a day, yen: as it is set, else as the account has it."""
        if self.requirement_yen is not None:
            return FxRequirement(0.0, self.requirement_yen)
        account = self.account_on(day)
        if self.requirement is not None or account is None:
            return FxRequirement(self.requirement or 0.0)
        return account.of_a_lot

    def measured_on(self, day: Day) -> bool:
        """Whether the share asked on a day is that of the weekly tables for corporations."""
        account = self.account_on(day)
        return account is not None and account.measured and self.requirement is None and self.requirement_yen is None

    def cut_level_on(self, day: Day) -> float:
        """Equity over requirement below which the broker closes everything on a day."""
        account = self.account_on(day)
        if self.loss_cut_level is not None or account is None:
            return self.loss_cut_level or 0.0
        return account.loss_cut_level


class FxTradeRules(Section):
    """When trades of pattern fx_trades are opened and closed, and how large they are, with one stage of risk."""

    entry_window: Annotated[int, Field(ge=2, le=1000)] = 55
    exit_window: Annotated[int, Field(ge=1, le=1000)] = 20
    short: bool = True
    move_window: Annotated[int, Field(ge=2, le=252)] = 20
    stop: Annotated[float, Field(ge=0.1, le=50.0)] = 2.0
    spacing: Annotated[float, Field(ge=0.0, le=50.0)] = 0.5
    allowed_loss: Annotated[float, Field(ge=0.0001)] = 0.005
    most_trades: Annotated[int, Field(ge=1, le=20)] = 3
    free_margin: Annotated[float, Field(ge=0.0)] = 2.0
    stop_by: Literal["moves", "low"] = "moves"
    stop_window: Annotated[int, Field(ge=1, le=1000)] = 20
    stop_floor: Annotated[float, Field(ge=0.1, le=50.0)] = 0.5

    @model_validator(mode="after")
    def _leaves_sooner_than_it_enters(self) -> "FxTradeRules":
        if self.exit_window > self.entry_window:
            raise ValueError(
                f"fx_trades.exit_window {self.exit_window} should not be above fx_trades.entry_window "
                f"{self.entry_window}: "
                "the range that ends a trade is the shorter one"
            )
        return self

    @model_validator(mode="after")
    def _leaves_something(self) -> "FxTradeRules":
        if self.allowed_loss * self.most_trades >= 1.0:
            raise ValueError(
                f"fx_trades.allowed_loss {self.allowed_loss:g} in each of {self.most_trades} trades could lose all of "
                "the account at once: "
                "it is a share of equity, 0.005 is half a percent"
            )
        return self

    @model_validator(mode="after")
    def _is_a_multiple(self) -> "FxTradeRules":
        if self.free_margin > MOST_FREE_MARGIN:
            asked, most = apart(self.free_margin, MOST_FREE_MARGIN)
            raise ValueError(
                f"fx_trades.free_margin {asked} is above {most}: it is a multiple of the requirement, "
                "2 is twice as much (200 %)"
            )
        return self


class FxTradesSettings(FxTradeRules):
    """Pattern fx_trades, at most `most_trades` trades in the pair of [fx] at its broker. A trade is opened where the
    fixing leaves the range of `entry_window` sessions, further ones each `spacing` mean daily moves (of `move_window`
    sessions) beyond the last, and closed at its stop, or where the fixing turns back out of the range of `exit_window`
    sessions. The stop is `stop` mean daily moves from the entry, or (`stop_by = "low"`) as far as the lowest fixing of
    `stop_window` sessions is, of a sale the highest, at least `stop_floor` moves. Between entry and stop a trade loses
    at most `allowed_loss` of equity; equity less the requirement is at least `free_margin` times the requirement. Where
    a condition is broken, positions shrink. `short`: dollars are also sold. In the attack stage a new trade may lose
    `attack_loss`, "off" or a share above `allowed_loss`: where the trades recorded so far are at least `attack_trades`,
    at least `attack_win_rate` of them gained, the mean gain was `attack_payoff` mean losses (of what was risked), and
    their curve stands at most `attack_drawdown` below its high. `record_file` is a CSV of trades of one's own that
    count too, from the dates on which they were closed.
    """

    attack_loss: Annotated[float, Field(ge=0.0001)] | Literal["off"] = "off"
    attack_trades: Annotated[int, Field(ge=1, le=10_000)] = 30
    attack_win_rate: Annotated[float, Field(ge=0.0, le=1.0)] = 0.25
    attack_payoff: Annotated[float, Field(ge=0.0, le=100.0)] = 3.0
    attack_drawdown: Annotated[float, Field(ge=0.0, le=1.0)] = 0.10
    record_file: str | None = None

    @property
    def highest_loss(self) -> float:
        """What a trade may lose at most in any stage, a share of equity."""
        return self.allowed_loss if self.attack_loss == "off" else self.attack_loss

    @model_validator(mode="after")
    def _attacks_with_more(self) -> "FxTradesSettings":
        if self.attack_loss == "off":
            return self
        if self.attack_loss <= self.allowed_loss:
            raise ValueError(
                f"fx_trades.attack_loss {self.attack_loss:g} should be above fx_trades.allowed_loss "
                f'{self.allowed_loss:g}, what a trade may lose in normal times; or "off"'
            )
        if self.attack_loss * self.most_trades >= 1.0:
            raise ValueError(
                f"fx_trades.attack_loss {self.attack_loss:g} in each of {self.most_trades} trades could lose all of "
                "the account at once: it is a share of equity, 0.02 is 2 %"
            )
        return self


class FxRangeSettings(Section):
    """Pattern fx_range, one trade at a time in the pair of [fx], against the move: while the fixing is in a range it is
    bought at the lower `edge` and sold at the upper one, and the trade ends at the middle, at its stop, or with the
    range. Edges are `bands`, the mean of the last `window` fixings and `width` standard deviations, or the `channel` of
    the lowest and highest of `window` fixings before. A range begins where the efficiency ratio of `efficiency_window`
    sessions (0 to 1) is below `enter_below`, and is over above `leave_above`. A side that was stopped waits for a
    fixing between the edges; after `losing_streak` losses in a row (0: never) nothing is opened for `rest` sessions.
    Size, stop, free margin, sales and stages of risk are those of [fx_trades].
    """

    edge: Literal["bands", "channel"] = "bands"
    window: Annotated[int, Field(ge=2, le=1000)] = 20
    width: Annotated[float, Field(ge=0.1, le=10.0)] = 2.0
    efficiency_window: Annotated[int, Field(ge=2, le=1000)] = 63
    enter_below: Annotated[float, Field(ge=0.0, le=1.0)] = 0.15
    leave_above: Annotated[float, Field(ge=0.0, le=1.0)] = 0.20
    losing_streak: Annotated[int, Field(ge=0, le=100)] = 3
    rest: Annotated[int, Field(ge=1, le=1000)] = 20

    @model_validator(mode="after")
    def _in_order(self) -> "FxRangeSettings":
        if self.leave_above < self.enter_below:
            raise ValueError(
                f"fx_range.leave_above {self.leave_above:g} should not be below fx_range.enter_below "
                f"{self.enter_below:g}; set both"
            )
        return self
