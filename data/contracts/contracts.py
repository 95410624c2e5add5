"""What can be traded: specifications with their dates, and single contracts as values."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property

from data.base.days import Day, date_of, day_of
from data.base.errors import ConfigError
from data.base.meant import hint
from data.base.right import Right
from data.base.ticks import tick_at
from data.contracts.calendars import month_code
from data.contracts.dealing import FUTURES
from data.contracts.fx_contracts import fx_roots, fx_spec
from data.contracts.index_funds import fund_roots, fund_spec
from data.contracts.perpetuals import NEVER
from data.contracts.points import StrikeSteps, parts_of_step, payoff
from data.contracts.rolls import RollRule, roll_rule
from data.contracts.underlying import index_in
from data.facts import facts
from data.facts.kept import kept


@dataclass(frozen=True, slots=True)
class FutureSpec:
    """Terms of an index future, or of what is held on margin like one: a CFD on the index, shares bought with money of
    the broker.

    `multiplier` is currency per point of `index`, ticks are in index points, and `listed` is the first trading day.
    `family` is the root of the full-size contract on the same index: margin, dates, spreads and price limits are set
    for it, and `margin_share` is this contract's part of its margin. `dealt_as` is a code of `data.contracts.dealing`.
    """

    root: str
    multiplier: float
    tick: float
    spread_tick: float
    currency: str
    index: str
    listed: Day
    family: str
    margin_share: float
    rolls: RollRule
    dealt_as: int = FUTURES

    @property
    def at_index(self) -> bool:
        """Whether its price is that of the index itself, without a basis: it is financed by the day."""
        return self.dealt_as != FUTURES

    @property
    def cost_root(self) -> str:
        """Name of its commission in the table `costs`."""
        return self.root

    @property
    def calendar(self) -> str:
        """Code of the calendar of its exchange."""
        return self.rolls.calendar


@dataclass(frozen=True)
class FutureContract:
    """One expiry of a future."""

    spec: FutureSpec
    expiry: Day

    def __hash__(self) -> int:
        return hash((self.spec.root, self.expiry))

    @cached_property
    def code(self) -> str:
        """Exchange code, `ESZ14`: root, letter of the month, year; the root alone where it never ends."""
        return self.spec.root + ("" if self.expiry == NEVER else month_code(self.expiry))

    def hypothetical(self, day: Day) -> bool:
        """Whether the exchange had not yet listed this kind of contract on a day."""
        return day < self.spec.listed


@dataclass(frozen=True, slots=True)
class OptionSpec:
    """Terms of a European, cash-settled index option.

    `multiplier` is currency per point of the underlying, which is `index_share` of `index` or, with `on_future`,
    the quarterly future. Ticks and strikes are in points of the underlying: `tick` for premiums below
    `tick_changes_at`, `tick_above` from there on.
    """

    root: str
    multiplier: float
    index_share: float
    on_future: bool
    tick: float
    tick_above: float
    tick_changes_at: float
    strike_step: float
    currency: str
    index: str
    calendar: str
    listed: Day
    margin_share: float = 0.0

    def tick_at(self, premium: float) -> float:
        """Smallest price step at a premium, both in points of the underlying."""
        return tick_at(self.tick, self.tick_above, self.tick_changes_at, premium)

    def steps(self, size: float = 1.0) -> StrikeSteps:
        """Steps of its strikes; where points are smaller (`size`, 0 to 1, see `data.market.market.Market.scale`) a
        tenth of the usual ones, a hundredth ...
        """
        return StrikeSteps(self.strike_step, parts_of_step(size))

    def settles_at_open(self, expiry: Day) -> bool:
        """Whether series of an expiry are AM-settled (opening prices of expiry day), else PM (its close); before the
        root was listed as the first ones.
        """
        return facts("options").carried(f"{self.root}.settles_at_open", expiry) == 1.0

    @property
    def cost_root(self) -> str:
        """Name of its costs in the table `costs`."""
        return f"{self.root}_option"


@dataclass(frozen=True)
class OptionContract:
    """One option series: `right` is "C" or "P", the strike in points of the underlying."""

    spec: OptionSpec
    expiry: Day
    strike: float
    right: Right

    def __hash__(self) -> int:
        return hash((self.spec.root, self.expiry, self.strike, self.right))

    @cached_property
    def code(self) -> str:
        """Root, expiry, right and strike: `SPX130621P1500`."""
        return f"{self.spec.root}{date_of(self.expiry):%y%m%d}{self.right}{self.strike:g}"

    @cached_property
    def settles_at_open(self) -> bool:
        """Whether it is AM-settled: by its expiry day, whenever it was bought."""
        return self.spec.settles_at_open(self.expiry)

    def hypothetical(self, day: Day) -> bool:
        """Whether the exchange had not yet listed this kind of contract on a day."""
        return day < self.spec.listed

    def payoff(self, settlement: float) -> float:
        """Value at expiry of one option held in points of the underlying, at its settlement value: never negative."""
        return payoff(self.strike, settlement, call=self.right == "C")


FULL_SIZE = "ES"
"""The full-size future on the index of the options."""
_FUTURE, _OPTION = re.compile(r"([A-Z][A-Z\d]*)[FGHJKMNQUVXZ]\d\d"), re.compile(r"([A-Z]+)(\d{6})([CP])([\d.]+)")


def future_roots() -> tuple[str, ...]:
    """Roots of the futures with a specification, `("ES", "MES", ...)`, in the order of the alphabet."""
    return tuple(sorted({fact.name.split(".")[0] for fact in facts("futures")}))


def family_roots(family: str) -> tuple[str, ...]:
    """Roots of the futures on one index, by that of the full-size one; none for another root.

    >>> family_roots("ES")
    ('ES', 'MES')
    """
    return tuple(root for root in future_roots() if future_spec(root).family == family)


def family_on(index: str) -> str:
    """The family of futures on an index, the first of the alphabet where there are several; that of the S&P 500 where
    there is none.

    >>> family_on("N225"), family_on("SPX"), family_on("synthetic")
    ('NK225M', 'ES', 'ES')
    """
    specs = map(future_spec, future_roots())
    return next((spec.family for spec in specs if spec.index == index and not spec.at_index), FULL_SIZE)


def smallest_on(index: str, dealing: int) -> str:
    """Root of the smallest contract on an index of what an account deals in (a code of `data.contracts.dealing`)."""
    specs = (spec for spec in map(future_spec, future_roots()) if (spec.index, spec.dealt_as) == (index, dealing))
    return min(specs, key=lambda spec: spec.multiplier).root


@kept
def future_spec(root: str) -> FutureSpec:
    """Specification of a future from the table `futures`, whose units name the currency and the index
    (of the multiplier) and the family.

    Raises `ConfigError` for an unknown root.
    """
    if root not in future_roots():
        raise ConfigError(f"unknown future {root!r}; {hint(root, future_roots(), more='; add_family brings others')}")
    table = facts("futures")
    rows = table.group(root)
    family = rows["margin_share"].unit.rpartition(" ")[2]
    dealt = f"{family}.dealt_as"
    return FutureSpec(
        root=root,
        **{name: rows[name].value or 0.0 for name in ("multiplier", "tick", "spread_tick", "margin_share")},
        currency=rows["multiplier"].unit.partition(" ")[0],
        index=index_in(rows["multiplier"].unit),
        listed=rows["multiplier"].valid_from,
        family=family,
        rolls=roll_rule(family),
        dealt_as=int(table.latest(dealt).value or 0) if dealt in table.names else FUTURES,
    )


def option_roots() -> tuple[str, ...]:
    """Roots of the options with a specification, `("ES", "SPX", "XSP")`."""
    return tuple(sorted({fact.name.split(".")[0] for fact in facts("options")}))


@kept
def option_spec(root: str) -> OptionSpec:
    """Specification of an option from the table `options`, where the unit of its share names the index and its
    exchange's calendar. Raises `ConfigError` for an unknown root.
    """
    if root not in option_roots():
        raise ConfigError(f"unknown option {root!r}; {hint(root, option_roots(), more='; add_family brings others')}")
    rows = facts("options").group(root)
    values = {name: fact.value or 0.0 for name, fact in rows.items() if name != "settles_at_open"}
    return OptionSpec(
        root=root, currency=rows["multiplier"].unit.partition(" ")[0], listed=rows["multiplier"].valid_from,
        index=index_in(rows["index_share"].unit), calendar=rows["index_share"].unit.rpartition(" ")[2],
        on_future=bool(values.pop("on_future")), **values,
    )  # fmt: skip


@kept
def is_future(code: str) -> bool:
    """Whether a contract's code is that of a future (`MESZ14`), or of what is held on margin like one (`JP225`), and
    not of an option.

    >>> is_future("MESZ14"), is_future("SPX130621P1500"), is_future("SPXFUND")
    (True, False, False)
    """
    return _FUTURE.fullmatch(code) is not None or code in future_roots()


def is_option(code: str) -> bool:
    """Whether a contract's code is that of an option (`SPX130621P1500`)."""
    return _OPTION.fullmatch(code) is not None


