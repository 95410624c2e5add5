"""What holds for a whole run, as plain numbers: broker, costs, contracts, rules and choices."""

from dataclasses import dataclass

from data.pricing.option_price import OptionTerms
from data.pricing.surface import Surfaces
from engine.account.calls import MarginRules
from engine.account.costs import CostModel
from engine.account.paid import FlowTerms
from engine.day.terms import CashPolicy
from strategies.overlay.futures_target import FuturesPlan
from strategies.rules.after_gains import AfterGains
from strategies.rules.before_events import BeforeEvents
from strategies.rules.in_range import InRange
from strategies.rules.loss_stop import LossStop
from strategies.rules.pause import Pause
from strategies.rules.volatility_halving import Halving

CORE, FUTURES, OPTIONS, INSURED = range(4)
"""Kinds of plan: the fund alone, futures on it, options on it, futures with puts."""


@dataclass(slots=True)
class Broker:
    """An account's terms; see `engine.account.profiles.AccountProfile`, and whether the fund is collateral and cash may
    be owed overnight.
    """

    capital: float
    fund_haircut: float
    option_haircut: float
    margin_multiple: float
    redemption_lag: int
    negative_cash: bool
    debit_spread: float
    credit_spread: float
    liquidation: float
    fund_counts: bool
    may_be_owed: bool


@dataclass(slots=True)
class Execution:
    """Whether orders fill at the open, whether margin is tested within the session, and whether the amount of a session
    comes into force in its evening.
    """

    at_open: bool
    intraday: bool
    evening: bool


@dataclass(slots=True)
class Future:
    """Terms of the future: currency per point, and its part of a full-size contract's margin."""

    multiplier: float
    margin_share: float


@dataclass(slots=True)
class Option:
    """Terms of the option; see `data.contracts.contracts.OptionSpec`, and commission in currency per contract."""

    multiplier: float
    terms: OptionTerms
    on_future: bool
    strike_step: float
    commission: float


@dataclass(slots=True)
class Choice:
    """Which options: direction, distance out of the money or a delta (0: none), share of the futures that is insured
    and the highest VIX at which it is (points); and the trend filter: kind of strength, least efficiency ratio, least
    ADX.
    """

    direction: int
    out_of_the_money: float
    delta: float
    hedge_ratio: float
    below_vix: float
    strength: int
    efficiency: float
    adx: float


@dataclass(slots=True)
class Offered:
    """The rules on offer, and whether each is on."""

    ranges: bool
    in_range: InRange
    events: bool
    before_events: BeforeEvents
    pauses: bool
    pause: Pause


@dataclass(slots=True)
class Rules:
    """What is aimed at and the rules that may make less of it: kind of plan, base ratio (of options: budget), spare
    cash that a larger position waits for, fixed dates and limit, what raises the base ratio after gains; whether
    volatility halves, a monthly loss stops (0: never) and whether its amount
    is in the investor's currency, the voluntary stop as a margin ratio and the buffer as a
    share of notional (0: off).
    """

    kind: int
    ratio: float
    spare: float
    futures: FuturesPlan
    gains: AfterGains
    halves: bool
    halving: Halving
    offered: Offered
    loss: LossStop
    loss_in_yen: bool
    voluntary: float
    buffer: float


@dataclass(slots=True)
class Plan:
    """Everything that holds for a run; `hedge` is the share of equity that is sold forward. Costs are those of futures
    at full size.
    """

    broker: Broker
    calls: MarginRules
    cash: CashPolicy
    costs: CostModel
    execution: Execution
    future: Future
    option: Option
    surfaces: Surfaces
    rules: Rules
    choice: Choice
    hedge: float
    flows: FlowTerms
