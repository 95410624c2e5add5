"""Account profiles: how a broker treats the account, as dated facts."""

from dataclasses import dataclass, fields
from typing import get_type_hints

from data.base.days import Day
from data.facts import facts
from engine.account.margin import MarginRules

TABLE = "account_profiles"
NO_DEADLINE = 1_000_000
"""Sessions of grace of a broker whose call is only a mail."""
FX_PROFILES = ("jp_retail_fx", "jp_retail_fx_2007")
"""Profiles of brokers of foreign exchange on margin."""


@dataclass(frozen=True, slots=True)
class AccountProfile:
    """How a broker treats the account.

    Rates are annual decimals, lags in sessions, levels multiples of maintenance margin. A `fund_haircut` of 1 means
    that the fund is no collateral, an `option_haircut` of 1 that options are none; `liquidation` is 0 for everything,
    else so many times the minimum that mends the breach.
    """

    fund_haircut: float
    option_haircut: float
    margin_multiple: float
    redemption_lag: int
    grace: int
    closing_delay: int
    recovery_counts: bool
    loss_cut_level: float
    voluntary_stop_level: float
    liquidation: float
    negative_cash: bool
    liquidation_half_spread: float
    debit_spread: float
    credit_spread: float

    @property
    def fund_is_collateral(self) -> bool:
        """Whether the fund counts towards margin at all."""
        return self.fund_haircut < 1.0

    @property
    def cash_may_be_owed(self) -> bool:
        """Whether a day's loss may be owed overnight: the fund stands for it."""
        return self.fund_is_collateral and self.negative_cash

    @property
    def margin_rules(self) -> MarginRules:
        """What it says about calls."""
        return MarginRules(
            grace=self.grace,
            closing_delay=self.closing_delay,
            recovery_counts=self.recovery_counts,
            loss_cut_level=self.loss_cut_level,
            warning_level=self.voluntary_stop_level,
            money_counts=not self.fund_is_collateral,
        )

    @classmethod
    def named(cls, name: str, day: Day) -> "AccountProfile":
        """The profile of `data/facts/account_profiles.csv` as it stood on a day, the nearest where it says nothing of
        it. Raises `MissingFact` for another name.
        """
        table, kinds = facts(TABLE), get_type_hints(cls)
        return cls(**{one.name: kinds[one.name](table.carried(f"{name}.{one.name}", day)) for one in fields(cls)})


def profile_names() -> tuple[str, ...]:
    """Names of the profiles of brokers of futures and options."""
    names = dict.fromkeys(fact.name.split(".")[0] for fact in facts(TABLE))
    return tuple(name for name in names if name not in FX_PROFILES)