def root_of(code: str) -> str:
    """The root of a contract's code; of a share or of dollars the code itself.

    >>> root_of("MESZ14"), root_of("SPX130621P1500"), root_of("SPXFUND")
    ('MES', 'SPX', 'SPXFUND')
    """
    found = _FUTURE.fullmatch(code) or _OPTION.fullmatch(code)
    return found[1] if found else code


def multiplier_of(code: str) -> float:
    """Currency per point of a contract, or per unit of price of a share, by its code. Raises `ConfigError` for a code
    of another form or an unknown root.

    >>> multiplier_of("MESZ14"), multiplier_of("SPX130621P1500"), multiplier_of("SPXFUND")
    (5.0, 100.0, 1.0)
    """
    if found := _FUTURE.fullmatch(code):
        return future_spec(found[1]).multiplier
    if found := _OPTION.fullmatch(code):
        return option_spec(found[1]).multiplier
    if code in future_roots():
        return future_spec(code).multiplier
    if code in fx_roots():
        return fx_spec(code).multiplier
    if code in fund_roots():
        return fund_spec(code).multiplier
    raise ConfigError(f"{code!r} is no contract's code; expected a form like MESZ14 or SPX130621P1500")


def option_contract(code: str) -> OptionContract:
    """The option series of an exchange code. Raises `ConfigError` for a code of another form or an unknown root.

    >>> option_contract("SPX130621P1500").strike
    1500.0
    """
    if (found := _OPTION.fullmatch(code)) is None:
        raise ConfigError(f"{code!r} is no option's code; expected a form like SPX130621P1500")
    root, expiry, right, strike = found.groups()
    try:
        day = day_of(datetime.strptime(expiry, "%y%m%d").replace(tzinfo=UTC).date())
    except ValueError:
        raise ConfigError(f"{code!r} is no option's code: {expiry} is no day, written year, month, day") from None
    return OptionContract(option_spec(root), day, float(strike), "C" if right == "C" else "P")
