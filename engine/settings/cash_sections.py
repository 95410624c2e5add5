"""The sections of the settings that belong to the pattern `cash`: the rules of the cash ratio, its
pockets and deviations.
"""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from data.signals.volatility import Measure, MeasureName
from engine.settings.roots import EventCalendar, FundRoot
from engine.settings.section import Section, Share, Volatility
from strategies.cash.rules.reentry import Condition

CASH_SECTIONS = (
    "cash_ratio", "cash_trend", "cash_volatility", "cash_valuation", "cash_events", "cash_conditions",
    "cash_series", "cash_pause", "reentry", "tactical", "deviations",
)  # fmt: skip
Sessions = Annotated[int, Field(ge=1, le=1000)]
Amount = Annotated[float, Field(ge=0.0, le=1e12)]
Shares = Annotated[tuple[Share, ...], Field(strict=False, min_length=1, max_length=20)]


class CashRatioSettings(Section):
    """The pattern `cash`: `asset` is what the rest of the portfolio is in (shares of `fund`, or futures of
    `overlay.contract`), `constant` the cash ratio where no rule gives one. Rules move it between `floor` and `cap`, on
    the first session of each day, week or month, when they ask for another one or prices have moved it off by more than
    `band`, by at most `speed` and `max_adjustments` times a month (0: no limit; it holds back no alarm and no other
    step to more cash). `tax_rate` on gains of shares is withheld at sales, and given back within the year (0.20315 in
    Japan).
    """

    asset: Literal["fund", "futures"] = "fund"
    fund: FundRoot = "SPXFUND"
    constant: Share = 0.20
    floor: Share = 0.20
    cap: Share = 0.60
    frequency: Literal["daily", "weekly", "monthly"] = "daily"
    band: Share = 0.05
    speed: Annotated[float, Field(ge=0.01, le=1.0)] = 1.0
    max_adjustments: Annotated[int, Field(ge=0, le=31)] = 0
    tax_rate: Annotated[float, Field(ge=0.0, lt=1.0)] = 0.0

    @model_validator(mode="after")
    def _in_order(self) -> "CashRatioSettings":
        if self.floor > self.cap:
            raise ValueError(f"cash_ratio.floor {self.floor} should not be above cash_ratio.cap {self.cap}")
        return self


MOST_RISE = 0.2
"""Rise of bill yields, an annual decimal, above which it was meant in another unit."""


class CashTrend(Section):
    """Rule A: cash ratios while the index is above and below its moving average (`rule = "average"`), or since it
    closed above and below all closes of a window before it ("breakout"); window in sessions.
    """

    enabled: bool = True
    rule: Literal["average", "breakout"] = "average"
    window: Annotated[int, Field(ge=2, le=1000)] = 200
    above: Share = 0.20
    below: Share = 0.50

    @model_validator(mode="after")
    def _raises_cash(self) -> "CashTrend":
        if self.below < self.above:
            raise ValueError(f"cash_trend.below {self.below} should not be less than cash_trend.above {self.above}")
        return self


class CashVolatility(Section):
    """Rule B: `target` holds the portfolio's volatility at `target` (annual decimal); `levels` has a cash ratio for
    calm and one for rough markets, rough above `enter_above` and calm again at `leave_below`. Volatility is seen by
    `measure`, over `window` sessions or with `decay`, as `halving` sees it.
    """

    rule: Literal["none", "target", "levels"] = "none"
    measure: MeasureName = "realised"
    decay: Annotated[float, Field(ge=0.5, le=0.999)] = 0.94
    window: Annotated[int, Field(ge=2, le=252)] = 21
    target: Volatility = 0.10
    calm: Share = 0.20
    rough: Share = 0.50
    enter_above: Volatility = 0.20
    leave_below: Volatility = 0.18

    @model_validator(mode="after")
    def _in_order(self) -> "CashVolatility":
        if self.leave_below > self.enter_above:
            raise ValueError(
                f"cash_volatility.leave_below {self.leave_below} should not be above cash_volatility.enter_above "
                f"{self.enter_above}"
            )
        if self.rough < self.calm:
            raise ValueError(
                f"cash_volatility.rough {self.rough} should not be less than cash_volatility.calm {self.calm}"
            )
        return self

    @property
    def measured_by(self) -> Measure:
        """What volatility is measured by."""
        return Measure(self.measure, self.window, self.decay)


def alarms(trend: CashTrend, volatility: CashVolatility) -> list[tuple[float, float]]:
    """(cash ratio of normal times, of the alarm), shares of the portfolio, of each rule in use that has an alarm, and
    so needs a way back.
    """
    found = [(trend.above, trend.below)] if trend.enabled else []
    return found + ([(volatility.calm, volatility.rough)] if volatility.rule == "levels" else [])


class CashValuation(Section):
    """Rule C: a cash ratio for each band of a valuation, one more than `edges`; moves by `step` at most, every
    `sessions` sessions at most. `file` is a CSV with `date` and `column`; a value is known `lag_days` calendar days
    after its date (92: a month's value, two months after its end).
    """

    enabled: bool = False
    file: str | None = None
    column: str = "cape"
    lag_days: Annotated[int, Field(ge=1, le=730)] = 92
    edges: Annotated[tuple[float, ...], Field(strict=False, min_length=1, max_length=20)] = (15.0, 20.0, 25.0, 30.0)
    ratios: Shares = (0.10, 0.20, 0.30, 0.40, 0.50)
    step: Annotated[float, Field(ge=0.01, le=1.0)] = 0.10
    sessions: Sessions = 63

    @model_validator(mode="after")
    def _whole(self) -> "CashValuation":
        if self.enabled and self.file is None:
            raise ValueError(
                "cash_valuation.enabled: the market has no valuation; set cash_valuation.file to a CSV of one with its "
                "dates, such as date,cape"
            )
        if list(self.edges) != sorted(set(self.edges)):
            raise ValueError(f"cash_valuation.edges {list(self.edges)} should rise from each to the next")
        if len(self.ratios) != len(self.edges) + 1:
            raise ValueError(
                f"cash_valuation.ratios has {len(self.ratios)} values, "
                f"but {len(self.edges)} edges make {len(self.edges) + 1} bands"
            )
        return self


