"""The plan of several accounts: shares of one capital, each with settings of its own, and how money is moved."""

import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import Field, ValidationError

from data.base.errors import ConfigError
from data.base.meant import is_there, shortened
from data.base.sums import total
from engine.settings.messages import sentences
from engine.settings.run_config import RunConfig, load_config, parse_config, read_toml
from engine.settings.section import Money, Remark, Section, Share, Title
from engine.settings.trading_sections import Period

MOST = 12
"""Accounts of a portfolio, at most."""
FROM_WHOLE = {"capital": ("initial",), "investor": ("capital",), "period": ("start", "end")}
"""Settings of an account that are not its own, by section."""
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,39}", re.ASCII)
"""Names of accounts, which become those of folders."""
RESERVED = ("portfolio", "on_its_way")
"""What tables call the whole, and money that is with no account."""
DEVICE = re.compile(r"con|prn|aux|nul|(?:com|lpt)[0-9]", re.IGNORECASE)
"""What Windows makes no folder of."""
OF_ACCOUNT = ("share", "config", "market")
"""What a table of [accounts] says besides settings of a run."""


class Transfers(Section):
    """How money is moved between the accounts: whether and when they are brought to their shares, how far from its
    share one may be before anything is moved (a share of the whole), weekdays that a transfer is on its way, the
    account that answers margin calls of the others, and what a conversion costs (a share of the amount).
    """

    every: Literal["never", "month", "quarter", "year"] = "never"
    band: Share = 0.05
    days: Annotated[int, Field(ge=1, le=30)] = 3
    rescue_from: str = ""
    conversion: Annotated[float, Field(ge=0.0, le=0.1)] = 0.0


class _Whole(Section):
    """What a plan says of the whole."""

    name: Title = ""
    note: Remark = ""
    currency: Literal["USD", "JPY"] = "USD"
    capital: Money = 1_000_000.0
    period: Period = Period()
    transfers: Transfers = Transfers()


class AccountPlan(NamedTuple):
    """An account: what it is called, its share of the capital, its settings, and a file of its market ("": the market
    of all).
    """

    name: str
    share: float
    config: RunConfig
    market: str


class PortfolioPlan(NamedTuple):
    """What a portfolio is: the whole (its `currency` is that in which it is told, `capital` is in it), and accounts,
    whose shares add up to 1.
    """

    whole: _Whole
    accounts: tuple[AccountPlan, ...]

    @property
    def transfers(self) -> Transfers:
        """How money is moved."""
        return self.whole.transfers

    def only(self, name: str, first: date, last: date) -> "PortfolioPlan":
        """The whole capital in one of the accounts, from one day to another, and nothing to be moved."""
        (one,) = (account for account in self.accounts if account.name == name)
        return PortfolioPlan(
            self.within(first, last).model_copy(update={"transfers": Transfers()}), (one._replace(share=1.0),)
        )

    def within(self, first: date, last: date) -> _Whole:
        """The whole, from one day to another."""
        return self.whole.model_copy(update={"period": Period(start=first, end=last)})

    def written(self) -> dict[str, Any]:
        """The plan as plain values with every setting, as a file would have it."""
        whole = self.whole.model_dump(exclude_none=True)
        accounts = {
            one.name: {"share": one.share, "market": one.market, **_without_whole(one.config.settings())}
            for one in self.accounts
        }
        return {**whole, "accounts": accounts}


def _without_whole(settings: dict[str, Any]) -> dict[str, Any]:
    """Settings without those that follow from the whole."""
    for section, keys in FROM_WHOLE.items():
        for key in keys:
            settings.get(section, {}).pop(key, None)
    return settings


def load_plan(path: Path | str) -> PortfolioPlan:
    """The plan of a TOML file; other files that it names lie beside it. Raises `ConfigError` with one sentence for what
    is wrong.
    """
    file = Path(path)
    return parse_plan(read_toml(file), str(file), file.parent)


