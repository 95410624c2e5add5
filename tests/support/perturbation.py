"""Runs that are told apart only by one setting: scenes of each pattern in which settings matter, and other values for
each setting.
"""

import datetime as dt
from collections.abc import Iterator
from typing import Any, Literal, get_args, get_origin

from data.base.cache import content_hash
from data.base.errors import OverlayError
from engine import backtest, load_config
from engine.account.profiles import fx_profile_names, profile_names
from engine.settings.run_config import RunConfig, parse_config
from engine.settings.section import Section

YEAR = ("period.start=2008-06-02", "period.end=2009-03-31")
HIGH = ("overlay.max_total_exposure=9", "overlay.acknowledge_high_leverage=true", "stops.voluntary=false")
FAILING = (
    "fund.event=own", "fund.event_start=2008-09-16", "fund.event_loss=0.03", "fund.event_gate=20",
    "fund.event_paid=0.2", "broker.fails_on=2008-12-30", "broker.like=peregrine", "broker.fund_inside=false",
)  # fmt: skip
CALLED = (
    *HIGH, "overlay.ratio=7", "cash.buffer=0.02", "account.fund_haircut=1.0", "account.redemption_lag=2",
    "account.grace=1", "account.closing_delay=1",
    "account.liquidation=1.0", "account.loss_cut_level=0.9", "halving.enabled=false", "margin.test=intraday",
)  # fmt: skip
FAULTY = (
    *(f"{one}.sessions=4" for one in ("absence", "outage", "stale")),
    *(f"{one}.a_year=9.0" for one in ("absence", "outage", "stale")),
    "faults.missed_rolls=0.5", "faults.late=0.5",
)  # fmt: skip
YEN = ("investor.currency=JPY", "hedge.ratio=0.5", "tax.regime=japan")
HEDGED_IN_CASH = (
    "investor.currency=JPY", "hedge.ratio=1.0", "hedge.buffer=0.02", "account.redemption_lag=2", "account.grace=1",
    "account.liquidation=0.0",
)  # fmt: skip
ROUGH = ("halving.window=5", "halving.halve_above=0.25", "halving.restore_below=0.22", "halving.restore_sessions=2")
OFFERED = (
    "in_range.measure=adx", "before_events.enabled=true", "before_events.file={events}", "pause.enabled=true",
    "stops.monthly_amount=9000", "investor.currency=JPY",
)  # fmt: skip
RULES = (
    "cash_events.enabled=true", "cash_conditions.enabled=true", "tactical.enabled=true", "cash_volatility.rule=levels",
    "cash_valuation.enabled=true", "cash_valuation.file={valuation}", "cash_events.file={events}", "living.cash=1000.0",
    "living.monthly_expenses=100.0",
    "cash_conditions.window=20", "cash_conditions.rise=0.001", "cash_pause.enabled=true",
)  # fmt: skip
SCENES: dict[str, tuple[tuple[str, ...], ...]] = {
    "core": (
        (), YEN, (*HEDGED_IN_CASH, "account.profile=jp_retail_futures"), (*HEDGED_IN_CASH, "account.profile=cme_ief2"),
    ),
    "A": ((), CALLED, (*HIGH, *YEN, *ROUGH, "overlay.ratio=4", "stops.monthly_loss=0.05"), ("overlay.ratio=0.0",),
        ("halving.enabled=false",), ("halving.measure=ewma", *OFFERED), (*ROUGH, *OFFERED, "in_range.measure=regime"),
        (*OFFERED, "in_range.measure=labels", "in_range.labels=['a']", "regimes.file={labels}"), FAILING,
        (*CALLED, *FAULTY)),
    "B": (
        ("trend.strength=none", "options.direction=by_trend"),
        ("options.direction=puts", "trend.strength=efficiency", "options.contract=ES", "trend.average_window=20",
            "trend.efficiency_window=10"),
        ("options.direction=puts", "trend.strength=adx", "options.sessions_before=3", "stops.monthly_loss=0.002", *YEN,
            *ROUGH, "options.delta=0.3"),
        ("options.budget=0.0",),
    ),
    "C": (ROUGH, (*CALLED, "insurance.out_of_the_money=0.2", "insurance.hedge_ratio=0.2"),
        ("insurance.hedge_ratio=0.0",)),
    "AB": ((*ROUGH, "options.direction=by_trend", "trend.strength=efficiency", "options.sessions_before=3"),
        (*CALLED, "trend.strength=none", "trend.average_window=20", "options.direction=by_trend",
            "options.budget=0.01", "overlay.max_total_exposure=20"), ("options.budget=0.0",)),
    "fx": ((), ("fx.leverage=20", "fx.rebalance=monthly", "fx.voluntary_stop=0", "account.liquidation=1.0")),
    "fx_trades": ((), ("fx_trades.allowed_loss=0.2", "fx_trades.free_margin=0.1", "fx.voluntary_stop=0"),
        ("fx_trades.most_trades=1",), ("fx_trades.stop_by=low", "fx_trades.stop_window=2", "fx_trades.stop_floor=1.0"),
        ("fx_trades.entry_window=10", "fx_trades.exit_window=5", "fx_trades.allowed_loss=0.01",
            "fx_trades.attack_loss=0.02", "fx_trades.attack_trades=2", "fx_trades.attack_win_rate=0",
            "fx_trades.attack_payoff=0", "fx_trades.attack_drawdown=0.05")),
    "hedge": (
        (), ("short.when=downtrend", "trend.average_window=50", "trend.efficiency_window=20"),
        ("short.when=downtrend", "trend.strength=efficiency", "trend.average_window=50", *YEN),
        ("short.when=downtrend", "trend.strength=adx"),
        ("short.amount=150000",),
        (*HIGH, "overlay.ratio=6", "cash.buffer=0.02", "account.fund_haircut=1.0", "account.redemption_lag=2",
            "account.grace=1", "account.closing_delay=1", "account.liquidation=1.0", "account.loss_cut_level=0.9",
            "margin.test=intraday", *FAULTY), FAILING),
    "fx_range": (
        (), ("fx_range.edge=channel", "fx_range.enter_below=0.9", "fx_range.leave_above=0.95"),
        ("fx_range.enter_below=1", "fx_range.leave_above=1", "fx_range.window=10", "fx_range.losing_streak=1",
            "fx_trades.allowed_loss=0.02"),
        ("fx_range.enter_below=1", "fx_range.leave_above=1", "fx_trades.stop_by=low", "fx_trades.stop_window=2",
            "fx_trades.stop_floor=1.0", "fx_range.window=10"),
        ("fx_range.enter_below=1", "fx_range.leave_above=1", "fx_range.window=5", "fx_range.width=1.0",
            "fx_trades.allowed_loss=0.01", "fx_trades.attack_loss=0.02", "fx_trades.attack_trades=2",
            "fx_trades.attack_win_rate=0", "fx_trades.attack_payoff=0", "fx_trades.attack_drawdown=0.05",
            "fx_range.losing_streak=0"),
        ("fx_range.enter_below=1", "fx_range.leave_above=1", "fx_range.window=60", "fx_trades.stop=2",
            "fx_trades.allowed_loss=0.3", "fx_trades.free_margin=0", "fx.voluntary_stop=0")),
    "cash": (
        (), RULES, (*RULES, "cash_volatility.rule=target", "cash_trend.enabled=false", "cash_ratio.cap=1.0"),
        ("cash_ratio.asset=futures", "account.fund_haircut=1.0", "cash_trend.above=0.0", "cash_ratio.floor=0.0",
            "reentry.ratios=[0.3, 0.1, 0.0]"),
        ("cash_trend.enabled=false", "cash_ratio.band=0.0", "deviations.file={deviations}"),
        ("cash_ratio.asset=futures", "reentry.enabled=false"),
        ("reentry.conditions=['recovery', 'recovery', 'recovery']",),
        ("cash_trend.window=20", "cash_trend.above=0.25", "reentry.held_sessions=3", "reentry.high_window=5",
            "reentry.ratios=[0.4, 0.3, 0.25]", "cash_ratio.tax_rate=0.2"),
        (
            "cash_trend.enabled=false", "cash_volatility.rule=levels", "cash_volatility.window=5",
            "cash_volatility.enter_above=0.25",
            "cash_volatility.leave_below=0.22", "reentry.enabled=false", "cash_volatility.calm=0.3",
        ),
        ("cash_trend.window=20", "reentry.conditions=['new_high', 'new_high', 'new_high']", "reentry.high_window=5"),
    ),
}  # fmt: skip
MEASURED = {"rules", "targets", "cash_rules", "fx_rules", "fx_edges"}
"""Tables of what rules measured along the way, whether or not anything came of it."""