class CashEvents(Section):
    """Rule D: `addition` to the cash ratio from `days_before` calendar days before an event, taken back over
    `sessions_back` sessions after it. Events are those of `calendars` (`data/facts/events.csv`) and of `file`, a
    table with a column date or a calendar (`.ics`).
    """

    enabled: bool = False
    calendars: Annotated[tuple[EventCalendar, ...], Field(strict=False, max_length=20)] = ("FOMC",)
    file: str | None = None
    addition: Share = 0.10
    days_before: Annotated[int, Field(ge=0, le=60)] = 7
    sessions_back: Annotated[int, Field(ge=0, le=60)] = 3

    @model_validator(mode="after")
    def _whole(self) -> "CashEvents":
        if self.enabled and not self.calendars and self.file is None:
            raise ValueError(
                "cash_events.enabled: there are no events; name one of cash_events.calendars, or set cash_events.file"
            )
        return self


class CashConditions(Section):
    """Financial conditions: `addition` to the cash ratio while the bill yield has risen by more than `rise` (an annual
    decimal) over `window` sessions, or, in the place of bills, the `column` of `file`, a CSV with `date` and values of
    any kind (a policy or real rate, a credit spread, the dollar), known `lag_days` calendar days after their dates;
    `rise` is in their unit then. The addition stays until the rise is `leave` or less (not set: `rise`).
    """

    enabled: bool = False
    file: str | None = None
    column: str = "value"
    lag_days: Annotated[int, Field(ge=0, le=730)] = 1
    window: Sessions = 126
    rise: Annotated[float, Field(ge=0.0001, le=1_000_000.0)] = 0.01
    leave: Annotated[float, Field(ge=-1_000_000.0, le=1_000_000.0)] | None = None
    addition: Share = 0.05

    @model_validator(mode="after")
    def _in_its_unit(self) -> "CashConditions":
        if self.file is None and self.rise > MOST_RISE:
            raise ValueError(
                f"cash_conditions.rise {self.rise:g} is of bill yields, annual decimals: should be at most "
                f"{MOST_RISE}; a measure in another unit needs cash_conditions.file"
            )
        if self.leave is not None and self.leave > self.rise:
            raise ValueError(
                f"cash_conditions.leave {self.leave:g} should not be above cash_conditions.rise {self.rise:g}"
            )
        return self


class ReentrySettings(Section):
    """The way back after an alarm (trend, or two-level volatility), in stages: falling cash ratios, and what each
    takes: `recovery` (the alarm is over), `held` (over for `held_sessions` sessions), `new_high` (a close above those
    of the `high_window` sessions before).
    """

    enabled: bool = True
    ratios: Shares = (0.40, 0.30, 0.20)
    conditions: Annotated[tuple[Condition, ...], Field(strict=False, min_length=1, max_length=20)] = (
        "recovery",
        "held",
        "new_high",
    )
    held_sessions: Sessions = 10
    high_window: Sessions = 63

    @model_validator(mode="after")
    def _whole(self) -> "ReentrySettings":
        if len(self.ratios) != len(self.conditions):
            raise ValueError(
                f"reentry.ratios has {len(self.ratios)} stages and reentry.conditions {len(self.conditions)}: "
                "each stage needs its condition"
            )
        if list(self.ratios) != sorted(set(self.ratios), reverse=True):
            raise ValueError(f"reentry.ratios {list(self.ratios)} should fall from each stage to the next")
        return self


class TacticalCash(Section):
    """Tactical cash, used and refilled by condition: `size` of the portfolio in `parts`, once the index is `fall` below
    its high and every `sessions` sessions while it stays there; refilled when it is `refill` below the high or less.
    """

    enabled: bool = False
    size: Share = 0.10
    parts: Annotated[int, Field(ge=1, le=20)] = 3
    fall: Annotated[float, Field(ge=0.01, lt=1.0)] = 0.25
    refill: Annotated[float, Field(ge=0.0, lt=1.0)] = 0.10
    sessions: Sessions = 10

    @model_validator(mode="after")
    def _in_order(self) -> "TacticalCash":
        if self.refill >= self.fall:
            raise ValueError(
                f"tactical.refill {self.refill} should be less than tactical.fall {self.fall}: "
                "the pocket is refilled after a recovery"
            )
        return self


class LivingCash(Section):
    """Living cash outside the account, which no rule touches, and what a month costs; both in account currency."""

    cash: Amount = 0.0
    monthly_expenses: Amount = 0.0

    @property
    def months(self) -> float | None:
        """Months that the cash lasts; None where nothing is said about them."""
        return self.cash / self.monthly_expenses if self.monthly_expenses else None


class Deviations(Section):
    """Cash ratios by hand: `file` is a CSV with date (the session on which it is in force), ratio, what and why."""

    file: str | None = None
