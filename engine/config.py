"""`RunConfig`: everything a run depends on besides the market; frozen, complete, hashed, and strict about strangers."""

import hashlib
import json
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

import tomli_w
from pydantic import ValidationError, model_validator

from data.contracts import FutureSpec, OptionSpec, future_spec, option_spec
from data.errors import ConfigError
from data.index_funds import FundSpec, fund_spec
from engine.config_cash import (
    CashConditions,
    CashEvents,
    CashRatioSettings,
    CashTrend,
    CashValuation,
    CashVolatility,
    Deviations,
    LivingCash,
    ReentrySettings,
    TacticalCash,
)  # fmt: skip
from engine.config_errors import sentences
from engine.config_sections import (
    AccountRules,
    Capital,
    Cash,
    Costs,
    Execution,
    Fund,
    Futures,
    HalvingRule,
    Hedge,
    Insurance,
    Investor,
    Margin,
    OptionOverlaySettings,
    OptionPrices,
    Overlay,
    Period,
    Remark,
    Section,
    Stops,
    Title,
    Trend,
)  # fmt: skip


class RunConfig(Section):
    """All settings of one run. `name` is what it is called beside others, `note` anything worth knowing about it."""

    pattern: Literal["core", "A", "B", "C", "cash"] = "A"
    name: Title = ""
    note: Remark = ""
    capital: Capital = Capital()
    period: Period = Period()
    investor: Investor = Investor()
    hedge: Hedge = Hedge()
    fund: Fund = Fund()
    overlay: Overlay = Overlay()
    options: OptionOverlaySettings = OptionOverlaySettings()
    trend: Trend = Trend()
    insurance: Insurance = Insurance()
    option_prices: OptionPrices = OptionPrices()
    halving: HalvingRule = HalvingRule()
    stops: Stops = Stops()
    account: AccountRules = AccountRules()
    margin: Margin = Margin()
    cash: Cash = Cash()
    costs: Costs = Costs()
    futures: Futures = Futures()
    execution: Execution = Execution()
    cash_ratio: CashRatioSettings = CashRatioSettings()
    cash_trend: CashTrend = CashTrend()
    cash_volatility: CashVolatility = CashVolatility()
    cash_valuation: CashValuation = CashValuation()
    cash_events: CashEvents = CashEvents()
    cash_conditions: CashConditions = CashConditions()
    reentry: ReentrySettings = ReentrySettings()
    tactical: TacticalCash = TacticalCash()
    living: LivingCash = LivingCash()
    deviations: Deviations = Deviations()

    @model_validator(mode="after")
    def _one_currency(self) -> "RunConfig":
        for name, spec in self.contracts().items():
            if spec.currency != self.capital.currency:
                raise ValueError(
                    f"{name} = {spec.root!r} is in {spec.currency}, the account in {self.capital.currency}: "
                    f"set capital.currency = {spec.currency!r}, or choose another contract or pattern"
                )
        return self

    @model_validator(mode="after")
    def _known_currencies(self) -> "RunConfig":
        investor, account = self.investor.currency or self.capital.currency, self.capital.currency
        if investor != account and (investor, account) != ("JPY", "USD"):
            raise ValueError(
                f"investor.currency {investor} and capital.currency {account}: only a yen investor with a dollar account is known"
            )
        if self.hedge.ratio and investor == account:
            raise ValueError(
                f"hedge.ratio {self.hedge.ratio}: there is nothing to hedge, investor and account are both in {account}; "
                'set investor.currency = "JPY"'
            )
        return self

    @model_validator(mode="after")
    def _back_to_normal(self) -> "RunConfig":
        normal = max(
            self.cash_trend.above if self.cash_trend.enabled else 0.0,
            self.cash_volatility.calm if self.cash_volatility.rule == "levels" else 0.0,
        )
        staged = self.cash_trend.enabled or self.cash_volatility.rule == "levels"
        if self.pattern == "cash" and staged and self.reentry.enabled and self.reentry.ratios[-1] != normal:
            raise ValueError(
                f"reentry.ratios ends at {self.reentry.ratios[-1]:g}, but normal times have {normal:g}: the last stage is the way back to normal"
            )
        return self

    def contracts(self) -> dict[str, FutureSpec | OptionSpec | FundSpec]:
        """What the pattern trades, by the name of the setting that says so."""
        traded: dict[str, FutureSpec | OptionSpec | FundSpec] = {}
        if self.pattern == "cash" and self.cash_ratio.asset == "fund":
            traded["cash_ratio.fund"] = fund_spec(self.cash_ratio.fund)
        if self.pattern in {"A", "C"} or (self.pattern == "cash" and self.cash_ratio.asset == "futures"):
            traded["overlay.contract"] = future_spec(self.overlay.contract)
        if self.pattern in {"B", "C"}:
            option = self.insurance if self.pattern == "C" else self.options
            traded[f"{'insurance' if self.pattern == 'C' else 'options'}.contract"] = option_spec(option.contract)
        return traded

    @property
    def digest(self) -> str:
        """SHA-256 of the resolved settings; `name` and `note` decide nothing and are left out."""
        settings = self.model_dump(mode="json", exclude={"name", "note"})
        return hashlib.sha256(json.dumps(settings, sort_keys=True).encode()).hexdigest()

    def settings(self) -> dict[str, Any]:
        """The settings as nested plain values, what is not set left out (TOML knows no null)."""
        return self.model_dump(exclude_none=True)


