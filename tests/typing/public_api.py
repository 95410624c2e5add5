"""What a user may write with the names of `engine`, as a type checker sees it: `make check` reads this file, nothing
runs it.

`assert_type` holds what a name gives. What must not be written has a `type: ignore` with the error's name: mypy objects
to it where there is no error any more.
"""

from datetime import date
from pathlib import Path
from typing import Any, assert_type

import pandas as pd

import engine
from data.base.arrays import Floats
from data.facts.families import Family
from data.market.market import Market
from engine import (
    PATTERNS,
    RULES,
    Answer,
    AuditCheck,
    BreakTerms,
    Comparison,
    FuturesAndOptions,
    FuturesOverlay,
    GivenFill,
    InsuredFutures,
    Line,
    MarginCall,
    OptionOverlay,
    Otherwise,
    OverlayStrategy,
    Paper,
    Pattern,
    Plan,
    PortfolioPlan,
    PortfolioResult,
    Purpose,
    Record,
    Rule,
    RulePlug,
    Ruling,
    RunConfig,
    RunResult,
    Section,
    SurvivalResult,
    SurvivalTerms,
    SweepResult,
    Tonight,
    Verdict,
    WorthResult,
    WorthTerms,
    add_family,
    always,
    audit_of,
    backtest,
    break_of,
    broker_for,
    calls_of,
    check_pattern,
    check_plan,
    check_profile,
    check_rule,
    check_strategy,
    check_underlying,
    compare,
    compare_results,
    figure,
    judgement_of,
    load_comparison,
    load_config,
    load_market,
    load_plan,
    load_portfolio,
    load_run,
    load_survival,
    load_sweep,
    load_worth,
    looks_in,
    open_account,
    parse_plan,
    passing_figures,
    plan_of,
    regime_scheme,
    run_own,
    run_portfolio,
    simulate,
    size_of,
    streak,
    stress_of,
    survive,
    survive_portfolio,
    sweep,
    terms_of,
    told_otherwise,
    tonight,
    why_of,
    worth,
    write_report,
)
from engine.audit.chapters import Chapter
from engine.audit.plan import PlanLine
from engine.fast.runs import FastRun
from engine.nearest.disaster import Disaster
from engine.questions.plan_check import PlanCheck
from engine.results.best_looks import Best
from engine.stress.of_run import StressTest


def profiles() -> None:
    assert_type(check_profile("us_fcm_tbill"), list[str])
    assert_type(check_profile(Path("mybroker.csv")), list[str])
    check_profile(7)  # type: ignore[arg-type]


def calls(run: RunResult) -> None:
    assert_type(calls_of(run), list[MarginCall])
    calls_of("run")  # type: ignore[arg-type]


def settings() -> RunConfig:
    assert_type(RunConfig(), RunConfig)
    assert_type(load_config(), RunConfig)
    assert_type(load_config("settings.toml", ["overlay.ratio=0.1"], pattern="C"), RunConfig)
    assert_type(load_config(Path("settings.toml")).overlay.ratio, float)
    load_config(None, {"overlay.ratio": 0.1})  # type: ignore[arg-type]
    load_config(7)  # type: ignore[arg-type]
    return load_config(None, ("period.start=2007-01-01",))


def heard(day: int) -> None:
    """A run tells which day it has reached."""


def one_run(config: RunConfig, market: Market) -> RunResult:
    assert_type(load_market("market.parquet"), Market)
    assert_type(load_market(Path("market.parquet"), index="SPX"), Market)
    run = assert_type(backtest(config, market, heard), RunResult)
    assert_type(backtest(), RunResult)
    assert_type(backtest(given={18_000: [GivenFill("MESU26", -2, 5_432.25)]}), RunResult)
    backtest("A")  # type: ignore[arg-type]
    assert_type(simulate(config, market), FastRun)
    assert_type(simulate(compiled=False), FastRun)
    simulate(config, market, False)  # type: ignore[arg-type]
    backtest(market=pd.DataFrame())  # type: ignore[arg-type]
    engine.backtests()  # type: ignore[attr-defined]
    return run


def what_a_run_has(run: RunResult) -> None:
    assert_type(run.config, RunConfig)
    assert_type(run.equity, pd.DataFrame)
    assert_type(run.ledger, pd.DataFrame)
    assert_type(run.frame("attribution"), pd.DataFrame)
    assert_type(run.metrics, dict[str, float | None])
    assert_type(run.manifest, dict[str, Any])
    assert_type(run.opening, float)
    assert_type(run.investor_opening, float)
    assert_type(run.currency, str)
    assert_type(run.shipped_market, str)
    assert_type(run.hypothetical_until, str | None)
    assert_type(run.path, Path | None)
    run.plot("drawdown", log=True, theme="dark", language="ja")
    assert_type(load_run(run.save("results").path or Path()), RunResult)
    run.equity()  # type: ignore[operator]
    run.plot(theme="blue")  # type: ignore[arg-type]
    run.metrics["sharpe"] + 1  # type: ignore[operator]
    run.path = Path()  # type: ignore[misc]
    load_run(run)  # type: ignore[arg-type]


