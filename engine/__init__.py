"""Consequences: what follows from facts and decisions. Imports `strategies` and `data`.

    from engine import backtest, compare, load_market, load_run

The names are loaded when they are first used, so that `overlay --help` need not wait for Backtrader.
"""

from typing import TYPE_CHECKING, Any

import mmf_overlay

mmf_overlay.take("data", "strategies", to=__name__, beside=__path__[0])

from engine.plugs.pattern import PATTERNS  # noqa: E402  (whose packages may be hidden until `take` has looked)
from engine.results.views import show_by  # noqa: E402

PATTERNS.offer(
    core="engine.patterns.core:CORE",
    A="engine.patterns.futures:A",
    B="engine.patterns.options:B",
    C="engine.patterns.insured:C",
    AB="engine.patterns.futures_and_options:AB",
    fx="engine.patterns.fx_carry:FX",
    fx_trades="engine.patterns.fx_trades:FX_TRADES",
    fx_range="engine.patterns.fx_range:FX_RANGE",
    hedge="engine.patterns.hedge:HEDGE",
    cash="engine.patterns.cash_ratio:CASH",
)
PATTERNS.offer_aside(own="engine.patterns.own:OWN")

if TYPE_CHECKING:
    from data.facts.families import add_family
    from data.intake.market_file import load_market
    from engine.analysis.metrics import Record, figure, passing_figures
    from engine.assembly.open_account import broker_for, open_account
    from engine.assembly.own_labels import regime_scheme
    from engine.audit.calls import MarginCall, calls_of
    from engine.audit.chapters import AuditCheck
    from engine.audit.plan import Line
    from engine.audit.verdicts import Verdict
    from engine.comparison.compared import compare_results
    from engine.comparison.comparison import Comparison, load_comparison
    from engine.day.given import GivenFill
    from engine.evening.tonight import Tonight, tonight
    from engine.fast.simulate import simulate
    from engine.journal.paper import Paper
    from engine.kits.check_pattern import check_pattern
    from engine.kits.check_profile import check_profile
    from engine.kits.check_rule import check_rule
    from engine.kits.check_strategy import check_strategy
    from engine.kits.check_underlying import check_underlying
    from engine.nearest.disaster import BreakTerms
    from engine.notebook.answer import Answer
    from engine.notebook.asked import (
        audit_of,
        break_of,
        check_plan,
        judgement_of,
        looks_in,
        plan_of,
        size_of,
        streak,
        stress_of,
        terms_of,
        why_of,
    )
    from engine.plugs.pattern import Pattern, Plan, always
    from engine.plugs.rule import RULES, RulePlug
    from engine.portfolio.plan import PortfolioPlan, load_plan, parse_plan
    from engine.portfolio.portfolio import run_portfolio
    from engine.portfolio.result import PortfolioResult, load_portfolio
    from engine.report.page import write_report
    from engine.results.run import RunResult, load_run
    from engine.results.views import Views
    from engine.runs.backtest import backtest, compare
    from engine.runs.otherwise import Otherwise, told_otherwise
    from engine.runs.own import run_own
    from engine.settings.run_config import RunConfig, load_config
    from engine.settings.section import Section
    from engine.survival.request import SurvivalTerms
    from engine.survival.result import SurvivalResult, load_survival
    from engine.survival.survive import survive, survive_portfolio
    from engine.sweeps.result import SweepResult, load_sweep
    from engine.sweeps.sweep import sweep
    from engine.weighing.request import WorthTerms
    from engine.weighing.result import WorthResult, load_worth
    from engine.weighing.worth import worth
    from strategies.base.strategy import OverlayStrategy
    from strategies.events.purposes import Purpose
    from strategies.events.rulings import Ruling
    from strategies.overlay.futures_and_options import FuturesAndOptions
    from strategies.overlay.futures_overlay import FuturesOverlay
    from strategies.overlay.insured_futures import InsuredFutures
    from strategies.overlay.option_overlay import OptionOverlay
    from strategies.rules.rule import Rule

