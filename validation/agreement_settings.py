"""Settings by chance: every setting of the patterns that both drivers run, with the values that bring an account into
trouble drawn more often than anybody would choose them.
"""

from collections.abc import Iterator, Mapping
from random import Random
from typing import Any

from data.base.days import Day, date_of
from data.base.errors import ConfigError
from data.facts import facts
from data.market.market import Market
from engine.account.profiles import profile_names
from engine.assembly.broker_terms import family_of
from engine.assembly.profile_path import account_path
from engine.plugs.pattern import PATTERNS
from engine.settings.run_config import RunConfig, parse_config
from validation.agreement_around import FAULTS, FAULTY, FLOWS, STARTS_LATER

KINDS = "us_fcm_tbill", "cme_ief2", "retail_cash_margin", "jp_retail_futures"
TOKYO = "N225"
"""The index of markets in yen."""
SHARES = 0.0, 0.05, 0.1, 0.3, 0.6
CHOICES: Mapping[str, tuple[float, tuple[Any, ...]]] = {
    "capital.initial": (0.9, (20_000.0, 100_000.0, 250_000.0, 1e6)),
    "fund.kind": (0.4, ("mmf", "BIL", "SGOV", "prime", "deposit", "bills")),
    "fund.expense_ratio": (0.2, (0.0, 0.002, 0.01)),
    "fund.mean_age": (0.3, (0.0, 30.0, 120.0)),
    "fund.waiver": (0.3, (True, False)),
    "overlay.contract": (0.9, ("MES", "MES", "ES")),
    "overlay.rebalance": (0.8, ("daily", "daily", "monthly", "quarterly")),
    "overlay.band": (0.8, (0.0, 0.03, 0.1, 0.3)),
    "overlay.after_gains": (0.3, (0.05, 0.3, 2.0)),
    "halving.enabled": (0.7, (False, False, True)),
    "halving.measure": (0.4, ("ewma", "parkinson", "atr", "implied")),
    "halving.decay": (0.3, (0.8, 0.97)),
    "halving.window": (0.3, (5, 21, 63)),
    "halving.halve_above": (0.3, (0.18, 0.25, 0.4)),
    "halving.restore_below": (0.3, (0.12, 0.15, 0.18)),
    "halving.restore_sessions": (0.5, (1, 5, 20)),
    "halving.factor": (0.5, (0.0, 0.25, 0.5, 1.0)),
    "stops.monthly_loss": (0.8, ("off", "off", "off", 0.01, 0.05, 0.3)),
    "stops.monthly_amount": (0.3, ("off", 500.0, 5_000.0, 50_000.0)),
    "stops.amount_currency": (0.5, ("account", "investor")),
    "stops.voluntary": (0.9, (False, False, False, True)),
    "in_range.measure": (0.5, ("none", "none", "efficiency", "adx", "regime")),
    "in_range.window": (0.4, (10, 30)),
    "in_range.factor": (0.4, (0.0, 0.25)),
    "in_range.enter_below": (0.2, (0.1, 0.2)),
    "in_range.leave_above": (0.2, (0.3, 25.0, 40.0)),
    "regimes.trend_average": (0.1, (50, 150)),
    "regimes.trend_window": (0.1, (21,)),
    "regimes.trend_efficiency": (0.1, (0.05, 0.3)),
    "regimes.trend_move": (0.1, (0.02, 0.1)),
    "regimes.crash_fall": (0.1, (0.05,)),
    "regimes.crash_sessions": (0.1, (5, 63)),
    "before_events.enabled": (0.4, (True, False, False)),
    "before_events.calendars": (0.4, (("CPI", "JOBS"), ("FOMC", "EARNINGS"))),
    "before_events.days_before": (0.4, (0, 3, 10)),
    "before_events.factor": (0.4, (0.0, 0.25)),
    "pause.enabled": (0.5, (True, False, False)),
    "pause.move": (0.5, (0.01, 0.02, 0.05)),
    "pause.sessions": (0.4, (1, 2, 10)),
    "pause.factor": (0.4, (0.0, 0.25)),
    "account.profile": (0.9, (*KINDS, *profile_names())),
    "account.fund_haircut": (0.2, (0.0, 0.02, 0.3, 1.0)),
    "account.option_haircut": (0.4, (0.0, 0.4, 1.0)),
    "account.margin_multiple": (0.3, (1.0, 1.4, 2.0)),
    "account.redemption_lag": (0.5, (0, 1, 2, 3)),
    "account.grace": (0.6, (0, 1, 1, 2, 4)),
    "account.closing_delay": (0.5, (0, 1, 2)),
    "account.recovery_counts": (0.5, (True, False)),
    "account.reduction_counts": (0.4, (True, False)),
    "account.call_to_initial": (0.4, (True, False)),
    "account.watched": (0.3, (True, False)),
    "account.loss_cut_level": (0.6, (0.0, 0.5, 0.9)),
    "account.voluntary_stop_level": (0.3, (1.0, 1.2, 3.0)),
    "account.liquidation": (0.8, (0.0, 1.0, 2.0, 2.0, 4.0)),
    "account.negative_cash": (0.5, (True, False)),
    "account.liquidation_half_spread": (0.2, (0.0, 0.5, 3.0)),
    "account.debit_spread": (0.2, (0.0, 0.05)),
    "account.credit_spread": (0.2, (0.0, 0.02)),
    "margin.test": (0.7, ("close", "intraday", "broker")),
    "margin.source": (0.3, ("table_or_model", "model")),
    "cash.sleeve": (0.7, SHARES),
    "cash.buffer": (0.7, (0.0, *SHARES)),
    "cash.band": (0.4, (0.0, 0.1, 0.2, 1.0)),
    "costs.commission": (0.2, (0.0, 4.0)),
    "costs.half_spread": (0.2, (0.0, 1.0)),
    "costs.stress_half_spread": (0.2, (0.0, 2.0)),
    "costs.stress_vix": (0.3, (10.0, 20.0, 40.0)),
    "costs.roll_half_spread": (0.2, (0.0, 0.5)),
    "costs.option_commission": (0.3, (0.0, 0.7, 15.0)),
    "costs.factor": (0.3, (0.0, 0.5, 4.0, 10.0)),
    "futures.financing": (0.4, ("flat", "by_year", -0.01, 0.01)),
    "futures.roll_sessions_earlier": (0.3, (0, 1, 4, 15)),
    "options.contract": (0.9, ("XSP", "SPX", "ES")),
    "options.budget": (0.9, (0.001, 0.005, 0.02, 0.05, 0.05)),
    "options.direction": (0.9, ("calls", "puts", "by_trend")),
    "options.sessions_before": (0.4, (0, 1, 3, 10, 15)),
    "trend.strength": (0.8, ("either", "efficiency", "adx", "none", "none")),
    "trend.efficiency": (0.3, (0.1, 0.5)),
    "trend.adx": (0.3, (10.0, 40.0)),
    "trend.average_window": (0.7, (5, 20, 200)),
    "trend.efficiency_window": (0.4, (5, 20, 63)),
    "trend.adx_window": (0.3, (5, 14, 30)),
    "insurance.contract": (0.9, ("XSP", "SPX", "ES")),
    "insurance.hedge_ratio": (0.9, (0.0, 0.3, 1.0, 1.0, 2.0)),
    "insurance.out_of_the_money": (0.8, (-0.05, 0.0, 0.05, 0.15, 0.3)),
    "insurance.sessions_before": (0.4, (0, 1, 3, 10, 15)),
    "insurance.months": (0.4, (1, 2, 3, 6, 12)),
    "insurance.below_vix": (0.5, ("off", 15.0, 20.0, 30.0)),
    "option_prices.surface": (0.5, ("fitted", "moving", "flat")),
    "option_prices.level_factor": (0.3, (0.5, 1.0, 1.5)),
    "option_prices.slope_factor": (0.3, (0.0, 1.0, 2.0)),
    "option_prices.spread_factor": (0.3, (0.0, 1.0, 3.0)),
}  # fmt: skip
"""By setting: how often it is set, and to what; a value that stands twice is drawn twice as often."""
HEDGE: Mapping[str, tuple[float, tuple[Any, ...]]] = {
    "hedge.ratio": (0.9, (0.1, 0.5, 1.0, 1.0)),
    "hedge.basis": (0.3, (-0.01, 0.0, 0.02)),
    "hedge.half_spread": (0.3, (0.0, 0.05)),
    "hedge.roll_half_spread": (0.3, (0.0, 0.02)),
    "hedge.margin": (0.3, (0.02, 0.04, 0.2)),
    "hedge.buffer": (0.4, (0.0, 0.05, 0.3)),
}
"""The same of the currency hedge of an investor in yen."""
NOT_DRAWN: Mapping[str, str] = {
    "capital.currency": "goes with the market: yen on Nikkei futures, else dollars",
    "investor.capital": "converted when the account opens, before either driver begins",
    "account.profile_file": "a profile of one's own is fields like those drawn",
    "futures.prices": "quoted prices are refused by the loop",
    "tax.regime": "refused by the loop",
    "before_events.file": "days of a file are days like those of calendars, which are drawn",
    "in_range.labels": "labels come from a file, and a test of its own runs both drivers on one",
    **dict.fromkeys(("regimes.file", "regimes.lag_days"), "as `in_range.labels`"),
    **dict.fromkeys(
        ("regimes.bull_rise", "regimes.bear_fall", "regimes.vix_edges", "regimes.drawdown_edges"),
        "no rule reads it, only reports",
    ),
    **dict.fromkeys(("fund.file", "fund.lag_days"), "a test of its own runs both drivers on a file"),
    **dict.fromkeys(
        (
            "fund.event",
            "fund.event_start",
            "fund.event_loss",
            "fund.event_gate",
            "fund.event_paid",
            "fund.event_lag",
            "broker.fails_on",
            "broker.like",
            "broker.frozen",
            "broker.fund_inside",
        ),
        "refused by the loop",
    ),
    **dict.fromkeys(("living.cash", "living.monthly_expenses"), "outside the account"),
}
"""Settings of these patterns that are never drawn, and why."""
MILD, STEEP = (0.1, 0.2, 0.3, 0.5, 1.0, 2.0), (4.0, 8.0, 12.0, 16.0, 19.0)
"""Overlays of whom a fall leaves alone, and of whom it does not."""
TRIES = 50