def load_config(path: Path | None = None, assignments: Sequence[str] = (), **top: Any) -> RunConfig:
    """Settings from a TOML file, then from `section.key=value` assignments, then from keywords for top-level keys.

    Raises `ConfigError` with one sentence for everything that is wrong.
    """
    settings: dict[str, Any] = _read(path) if path else {}
    origin = str(path) if path else "config"
    for assignment in assignments:
        _assign(settings, assignment)
        origin = f"{path} with --set" if path else "--set"
    return parse_config({**settings, **top}, origin)


def parse_config(settings: Mapping[str, Any], origin: str = "config") -> RunConfig:
    """Settings from nested plain values; `origin` names them in messages. Raises `ConfigError`."""
    try:
        return RunConfig.model_validate(settings)
    except ValidationError as error:
        raise ConfigError("\n".join(f"{origin}: {sentence}" for sentence in sentences(error, RunConfig))) from None


def describe(config: RunConfig) -> str:
    """All settings as TOML with a comment for each section; what is not set stands as a comment."""
    lines = [
        f"pattern = {_toml(config.pattern)}",
        "",
        "# What the run is called where it is shown, and anything worth knowing about it; neither changes a result.",
        f"name = {_toml(config.name)}",
        f"note = {_toml(config.note)}",
    ]
    for name in RunConfig.model_fields:
        section = getattr(config, name)
        if isinstance(section, Section):
            about = " ".join((type(section).__doc__ or "").split())
            lines += ["", f"# {about}", f"[{name}]"]
            lines += [_setting(key, getattr(section, key)) for key in type(section).model_fields]
    return "\n".join(lines)


def _setting(key: str, value: Any) -> str:
    return f"# {key} =" if value is None else f"{key} = {_toml(value)}"


def _toml(value: Any) -> str:
    return tomli_w.dumps({"value": value}).removeprefix("value = ").strip()


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read ({error.strerror}); give the path of a TOML file") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: is not valid TOML: {error}") from None


def _assign(settings: dict[str, Any], assignment: str) -> None:
    name, equals, text = assignment.partition("=")
    *sections, key = name.strip().split(".")
    if not equals or not key:
        raise ConfigError(f"--set {assignment}: should read section.key=value, such as overlay.ratio=0.2")
    for section in sections:
        settings = settings.setdefault(section, {})
        if not isinstance(settings, dict):
            raise ConfigError(f"--set {assignment}: {section} is a value, not a section")
    settings[key] = _value(text.strip())


def _value(text: str) -> Any:
    """A TOML value; what is not one is taken as a string, so that quotes can be left out."""
    try:
        return tomllib.loads(f"value = {text}")["value"]
    except tomllib.TOMLDecodeError:
        return text