def scene(pattern: str, place: int, files: dict[str, str]) -> RunConfig:
    """Settings of a scene; `files` are paths of the CSVs it names."""
    chosen = dict(one.format(**files).split("=", 1) for one in (*YEAR, *SCENES[pattern][place]))
    return load_config(None, [f"{setting}={value}" for setting, value in chosen.items()], pattern=pattern)


def settings() -> list[str]:
    """Every setting, `section.key`."""
    sections = {name: field.annotation for name, field in RunConfig.model_fields.items()}
    return [
        f"{name}.{key}" for name,
        kind in sections.items() if isinstance(kind, type) and issubclass(kind, Section) for key in kind.model_fields
    ]  # fmt: skip


def outcome(config: RunConfig, market: Any) -> dict[str, str] | str:
    """Hashes of the tables of a run and its notes, without what rules measured and what is said of settings; the
    sentence of a refusal.
    """
    try:
        run = backtest(config, market)
    except OverlayError as error:
        return str(error)
    tables = {name: table for name, table in run.tables.items() if name not in MEASURED}
    tables["events"] = tables["events"].drop_columns(["numbers"])
    notes = [note for note in run.notes() if not note.startswith(("no effect", "cash.buffer"))]
    return {name: content_hash(table) for name, table in tables.items()} | {"notes": "\n".join(notes)}