def settings_by_chance(
    chance: Random, market: Market, pattern: str, *, steep: float = 0.4, yen: float = 0.0
) -> RunConfig:
    """Settings of a pattern on a market; `steep` is the share of overlays that a fall does not leave alone, `yen` that
    of investors in yen, most of them with a currency hedge.
    What the program refuses is drawn again, and a profile whose terms change on the way, which the loop refuses. Raises
    `RuntimeError` where everything is refused.
    """
    for _ in range(TRIES):
        found: dict[str, Any] = {"pattern": pattern}
        for name, value in assignments(chance, market, steep=steep, yen=yen):
            section, _, key = name.partition(".")
            if PATTERNS[pattern].reads_setting(name):
                found.setdefault(section, {})[key] = value
        try:
            config = parse_config(found)
        except ConfigError:
            continue
        if len(account_path(config, market.starts, market.days[-1], family_of(config))) == 1:
            return config
    raise RuntimeError(f"pattern {pattern}: {TRIES} settings in a row were refused")


def assignments(chance: Random, market: Market, *, steep: float, yen: float) -> Iterator[tuple[str, Any]]:
    """(setting, value) of all patterns; of two for one setting the later."""
    yield from several(chance, CHOICES)
    yield from exposure(chance, steep=chance.random() < steep)
    yield from strike(chance)
    yield from dated(chance, market)
    if chance.random() < yen:
        yield "investor.currency", "JPY"
        yield from several(chance, HEDGE)
    if market.index == TOKYO:
        yield from in_yen(chance)
    if chance.random() < FAULTY:
        yield from faults(chance, market)
    yield from flows(chance, market)