def side_by_side(run: RunResult, market: Market) -> None:
    found = assert_type(compare(["core", "A"]), Comparison)
    assert_type(compare_results({"A": run}, market, "vix", as_it_is_today=True), Comparison)
    assert_type(compare_results({"A": run}, market, regime_scheme(file="mine.csv", crash_fall=0.15)), Comparison)
    assert_type(compare_results({"A": run}, [market, market]), Comparison)
    assert_type(load_comparison("results/folder"), Comparison)
    assert_type(found.apart, tuple[Comparison, ...])
    assert_type(found.all_runs, dict[str, RunResult])
    assert_type(told_otherwise(found, market, Otherwise(after_tax=True, regime="japan")), Comparison)
    assert_type(found.runs, dict[str, RunResult])
    assert_type(found.metrics(), dict[str, dict[str, float | None]])
    assert_type(found.frame("regimes"), pd.DataFrame)
    assert_type(found.hypothetical_until, str | None)
    assert_type(found.save(Path("results")), Comparison)
    found.plot("margin")
    compare(1)  # type: ignore[arg-type]
    compare_results([run], market)  # type: ignore[arg-type]
    load_comparison(found)  # type: ignore[arg-type]


def questions(run: RunResult, config: RunConfig, market: Market) -> None:
    assert_type(audit_of(run), Answer[list[Chapter]])
    assert_type(why_of(run, date(2020, 3, 16), market).text("ja"), str)
    assert_type(stress_of(run, date(2020, 3, 16)).found, StressTest)
    assert_type(break_of(run, terms=BreakTerms(sessions=1, late_odds=0.1)).found, Disaster)
    assert_type(judgement_of(run, "2020-03").html(), str)
    assert_type(plan_of(config).found, list[PlanLine])
    assert_type(check_plan(config, market, paths=0).found, PlanCheck)
    assert_type(size_of(config, allowed_loss=0.05, fall=0.35).found, dict[str, float | None])
    assert_type(streak(0.02, 10).found, dict[str, float | None])
    assert_type(terms_of("sbi_futures", date(2024, 8, 5)).found, list[dict[str, object]])
    assert_type(looks_in("results").found, list[Best])
    assert_type(write_report(compare(), "report.html", "ja"), Path)
    why_of(run, "2020-03-16")  # type: ignore[arg-type]
    check_plan(config, paths="500")  # type: ignore[arg-type]


def an_evening(config: RunConfig, market: Market) -> None:
    found = assert_type(tonight(config, market), Tonight)
    assert_type(found.status, int)
    tonight(config, market, "2020-03-16")  # type: ignore[arg-type]


def thrown_out(config: RunConfig, market: Market) -> None:
    terms = SurvivalTerms(years=10, crashes=("1987:0.025",), find="overlay")
    found = assert_type(survive(config, market, terms, vary=["cash.buffer=0.2,0.3"], out=Path("x")), SurvivalResult)
    assert_type(survive_portfolio(load_plan("plan.toml"), market, terms, out=Path("x")), SurvivalResult)
    assert_type(load_survival("results/folder"), SurvivalResult)
    assert_type(found.first_sentence("ja"), str)
    assert_type(found.frame("safe"), pd.DataFrame)
    survive(config, market, terms, "results")  # type: ignore[call-arg]


def accounts_side_by_side(market: Market) -> None:
    plan = assert_type(load_plan("portfolio.toml"), PortfolioPlan)
    found = assert_type(run_portfolio(plan, {"fund": market}), PortfolioResult)
    assert_type(load_portfolio("results/folder").runs, dict[str, RunResult])
    assert_type(found.frame("figures"), pd.DataFrame)
    run_portfolio(parse_plan({"accounts": {}}), market)  # type: ignore[arg-type]


def rule_by_rule(config: RunConfig, market: Market) -> None:
    found = assert_type(worth(config, market, WorthTerms(paths=0), out=Path("x")), WorthResult)
    assert_type(load_worth("results/folder"), WorthResult)
    assert_type(found.frame("effects"), pd.DataFrame)
    worth(config, market, paths=0)  # type: ignore[call-arg]


def many_settings(config: RunConfig, market: Market) -> None:
    found = assert_type(sweep(config, ["overlay.ratio=0.1,0.2"], market, out="x", walk="10y/2y"), SweepResult)
    assert_type(load_sweep("results/folder"), SweepResult)
    assert_type(found.frame(), pd.DataFrame)
    assert_type(found.values, dict[str, list[Any]])
    found.plot("walk", log=True)
    sweep(config, grid="overlay.ratio=0.1,0.2", criteria="sharpe")  # type: ignore[call-arg]


def a_strategy_of_ones_own(config: RunConfig, market: Market, data: object) -> None:
    feed, broker = open_account(config, market)
    assert_type(feed.market, Market)
    assert_type(broker.account.fund, float)
    assert_type(broker_for(data, config, market, feed="index").account.fund, float)
    assert_type(run_own("crossing.py:Crossing", config, market, fast=10), RunResult)
    broker_for(data, feed="spot")  # type: ignore[arg-type]
    broker_for()  # type: ignore[call-arg]
    open_account(market)  # type: ignore[arg-type]