def parse_plan(told: Mapping[str, Any], origin: str = "portfolio", beside: Path | None = None) -> PortfolioPlan:
    """The plan of nested plain values; files that it names lie `beside` it. Raises `ConfigError` as `load_plan`."""
    accounts = told.get("accounts")
    if not isinstance(accounts, Mapping) or not accounts:
        raise ConfigError(f"{origin}: has no accounts; give at least one table such as [accounts.core]")
    if len(accounts) > MOST:
        raise ConfigError(f"{origin}: {len(accounts)} accounts; {MOST} at most")
    _require_names(list(accounts), origin)
    try:
        whole = _Whole.model_validate({name: value for name, value in told.items() if name != "accounts"})
    except ValidationError as error:
        raise ConfigError("\n".join(f"{origin}: {one}" for one in sentences(error, _Whole))) from None
    plans = tuple(_account(name, told, f"{origin}: accounts.{name}", beside) for name, told in accounts.items())
    _require_whole(plans, whole, origin)
    return PortfolioPlan(whole, plans)


def _require_names(names: list[Any], origin: str) -> None:
    """Raise `ConfigError` for what cannot be the name of a folder, or is that of the whole."""
    for name in names:
        if not (isinstance(name, str) and NAME.fullmatch(name)) or name in RESERVED:
            raise ConfigError(
                f"{origin}: accounts.{shortened(repr(name))}: should be letters, digits, - and _, 40 at most, and "
                f"neither of {' and '.join(RESERVED)}"
            )
    devices = [name for name in names if DEVICE.fullmatch(name)]
    if devices:
        raise ConfigError(f"{origin}: accounts.{devices[0]}: is the name of a device of Windows; choose another")
    alike = [name for place, name in enumerate(names) if name.lower() in [one.lower() for one in names[:place]]]
    if alike:
        raise ConfigError(f"{origin}: accounts.{alike[0]}: another name differs from it only in capitals; rename one")


def _account(name: str, told: Any, origin: str, beside: Path | None) -> AccountPlan:
    if not isinstance(told, Mapping):
        raise ConfigError(f"{origin}: should be a table with a share and settings")
    share = told.get("share")
    if share is None:
        raise ConfigError(f"{origin}: has no share; give one above 0 and at most 1, such as share = 0.5")
    if isinstance(share, bool) or not isinstance(share, int | float) or not 0.0 < share <= 1.0:
        raise ConfigError(f"{origin}.share: should be a number above 0 and at most 1; it is {shortened(repr(share))}")
    settings = {key: value for key, value in told.items() if key not in OF_ACCOUNT}
    for section, keys in FROM_WHOLE.items():
        given = settings.get(section)
        if given is not None and (not isinstance(given, Mapping) or any(key in given for key in keys)):
            raise ConfigError(
                f"{origin}.{section}: what the whole says of {' and '.join(keys)} holds for it; leave it out"
            )
    base = _settings_of(told.get("config"), origin, beside)
    market = told.get("market", "")
    if not isinstance(market, str):
        raise ConfigError(f"{origin}.market: should be a file or the name of a market")
    return AccountPlan(name, float(share), parse_config(_joined(base, settings), origin), _beside(market, beside))


def _settings_of(path: Any, origin: str, beside: Path | None) -> dict[str, Any]:
    """Settings of a config file, those left out that follow from the whole."""
    if path is None:
        return {}
    if not isinstance(path, str) or not path:
        raise ConfigError(f"{origin}.config: should be the path of a TOML file")
    found = load_config(_beside(path, beside)).model_dump(exclude_none=True, exclude_unset=True)
    return _without_whole(found)


def _beside(path: str, beside: Path | None) -> str:
    found = Path(path) if beside is None else beside / path
    return str(found) if path and is_there(found) else path


def _joined(base: Mapping[str, Any], more: Mapping[str, Any]) -> dict[str, Any]:
    """Settings of which the later win, section by section."""
    joined = dict(base)
    for name, value in more.items():
        there = joined.get(name)
        both = isinstance(there, Mapping) and isinstance(value, Mapping)
        joined[name] = {**there, **value} if both else value  # type: ignore[dict-item]
    return joined


def _require_whole(plans: tuple[AccountPlan, ...], whole: _Whole, origin: str) -> None:
    together = total(one.share for one in plans)
    if abs(together - 1.0) > 1e-9:
        raise ConfigError(f"{origin}: the shares of the accounts add up to {together:.12g}; they should add up to 1")
    rescuer = whole.transfers.rescue_from
    if rescuer and rescuer not in [one.name for one in plans]:
        names = ", ".join(one.name for one in plans)
        raise ConfigError(f"{origin}: transfers.rescue_from = {rescuer!r}: should be one of the accounts {names}")