def flows(chance: Random, market: Market) -> Iterator[tuple[str, Any]]:
    """What is paid in and taken out, now and then only from a day on."""
    yield from several(chance, FLOWS)
    begins = chance.randint(market.row_from(market.starts), len(market.days) - 1)
    if chance.random() < STARTS_LATER:
        yield "flows.start", date_of(market.days[begins])


def faults(chance: Random, market: Market) -> Iterator[tuple[str, Any]]:
    """What goes wrong around an account; of a spell that has no sessions nothing is said."""
    drawn = dict(several(chance, FAULTS))
    for name in ("absence", "outage", "stale"):
        dated = date_of(market.days[chance.randint(market.row_from(market.starts), len(market.days) - 1)])
        if f"{name}.sessions" not in drawn:
            del drawn[f"{name}.a_year"]
        elif chance.random() < 0.3:
            drawn[f"{name}.start"] = dated
    yield from drawn.items()


def in_yen(chance: Random) -> Iterator[tuple[str, Any]]:
    """An account in yen on Nikkei futures, whose margin comes into force in the evening."""
    yield "overlay.contract", chance.choice(("NK225", "NK225M", "NK225MC", "NK225MC"))
    yield from (("capital.currency", "JPY"), ("investor.currency", "JPY"), ("hedge.ratio", 0.0))
    yield "capital.initial", chance.choice((2e6, 2e7, 1e8))
    yield from (("margin.source", "model"), ("futures.financing", chance.choice(("flat", -0.01, 0.01))))