def others(config: RunConfig, setting: str, files: dict[str, str]) -> Iterator[RunConfig]:
    """The same settings but for one, with every other value tried for it that goes with the rest."""
    section, key = setting.split(".")
    plain = config.settings()
    for value in _values(getattr(config, section), key, setting, files):
        more = {
            "march_2020": {"start": dt.date(2008, 9, 22)}, "multiply": {"factor": 3.0},
            files["profiles"]: {"profile": "mine"},
        }.get(str(value), {})  # fmt: skip
        try:
            yield parse_config({**plain, section: {**plain[section], key: value, **more}})
        except OverlayError:
            continue


def _values(section: Section, key: str, setting: str, files: dict[str, str]) -> list[Any]:
    value, kind = getattr(section, key), type(section).model_fields[key]
    last = value[-1] if setting == "reentry.ratios" else 0.0
    special: dict[str, list[Any]] = {
        "period.start": [dt.date(2008, 7, 1)], "period.end": [dt.date(2009, 1, 30)],
        "margin.start": [dt.date(2008, 9, 22)],
        "account.profile": [*profile_names(), *fx_profile_names()], "account.profile_file": [files["profiles"]],
        "overlay.contract": ["ES"], "cash_valuation.file": [files["valuation"]], "cash_valuation.column": ["cape"],
        "cash_conditions.file": [files["conditions"]], "cash_conditions.column": ["value", "other"],
        "cash_events.file": [files["events"]], "fx_trades.record_file": [files["record"]],
        "fx.rates_file": [files["rates"]], "fx.contract": ["EURJPY1K", "USDJPY10K"],
        "fx_trades.attack_trades": [10_000], "fx_trades.attack_win_rate": [1.0], "fx_trades.attack_payoff": [100.0],
        "fund.file": [files["fund"]], "fund.kind": ["BIL", "prime", "deposit"], "fund.event": ["reserve_2008"],
        "fund.event_start": [dt.date(2008, 9, 22)], "broker.fails_on": [dt.date(2008, 10, 10)],
        "broker.like": ["peregrine"], "broker.fund_inside": [True, False],
        "deviations.file": [files["deviations"]], "cash_events.calendars": [["CPI"], ["CPI", "FOMC"]],
        "cash_valuation.edges": [[12.0, 18.0, 22.0, 28.0]], "cash_valuation.ratios": [[0.0, 0.3, 0.5, 0.6, 0.9]],
        "reentry.ratios": [[0.45, 0.35, last]], "reentry.conditions": [["recovery", "new_high", "held"]],
    }  # fmt: skip
    numbers = [0.02, 0.3, 1.0, 3.0, 0, 2, 5, 40_000.0]
    steps = (
        []
        if isinstance(value, bool) or not isinstance(value, int | float)
        else [value * 2, value / 2, value + 0.1, value + 1, value // 2, 0.0, 1.0]
    )
    found = special.get(setting) or [
        *_literals(kind.annotation),
        *((True, False) if _may_be_bool(kind.annotation) else (*steps, *numbers)),
    ]
    return [one for one in found if one != value]


def _may_be_bool(kind: Any) -> bool:
    return kind is bool or bool in get_args(kind)


def _literals(kind: Any) -> list[Any]:
    if get_origin(kind) is Literal:
        return list(get_args(kind))
    return [one for part in get_args(kind) for one in _literals(part)]
