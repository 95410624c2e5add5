"""Accounts at brokers of foreign exchange on margin: what they ask, charge and close at, as dated facts."""

from dataclasses import dataclass
from typing import NamedTuple

from data.base.days import Day
from data.base.errors import ConfigError
from data.base.meant import hint
from data.contracts.fx_contracts import FxRequirement, units_of_a_lot
from data.contracts.trading_hours import zone_of
from data.facts import FactTable, facts

TABLE = "fx_margin_accounts"
COMMISSION = ("commission_per_unit", "commission_tier", "commission_per_unit_in_tier", "commission_share")
"""Facts of a commission, in the order of its fields."""
ALWAYS_THERE = ("requirement", "requirement_per_unit", "call_level", "loss_cut_level", "voluntary_stop_level")
OPTIONAL = (
    "band", "highest_per_unit", "measured", "lowest_cut", "highest_cut", "securities_haircut", "deadline_hour",
    "reduction_counts", *COMMISSION,
)  # fmt: skip
"""Facts that only some accounts have; what is absent is 0, a haircut 1."""
NUMBERS = (
    "requirement", "requirement_per_unit", "loss_cut_level", "voluntary_stop_level", "band", "highest_per_unit",
    "securities_haircut",
)  # fmt: skip
"""Facts that are fields of an account as they stand."""


class FxCommission(NamedTuple):
    """Commission of one side: quote currency `per_unit`, `in_tier` of a trade of `tier` units or more (0: there is no
    such size), and a `share` of the value dealt.
    """

    per_unit: float = 0.0
    tier: float = 0.0
    in_tier: float = 0.0
    share: float = 0.0

    def of(self, units: float, price: float) -> float:
        """Commission of one side of a trade in so many units at a price, quote currency.

        >>> FxCommission(0.1, 10_000.0, 0.05).of(9_000.0, 120.0)
        900.0
        """
        return units * (self.each(units) + self.share * price)

    def each(self, units: float) -> float:
        """Commission of a unit in a trade of so many, quote currency, without the share of its value."""
        return self.in_tier if 0.0 < self.tier <= units else self.per_unit


class FxCall(NamedTuple):
    """A margin call: equity over requirement below which there is one (0: there is none with a deadline), the hour of
    the day in a `zone` at which it is due (0: nobody says it), and whether closing part of the positions answers it.
    """

    level: float = 1.0
    deadline_hour: float = 0.0
    zone: str = ""
    reduction_counts: bool = False


class LossCutChoice(NamedTuple):
    """Levels of the loss-cut that the customer may choose from, equity over requirement; 0 where nothing is told."""

    lowest: float = 0.0
    highest: float = 0.0

    def checked(self, level: float, account: str) -> float:
        """A level that is one of them; every level is where nothing is told. Raises `ConfigError` for another."""
        if self.highest and not self.lowest <= level <= self.highest:
            raise ConfigError(
                f"a loss-cut level of {level:g} is none that {account} lets its customers choose: "
                f"{self.lowest:g} to {self.highest:g}"
            )
        return level


A_CALL = FxCall()
ANY_LEVEL = LossCutChoice()
NO_COMMISSION = FxCommission()


@dataclass(frozen=True, slots=True)
class FxAccount:
    """Terms of an FX margin account.

    The requirement is a share of the notional at the current price plus an amount of the quote currency per unit, which
    is asked once for each `band` of the price that has begun (0: once at every price), at most `highest_per_unit` (0:
    without end); where it is `measured`, the share is that of the weekly tables for corporations, and `requirement`
    the one before there are rates enough. Levels are equity over requirement (1.0 = 100 %). `securities_haircut` is a
    share of the value of shares as margin, 1 where none are taken.
    """

    requirement: float
    requirement_per_unit: float
    loss_cut_level: float
    voluntary_stop_level: float
    call: FxCall = A_CALL
    band: float = 0.0
    highest_per_unit: float = 0.0
    measured: bool = False
    choice: LossCutChoice = ANY_LEVEL
    commission: FxCommission = NO_COMMISSION
    securities_haircut: float = 1.0

    @classmethod
    def named(cls, name: str, day: Day | None = None) -> "FxAccount":
        """The account of `data/facts/fx_margin_accounts.csv` as it stood on a day, as it stands now without one.

        Raises `ConfigError` for an unknown name, `MissingFact` for a day before its terms.
        """
        table, due = _table_with(name), f"{name}.deadline_hour"
        zone = zone_of(table.latest(due).unit) if due in table.names else ""
        if day is None:
            return _made({field: table.latest(f"{name}.{field}").value or 0.0 for field in _fields(table, name)}, zone)
        known = {field: table.value(f"{name}.{field}", day) for field in ALWAYS_THERE}
        others = ((field, table.find(f"{name}.{field}", day)) for field in _fields(table, name))
        return _made(known | {field: row.value for field, row in others if row and row.value is not None}, zone)

    @classmethod
    def carried(cls, name: str, day: Day) -> "FxAccount":
        """The same for any day: its first terms for what was before them. Raises `ConfigError` for an unknown name."""
        _table_with(name)
        return cls.named(name, max(day, fx_account_days(name)[0]))

    @property
    def of_a_lot(self) -> FxRequirement:
        """The requirement for a lot of 10,000 units, quote currency."""
        amount, highest = (units_of_a_lot() * one for one in (self.requirement_per_unit, self.highest_per_unit))
        return FxRequirement(self.requirement, amount, self.band, highest)


def _made(values: dict[str, float], zone: str) -> FxAccount:
    """An account of its facts by field, and the time zone of its hours."""
    found = dict.fromkeys(OPTIONAL, 0.0) | {"securities_haircut": 1.0} | values
    return FxAccount(
        **{name: found[name] for name in NUMBERS},
        call=FxCall(found["call_level"], found["deadline_hour"], zone, bool(found["reduction_counts"])),
        measured=bool(found["measured"]),
        choice=LossCutChoice(found["lowest_cut"], found["highest_cut"]),
        commission=FxCommission(*(found[name] for name in COMMISSION)),
    )


def _table_with(name: str) -> FactTable:
    if name not in fx_account_names():
        raise ConfigError(f"unknown FX account {name!r}; {hint(name, fx_account_names())}")
    return facts(TABLE)


def _fields(table: FactTable, name: str) -> tuple[str, ...]:
    return (*ALWAYS_THERE, *(field for field in OPTIONAL if f"{name}.{field}" in table.names))


def fx_account_names() -> tuple[str, ...]:
    """Names of the accounts."""
    return tuple(dict.fromkeys(fact.name.partition(".")[0] for fact in facts(TABLE)))


def fx_account_days(name: str) -> tuple[Day, ...]:
    """Days on which terms of an account begin to hold, in order."""
    return tuple(sorted({row.valid_from for row in facts(TABLE).under(name)}))