def several(chance: Random, choices: Mapping[str, tuple[float, tuple[Any, ...]]]) -> Iterator[tuple[str, Any]]:
    """Some of many settings."""
    for name, (share, values) in choices.items():
        # both are drawn for every setting: another share changes no other draw
        lot, value = chance.random(), chance.choice(values)
        if lot < share:
            yield name, value


def exposure(chance: Random, *, steep: bool) -> Iterator[tuple[str, Any]]:
    """An overlay, and a limit on exposure that is often close to it; a `steep` one keeps little cash."""
    if steep:
        # what is closed in mid-session goes contract by contract: of millions nobody would see the end
        yield "capital.initial", chance.choice((20_000.0, 100_000.0, 250_000.0))
        yield "cash.buffer", chance.choice((0.0, 0.01, 0.01, 0.02, 0.05))
        yield "account.margin_multiple", chance.choice((1.0, 1.0, 1.2))
    elif chance.random() < 0.2:
        yield from (("capital.initial", chance.choice((3e7, 1e9))), ("margin.test", "close"))
    ratio = round(chance.choice(STEEP if steep else MILD) * chance.uniform(0.6, 1.05), 3)
    yield "overlay.ratio", ratio
    yield "overlay.max_total_exposure", min(21.0, round(1.0 + ratio * chance.uniform(1.0, 1.5) + 0.01, 3))
    yield "overlay.acknowledge_high_leverage", True
    yield "options.acknowledge_high_budget", True


def strike(chance: Random) -> Iterator[tuple[str, Any]]:
    """A strike by its distance, or by its delta."""
    if chance.random() < 0.6:
        yield "options.out_of_the_money", chance.choice((-0.1, -0.03, 0.0, 0.0, 0.04, 0.15))
    else:
        yield "options.delta", chance.choice((0.05, 0.2, 0.5, 0.8))


def dated(chance: Random, market: Market) -> Iterator[tuple[str, Any]]:
    """What depends on the days of the market: the period, fills at the open, and how margin is known."""
    first, last = market.row_from(market.starts), len(market.days) - 1
    if chance.random() < 0.3:
        yield "period.start", date_of(market.days[chance.randint(first, first + (last - first) // 4)])
        yield "period.end", date_of(market.days[chance.randint(last - (last - first) // 4, last)])
    if chance.random() < 0.4 and all(market.values("open_is_real")[first:]):
        yield "execution.fill_at", "open"
    yield from scenario(chance, market.days[chance.randint(first, last)])
    if chance.random() < 0.3 and in_the_table(market):
        yield "margin.source", "table"


def scenario(chance: Random, start: Day) -> Iterator[tuple[str, Any]]:
    """Margin as it is, multiplied, or raised as in March 2020 from a day on."""
    lot, factor = chance.random(), chance.choice((0.5, 1.5, 3.0))
    if lot < 0.2:
        yield from (("margin.scenario", "multiply"), ("margin.factor", factor))
    elif lot < 0.4:
        yield from (("margin.scenario", "march_2020"), ("margin.start", date_of(start)))


def in_the_table(market: Market) -> bool:
    """Whether the published table of margins reaches over all sessions of the market."""
    rows = [facts("exchange_margin").find("ES.maintenance", one) for one in (market.starts, market.days[-1])]
    return None not in rows
