"""The same plan without one of its lines, on the same market, period and capital: what each line cost and bought."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from data.base.errors import OverlayError
from data.market.market import Market
from engine.account.profiles import AccountProfile
from engine.analysis.worth_of_lines import bought, figures_of
from engine.audit.plan import PlanLine, plan
from engine.bt.recorder import Tell
from engine.results.run import RunResult
from engine.runs.backtest import backtest
from engine.settings.run_config import RunConfig, parse_config
from engine.words.notes import refused

Settings = Mapping[str, Any]
Hear = Callable[[Settings, int, int], Tell | None]
"""Asked before each run without a line: the settings it changes, its place (from 1) and how
many there are; what hears its days."""


def with_lines(run: RunResult, market: Market, hear: Hear = lambda *_: None) -> RunResult:
    """The run with `lines` in its manifest, one for each line of its plan that is switched on
    and has a counterpart; as it is where there is none.

    Each has the line's `rule`, the `settings` without it, and figures `with` it, `without` it and what it `bought`; or,
    where the settings or the market refuse such a run, what does (`refused`, a note).
    """
    lines = lines_off(run.config, run.profile)
    found = [
        {"rule": line.rule, "settings": dict(line.without)}
        | _figures(run, market, line.without, hear(line.without, place, len(lines)))
        for place, line in enumerate(lines, start=1)
    ]
    return replace(run, manifest={**run.manifest, "lines": found}) if found else run


def lines_off(config: RunConfig, profile: AccountProfile) -> list[PlanLine]:
    """The lines of a plan that are switched on and have a counterpart without them."""
    return [line for line in plan(config, profile) if line.on and line.without]


def counterpart(config: RunConfig, settings: Settings) -> RunConfig:
    """The config with other settings, `section.key`. Raises `ConfigError` where they do not go with the rest."""
    changed = config.settings()
    for name, value in settings.items():
        changed = _with(changed, name.split("."), value)
    return parse_config(changed, ", ".join(f"{name} = {value}" for name, value in settings.items()))


def _with(settings: Settings, place: Sequence[str], value: Any) -> dict[str, Any]:
    first, *rest = place
    return {**settings, first: _with(settings[first], rest, value) if rest else value}


def _figures(run: RunResult, market: Market, settings: Settings, tell: Tell | None) -> dict[str, Any]:
    try:
        other = backtest(counterpart(run.config, settings), market, tell)
    except OverlayError as refusal:
        return {"refused": refused(refusal)}
    limit = run.config.exposure_limit
    kept, without = (figures_of(one.metrics, one.tables["equity"], limit) for one in (run, other))
    return {"with": kept, "without": without, "bought": bought(kept, without)}