def a_figure_of_ones_own() -> None:
    with passing_figures():

        @figure(form="{:.2%}", words={"en": "mean return"}, after="sharpe", index=True, undefined="a single session")
        def mean_return(record: Record) -> float | None:
            assert_type(record.index, Floats)
            return float(record.life.daily.mean())

        assert_type(mean_return(Record({})), float | None)

    figure(form="{:.2%}", words="mean return")  # type: ignore[arg-type]
    figure(form="{:.2%}", words={})(backtest)  # type: ignore[type-var]


def an_underlying_of_ones_own(market: Market) -> None:
    with assert_type(add_family("NQ.csv"), Family) as family:
        assert_type(family.digest, str)
    assert_type(check_strategy("crossing.py:Crossing", RunConfig(), market, fast=10), list[str])
    assert_type(check_underlying(Path("NQ.csv")), list[str])
    assert_type(check_underlying("SPX", market), list[str])
    add_family()  # type: ignore[call-arg]
    check_underlying("SPX", "ndx.parquet")  # type: ignore[arg-type]


class Range(Section):
    """Settings of one's own."""

    factor: float = 1.0


class Quiet(FuturesOverlay):
    """Futures, decided on otherwise."""

    def decide(self) -> None:
        assert_type(self.rebalance(), int)
        assert_type(self.view.efficiency_ratio(63), float)


def step(params: tuple[float, float], ranging: bool, efficiency: float) -> tuple[bool, Ruling]:  # noqa: FBT001
    below, factor = params
    now = efficiency < below
    code = "" if now == ranging else "range_began"
    Ruling(factor, status="range")  # type: ignore[call-arg]
    return now, Ruling(factor if now else 1.0, state="range", observed=efficiency, code=code, numbers={"level": below})


def a_rule_of_ones_own(market: Market) -> None:
    def rule(config: RunConfig, _profile: object) -> Rule | None:
        factor = config.section("range").factor
        return Rule("range", (0.15, factor), False, lambda evening: evening.view.efficiency_ratio(63), step)

    plug = RulePlug(
        "range", Range, rule, lambda _config: Line(True, "range", {"factor": 0.5}), words={"en": {}, "ja": {}}
    )
    with RULES.added(plug) as added:
        assert_type(added, RulePlug)
    assert_type(check_rule(plug, {"range": {"factor": 0.5}}, market), list[str])
    assert_type(check_rule("range", {}), list[str])
    check_rule(plug)  # type: ignore[call-arg]
    RULES.add(PATTERNS["A"])  # type: ignore[arg-type]


def on_paper(config: RunConfig, market: Market) -> None:
    paper = assert_type(Paper.start("paper/spx", config, market), Paper)
    assert_type(Paper.open(Path("paper/spx")), Paper)
    assert_type(paper.step(market, accept="revised").sessions, tuple[int, ...])
    assert_type(paper.fill(market, 18_000, [GivenFill("MESU26", -2, 5_432.25)], "at noon").revised, int | None)
    assert_type(paper.status(market).equity, float)
    assert_type(paper.deviations(market).cost, float)
    assert_type(paper.verify().sha256, str)
    assert_type(paper.result(market), RunResult)
    paper.fill(market, 18_000, [], "", "sold")  # type: ignore[arg-type]


def a_pattern_of_ones_own(market: Market) -> None:
    def small(run: RunResult) -> Verdict:
        return assert_type(Verdict.at_most("small", run.equity["overlay_notional"], limit=1e6), Verdict)

    of_a = assert_type(PATTERNS["A"], Pattern)
    lines = Plan(lines=lambda _config: {"small": Line(True, "small")}, checks={"small": (AuditCheck("small", small),)})
    pattern = Pattern(
        "D",
        Quiet,
        of_a.reads,
        always("overlay.contract"),
        of_a.params,
        sections={"range": Range},
        plan=lines,
        colour="olive",
    )
    assert_type(pattern.strategy_class, type[OverlayStrategy])
    with PATTERNS.added(pattern) as added:
        assert_type(added, Pattern)
    for ours in (FuturesAndOptions, FuturesOverlay, InsuredFutures, OptionOverlay):
        Pattern("E", ours, (), always(), lambda _config, _profile: {})
    assert_type(check_pattern(pattern, market, {"overlay": {"ratio": 0.1}}), list[str])
    assert_type(check_pattern("A"), list[str])
    Pattern("E", Range, (), always(), of_a.params)  # type: ignore[arg-type]
    Pattern("E", Quiet, (), always(), of_a.params, market="yen")  # type: ignore[arg-type]
    check_pattern(pattern, {"overlay": {"ratio": 0.1}})  # type: ignore[arg-type]
    AuditCheck("small", Line)  # type: ignore[arg-type]
    assert_type(Purpose.INSURANCE.word, str)
    _ = Purpose.INSURING  # type: ignore[attr-defined]
