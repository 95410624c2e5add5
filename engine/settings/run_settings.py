"""The settings of a run section by section, and what follows from them: the contracts traded, the limit on exposure."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from operator import attrgetter
from typing import Annotated, Any

from pydantic import AfterValidator

from data.base.errors import ConfigError
from data.contracts.contracts import FutureSpec, OptionSpec, future_spec, option_spec
from data.contracts.fx_contracts import FxSpec, fx_spec
from data.contracts.fx_pairs import fx_pair
from data.contracts.index_funds import FundSpec, fund_spec
from engine.plugs.pattern import PATTERNS, Pattern, is_named
from engine.plugs.rule import RULES, RulePlug
from engine.settings.account_sections import (
    AccountRules,
    BrokerFailure,
    Capital,
    Cash,
    Costs,
    Fund,
    Hedge,
    Investor,
    Margin,
    Tax,
)
from engine.settings.cash_input_sections import CashPauseSettings, CashSeries
from engine.settings.cash_sections import (
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
from engine.settings.fault_sections import Absence, Faults, Outage, Stale
from engine.settings.flow_sections import Flows
from engine.settings.fx_sections import Fx, FxRangeSettings, FxTradesSettings
from engine.settings.offered_sections import BeforeEventsSettings, InRangeSettings, PauseSettings
from engine.settings.own_sections import Own, Params
from engine.settings.regime_sections import Regimes
from engine.settings.section import Remark, Section, Title
from engine.settings.trading_sections import (
    ExecutionSettings,
    Futures,
    HalvingRule,
    Insurance,
    OptionOverlaySettings,
    OptionPrices,
    Overlay,
    Period,
    Short,
    Stops,
    TrendSettings,
)
from strategies.rules.leverage_cap import PRUDENT_LIMIT, following

Contract = FutureSpec | OptionSpec | FxSpec | FundSpec
CONTRACTS: dict[str, Callable[[str], Contract]] = {
    "overlay.contract": future_spec,
    "options.contract": option_spec,
    "insurance.contract": option_spec,
    "fx.contract": fx_spec,
    "cash_ratio.fund": fund_spec,
}
"""Settings that name a contract, and where its terms are found."""


RANGE_BY: Mapping[str, frozenset[str]] = defaultdict(
    frozenset,
    regime=frozenset(name for name in Regimes.model_fields if name.startswith(("trend_", "crash_"))),
    labels=frozenset({"file", "lag_days"}),
)
"""Settings of [regimes] by the measure of a range that is told by them."""


def _known_pattern(name: str) -> str:
    if name not in PATTERNS:
        *others, last = map(repr, PATTERNS.names())
        raise ValueError(f"pattern = {name!r}: should be {', '.join(others)} or {last}")
    return name


class RunSettings(Section):
    """All settings of one run, each section by itself; `RunConfig` says which of them go together."""

    pattern: Annotated[str, AfterValidator(_known_pattern)] = "A"
    name: Title = ""
    note: Remark = ""
    capital: Capital = Capital()
    period: Period = Period()
    investor: Investor = Investor()
    hedge: Hedge = Hedge()
    fund: Fund = Fund()
    overlay: Overlay = Overlay()
    options: OptionOverlaySettings = OptionOverlaySettings()
    trend: TrendSettings = TrendSettings()
    insurance: Insurance = Insurance()
    short: Short = Short()
    fx: Fx = Fx()
    fx_trades: FxTradesSettings = FxTradesSettings()
    fx_range: FxRangeSettings = FxRangeSettings()
    option_prices: OptionPrices = OptionPrices()
    halving: HalvingRule = HalvingRule()
    stops: Stops = Stops()
    in_range: InRangeSettings = InRangeSettings()
    before_events: BeforeEventsSettings = BeforeEventsSettings()
    pause: PauseSettings = PauseSettings()
    account: AccountRules = AccountRules()
    broker: BrokerFailure = BrokerFailure()
    margin: Margin = Margin()
    cash: Cash = Cash()
    costs: Costs = Costs()
    futures: Futures = Futures()
    execution: ExecutionSettings = ExecutionSettings()
    tax: Tax = Tax()
    flows: Flows = Flows()
    absence: Absence = Absence()
    outage: Outage = Outage()
    stale: Stale = Stale()
    faults: Faults = Faults()
    regimes: Regimes = Regimes()
    cash_ratio: CashRatioSettings = CashRatioSettings()
    cash_trend: CashTrend = CashTrend()
    cash_volatility: CashVolatility = CashVolatility()
    cash_valuation: CashValuation = CashValuation()
    cash_events: CashEvents = CashEvents()
    cash_conditions: CashConditions = CashConditions()
    cash_series: CashSeries = CashSeries()
    cash_pause: CashPauseSettings = CashPauseSettings()
    reentry: ReentrySettings = ReentrySettings()
    tactical: TacticalCash = TacticalCash()
    living: LivingCash = LivingCash()
    deviations: Deviations = Deviations()
    own: Own = Own()
    params: Params = Params()

    @property
    def kind(self) -> Pattern:
        """What the pattern says of itself."""
        return PATTERNS[self.pattern]

    @property
    def called(self) -> str:
        """What a run of it is called: its name, else its pattern's, or that of a strategy of one's own."""
        return self.name or self.kind_called

    @property
    def kind_called(self) -> str:
        """The name of its pattern, or of the class of a strategy of one's own."""
        return self.own.called if self.kind.is_free and self.own.called else self.kind.name

    def reads(self, setting: str) -> bool:
        """Whether the pattern reads `section.key`, or a rule that goes with it."""
        return self.kind.reads_setting(setting) or is_named(tuple(rule.name for rule in self.rules), setting)

    @property
    def sections_read(self) -> frozenset[str]:
        """Sections of which the pattern reads at least one setting, and those of rules that were set."""
        return self.kind.sections_read | {rule.name for rule in self.rules if self.section(rule.name) != rule.section()}

    @property
    def acts_on(self) -> frozenset[str]:
        """Settings of [regimes] that a rule of the run acts on; the others tell regimes apart in reports alone."""
        return RANGE_BY[self.in_range.measure] if self.reads("in_range.measure") else frozenset()

    @property
    def pair(self) -> str:
        """The currency pair of the account as people write it (USD/JPY); empty for a pattern without one."""
        return fx_pair(fx_spec(self.fx.contract).index).shown if self.reads("fx.contract") else ""

    @property
    def rates_file(self) -> str | None:
        """The file of rates of a pair that a run reads; None where it reads none."""
        return self.fx.rates_file if self.reads("fx.rates_file") else None

    @property
    def small_before_events(self) -> bool:
        """Whether the overlay is smaller before events."""
        return self.reads("before_events.enabled") and self.before_events.enabled

    @property
    def goes_by_labels(self) -> bool:
        """Whether a rule goes by labels of a file of one's own."""
        return self.reads("in_range.labels") and self.in_range.measure == "labels"

    @property
    def rules(self) -> tuple[RulePlug, ...]:
        """Rules besides our own that go with the pattern."""
        brought = (rule for rule in RULES.brought() if rule.name in type(self).model_fields)
        return tuple(rule for rule in brought if rule.goes_with(self.kind))

    def section(self, name: str) -> Any:
        """A section by its name, that of a plug too."""
        return getattr(self, name)

    def contracts(self) -> dict[str, Contract]:
        """What the pattern trades, by the name of the setting that says so. Raises `ConfigError`
        for an unknown root.
        """
        return {name: self.contract(name) for name in self.kind.contracts(self)}

    def contract(self, name: str) -> Contract:
        """What a setting such as `overlay.contract` names. Raises `ConfigError` for an unknown root, and for a setting
        that names no contract.
        """
        if name not in CONTRACTS:
            known = ", ".join(CONTRACTS)
            raise ConfigError(
                f"pattern {self.kind.name}: {name!r} is no setting that names a contract; should be {known}"
            )
        spec: Contract = CONTRACTS[name](attrgetter(name)(self))
        return spec

    @property
    def stops_in_yen(self) -> bool:
        """Whether the monthly stop's amount is in the investor's currency, and that is another than the account's."""
        investor = self.investor.currency or self.capital.currency
        return self.stops.amount_currency == "investor" and investor != self.capital.currency

    @property
    def exposure_limit(self) -> float:
        """Highest total exposure after a fill, such as 1.22: the one that is set, or the one that follows the overlay
        ratio (1.3 where none is read).
        """
        told = self.overlay.max_total_exposure
        if told is not None:
            return told
        named = self.reads("short.amount") and self.short.amount is not None
        alone = self.reads("overlay.ratio") and not (named or self.reads("options.budget"))
        return following(self.overlay.ratio) if alone else PRUDENT_LIMIT