_HOMES = {
    "PATTERNS": "engine.plugs.pattern",
    "RULES": "engine.plugs.rule",
    "Answer": "engine.notebook.answer",
    "AuditCheck": "engine.audit.chapters",
    "BreakTerms": "engine.nearest.disaster",
    "Comparison": "engine.comparison.comparison",
    "FuturesOverlay": "strategies.overlay.futures_overlay",
    "GivenFill": "engine.day.given",
    "FuturesAndOptions": "strategies.overlay.futures_and_options",
    "InsuredFutures": "strategies.overlay.insured_futures",
    "Line": "engine.audit.plan",
    "MarginCall": "engine.audit.calls",
    "OptionOverlay": "strategies.overlay.option_overlay",
    "Otherwise": "engine.runs.otherwise",
    "OverlayStrategy": "strategies.base.strategy",
    "Paper": "engine.journal.paper",
    "Pattern": "engine.plugs.pattern",
    "Plan": "engine.plugs.pattern",
    "PortfolioPlan": "engine.portfolio.plan",
    "PortfolioResult": "engine.portfolio.result",
    "Purpose": "strategies.events.purposes",
    "Record": "engine.analysis.metrics",
    "Rule": "strategies.rules.rule",
    "RulePlug": "engine.plugs.rule",
    "Ruling": "strategies.events.rulings",
    "RunConfig": "engine.settings.run_config",
    "RunResult": "engine.results.run",
    "Section": "engine.settings.section",
    "SurvivalResult": "engine.survival.result",
    "SurvivalTerms": "engine.survival.request",
    "SweepResult": "engine.sweeps.result",
    "Tonight": "engine.evening.tonight",
    "Verdict": "engine.audit.verdicts",
    "WorthResult": "engine.weighing.result",
    "WorthTerms": "engine.weighing.request",
    "add_family": "data.facts.families",
    "always": "engine.plugs.pattern",
    "audit_of": "engine.notebook.asked",
    "backtest": "engine.runs.backtest",
    "break_of": "engine.notebook.asked",
    "broker_for": "engine.assembly.open_account",
    "calls_of": "engine.audit.calls",
    "check_pattern": "engine.kits.check_pattern",
    "check_plan": "engine.notebook.asked",
    "check_profile": "engine.kits.check_profile",
    "check_rule": "engine.kits.check_rule",
    "check_strategy": "engine.kits.check_strategy",
    "check_underlying": "engine.kits.check_underlying",
    "compare": "engine.runs.backtest",
    "compare_results": "engine.comparison.compared",
    "figure": "engine.analysis.metrics",
    "judgement_of": "engine.notebook.asked",
    "load_comparison": "engine.comparison.comparison",
    "load_config": "engine.settings.run_config",
    "load_market": "data.intake.market_file",
    "load_plan": "engine.portfolio.plan",
    "load_portfolio": "engine.portfolio.result",
    "load_run": "engine.results.run",
    "load_survival": "engine.survival.result",
    "load_sweep": "engine.sweeps.result",
    "load_worth": "engine.weighing.result",
    "looks_in": "engine.notebook.asked",
    "open_account": "engine.assembly.open_account",
    "parse_plan": "engine.portfolio.plan",
    "passing_figures": "engine.analysis.metrics",
    "plan_of": "engine.notebook.asked",
    "regime_scheme": "engine.assembly.own_labels",
    "run_own": "engine.runs.own",
    "run_portfolio": "engine.portfolio.portfolio",
    "simulate": "engine.fast.simulate",
    "size_of": "engine.notebook.asked",
    "streak": "engine.notebook.asked",
    "stress_of": "engine.notebook.asked",
    "survive": "engine.survival.survive",
    "survive_portfolio": "engine.survival.survive",
    "sweep": "engine.sweeps.sweep",
    "terms_of": "engine.notebook.asked",
    "told_otherwise": "engine.runs.otherwise",
    "tonight": "engine.evening.tonight",
    "why_of": "engine.notebook.asked",
    "worth": "engine.weighing.worth",
    "write_report": "engine.report.page",
}

__all__ = [
    "PATTERNS",
    "RULES",
    "Answer",
    "AuditCheck",
    "BreakTerms",
    "Comparison",
    "FuturesAndOptions",
    "FuturesOverlay",
    "GivenFill",
    "InsuredFutures",
    "Line",
    "MarginCall",
    "OptionOverlay",
    "Otherwise",
    "OverlayStrategy",
    "Paper",
    "Pattern",
    "Plan",
    "PortfolioPlan",
    "PortfolioResult",
    "Purpose",
    "Record",
    "Rule",
    "RulePlug",
    "Ruling",
    "RunConfig",
    "RunResult",
    "Section",
    "SurvivalResult",
    "SurvivalTerms",
    "SweepResult",
    "Tonight",
    "Verdict",
    "WorthResult",
    "WorthTerms",
    "add_family",
    "always",
    "audit_of",
    "backtest",
    "break_of",
    "broker_for",
    "calls_of",
    "check_pattern",
    "check_plan",
    "check_profile",
    "check_rule",
    "check_strategy",
    "check_underlying",
    "compare",
    "compare_results",
    "figure",
    "judgement_of",
    "load_comparison",
    "load_config",
    "load_market",
    "load_plan",
    "load_portfolio",
    "load_run",
    "load_survival",
    "load_sweep",
    "load_worth",
    "looks_in",
    "open_account",
    "parse_plan",
    "passing_figures",
    "plan_of",
    "regime_scheme",
    "run_own",
    "run_portfolio",
    "simulate",
    "size_of",
    "streak",
    "stress_of",
    "survive",
    "survive_portfolio",
    "sweep",
    "terms_of",
    "told_otherwise",
    "tonight",
    "why_of",
    "worth",
    "write_report",
]

if not TYPE_CHECKING:  # a type checker would take any name at all for one of ours

    def __getattr__(name: str) -> Any:
        if name not in _HOMES:
            raise AttributeError(f"module 'engine' has no attribute {name!r}")
        from importlib import import_module  # noqa: PLC0415

        return getattr(import_module(_HOMES[name]), name)


def _views() -> "Views":
    from engine.notebook import notebook_views  # noqa: PLC0415

    return notebook_views


show_by(_views)
