"""Account profiles: how a broker treats the account, as dated facts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from itertools import pairwise
from typing import Any, get_type_hints

from data.base.days import Day, iso
from data.contracts.dealing import FOREIGN_EXCHANGE, FUTURES, WORDS
from data.contracts.trading_hours import zone_of
from data.facts import FactTable, facts
from data.fund.funds import DEPOSIT, FUND, HOLDINGS
from engine.account.calls import MarginRules

TABLE = "account_profiles"
NO_DEADLINE = 1_000_000
"""Sessions of grace of a broker whose call is only a mail."""
_NOTHING_LEFT = 1.0
"""A credit spread at which cash earns nothing."""
HOURS = ("call_hour", "deadline_hour", "closing_hour")
"""Fields that are hours of the day: when a call is told, when its money is due, when the broker closes."""
OF_CORE = ("fund_haircut", "redemption_lag")
"""Fields that may be told for each kind of core."""
DEALS_IN = "deals_in"
"""Field that says what an account deals in, a code of `data.contracts.dealing`."""
BOUNDS: Mapping[str, tuple[float, float]] = {
    "fund_haircut": (0.0, 1.0),
    "option_haircut": (0.0, 1.0),
    "margin_multiple": (1.0, 10.0),
    "redemption_lag": (0, 10),
    "grace": (0, 10),
    "closing_delay": (0, 10),
    "recovery_counts": (0, 1),
    "loss_cut_level": (0.0, 1.0),
    "voluntary_stop_level": (1.0, 100.0),
    "liquidation": (0.0, 100.0),
    "negative_cash": (0, 1),
    "liquidation_half_spread": (0.0, 1e3),
    "debit_spread": (0.0, 0.2),
    "credit_spread": (0.0, 1.0),
    DEALS_IN: (0, len(WORDS) - 1),
}
"""Least and most of each field of a profile, in its unit; a `grace` may also be `NO_DEADLINE`."""
MAY_LACK: Mapping[str, tuple[float, float]] = {
    "reduction_counts": (0, 1),
    "call_to_initial": (0, 1),
    "watched": (0, 1),
    **dict.fromkeys(HOURS, (0.0, 48.0)),
    **{f"{holding}_haircut": (0.0, 1.0) for holding in HOLDINGS if holding != FUND},
    **{f"{holding}_lag": (0, 10) for holding in HOLDINGS if holding != FUND},
}
"""The same of the fields that a profile may leave out: nothing is then known of them, or the fund's own hold."""
ALL_BOUNDS: Mapping[str, tuple[float, float]] = {**BOUNDS, **MAY_LACK}


@dataclass(frozen=True, slots=True)
class AccountProfile:
    """How a broker treats the account.

    Rates are annual decimals, lags in sessions, levels multiples of maintenance margin. `fund_haircut` and
    `redemption_lag` are those of what the core is; a haircut of 1 means that it is no collateral, an `option_haircut`
    of 1 that options are none. `liquidation` is 0 for everything, else so many times the minimum that mends the breach.

    `reduction_counts` where the margin that closing part of the positions frees answers a call, `call_to_initial` where
    a call asks for initial margin, `watched` where the broker looks within the session. Hours are those of the day in
    `zone`, None where nobody says them (27 is 3 in the morning after); `late` where the deadline lies behind the fills
    of its session.
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
    reduction_counts: bool = False
    call_to_initial: bool = False
    watched: bool = False
    call_hour: float | None = None
    deadline_hour: float | None = None
    closing_hour: float | None = None
    zone: str = ""
    late: bool = False

    @property
    def cash_earns(self) -> bool:
        """Whether cash earns anything, whatever bills yield."""
        return self.credit_spread < _NOTHING_LEFT

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
            reduction_counts=self.reduction_counts,
            to_initial=self.call_to_initial,
            late=self.late,
        )

    @classmethod
    def named(cls, name: str, day: Day, table: FactTable | None = None, *, holding: str = FUND) -> "AccountProfile":
        """The profile of a table (default: `data/facts/account_profiles.csv`) as it stood on a day, the nearest where
        it says nothing of it, for a core of one of `HOLDINGS`. Raises `MissingFact` for another name.
        """
        table, kinds = table or facts(TABLE), get_type_hints(cls)
        told: dict[str, Any] = {}
        for field in (one.name for one in fields(cls)):
            fact = fact_of(name, field, holding, table)
            if field in BOUNDS or fact in table.names:
                told[field] = (float if field in HOURS else kinds[field])(table.carried(fact, day))
        if holding == DEPOSIT and f"{name}.{DEPOSIT}_haircut" not in table.names:
            told["fund_haircut"] = 1.0
        hours = [f"{name}.{field}" for field in HOURS if field in told]
        return cls(**told, zone=zone_of(table.latest(hours[0]).unit) if hours else "")

    @classmethod
    def path(
        cls, name: str, first: Day, last: Day, table: FactTable | None = None, *, holding: str = FUND
    ) -> list[tuple[Day, "AccountProfile"]]:
        """The profile from a day to another, with the days from which each holds; the first one from the first day.
        Raises `MissingFact` for another name.
        """
        table = table or facts(TABLE)
        changes = sorted({row.valid_from for row in table.under(name) if first < row.valid_from <= last})
        found = [(day, cls.named(name, day, table, holding=holding)) for day in (first, *changes)]
        return where_it_changes(found)


def fact_of(name: str, field: str, holding: str, table: FactTable) -> str:
    """The fact that tells a field of a profile: of what the core is, such as `etf_lag`, where there is one, and the
    fund's own where there is none.
    """
    own = f"{name}.{holding}_{field.rpartition('_')[2]}"
    return own if field in OF_CORE and own in table.names else f"{name}.{field}"


def where_it_changes(path: Sequence[tuple[Day, "AccountProfile"]]) -> list[tuple[Day, "AccountProfile"]]:
    """Profiles with the days from which each holds, in order, without those that are as the one before."""
    return [*path[:1], *(later for before, later in pairwise(path) if later[1] != before[1])]


def names_in(table: FactTable) -> tuple[str, ...]:
    """Names of all profiles of a table, in the order of their first days."""
    return tuple(dict.fromkeys(name.partition(".")[0] for name in table.names))


def deals_in(name: str, table: FactTable | None = None) -> int:
    """What an account of a profile deals in, a code of `data.contracts.dealing`. Raises `MissingFact` for another
    name.
    """
    return int((table or facts(TABLE)).latest(f"{name}.{DEALS_IN}").value or 0)


def profile_names(dealing: int = FUTURES) -> tuple[str, ...]:
    """Names of the profiles of accounts that deal in something (default: futures and options)."""
    return tuple(name for name in names_in(facts(TABLE)) if deals_in(name) == dealing)


def fx_profile_names() -> tuple[str, ...]:
    """Names of the profiles of brokers of foreign exchange on margin."""
    return profile_names(FOREIGN_EXCHANGE)


def profile_rows(table: FactTable) -> list[dict[str, Any]]:
    """Each profile of a table as plain values: its name, the day on which it begins (`since`), and the newest value of
    each field, in the unit of its facts.
    """
    return [
        {
            "name": name,
            "since": iso(min(row.valid_from for row in table.under(name))),
            **{field: table.latest(f"{name}.{field}").value for field in BOUNDS},
            **{field: table.latest(f"{name}.{field}").value for field in MAY_LACK if f"{name}.{field}" in table.names},
        }
        for name in names_in(table)
    ]
