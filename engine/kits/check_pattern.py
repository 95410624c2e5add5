"""`check_pattern`: whether a pattern keeps what everything else relies on."""

import traceback
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import nullcontext
from pathlib import Path
from typing import Any, get_args

from data.base.errors import OverlayError
from data.market.embedded import embedded_market
from data.market.market import Market
from engine.assembly.market_seen import market_for
from engine.audit.chapters import OF_DATES, audit, safety_checks
from engine.audit.plan import plan
from engine.audit.verdicts import LineStanding
from engine.comparison.compared import compare_results
from engine.kits.look_ahead import look_ahead
from engine.kits.settings_read import unread_sections
from engine.kits.spoken import silences
from engine.plugs.pattern import PATTERNS, Pattern
from engine.plugs.pattern import Market as Traded
from engine.report.palette import PALETTE
from engine.results.run import RunResult
from engine.runs.backtest import backtest
from engine.settings.run_config import config_type, parse_config
from engine.words import words

PERIOD: Mapping[str, str] = {"start": "2007-06-01", "end": "2009-06-30"}
"""A fall, a panic and a recovery: rules switch, calls may come."""


def check_pattern(
    pattern: Pattern | str, market: Market | None = None, settings: Mapping[str, Any] | None = None
) -> list[str]:
    """What is wrong with a pattern, a sentence each; nothing of a sound one.

    It is run on `market` (default: the program's, June 2007 to June 2009) with `settings` besides its defaults, whole
    and with the future cut off, and asked: do its settings exist and go together, and does it say which it reads; does
    it trade what it says, in the account's currency and within the limit on exposure; do the books add up; does it see
    nothing of the future; are its plan and its audit complete; does every sentence stand in every language.

    It need not be registered. An error of the pattern's own code is a sentence too, with its file and line.
    """
    name = pattern if isinstance(pattern, str) else pattern.name
    known = isinstance(pattern, str) or (name in PATTERNS and PATTERNS[name] is pattern)
    try:
        if known and PATTERNS[name].is_free:
            return [f"pattern {name!r}: each run of it names a strategy; ask that with check_strategy"]
        with nullcontext() if known else PATTERNS.added(pattern):  # type: ignore[arg-type]
            return list(_findings(PATTERNS[name], market, settings or {}))
    except OverlayError as error:
        return [str(error)]


def _findings(pattern: Pattern, market: Market | None, settings: Mapping[str, Any]) -> Iterator[str]:
    seen, period = market or embedded_market(), {} if market else {"period": PERIOD}
    try:
        yield from _of_the_descriptor(pattern)
        config = parse_config({**period, **settings, "pattern": pattern.name}, f"pattern {pattern.name}")
        yield from unread_sections(config)
        run = backtest(config, seen)
    except OverlayError as error:
        yield from str(error).splitlines()
        return
    except Exception as error:  # noqa: BLE001  (whatever a pattern of somebody else's raises)
        yield f"a run of it ends in {where(error)}"
        return
    yield from of_the_run(run)
    yield from look_ahead(config, seen, run)
    yield from silences(run, compare_results({config.called: run}, market_for(config, seen)))


def _of_the_descriptor(pattern: Pattern) -> Iterator[str]:
    """What can be seen without a run."""
    if pattern.market not in get_args(Traded):
        yield f"its market {pattern.market!r} is none of {', '.join(get_args(Traded))}"
    yield from (f"its dates {one!r} are none of {', '.join(OF_DATES)}" for one in pattern.dates if one not in OF_DATES)
    fields = config_type().model_fields
    for setting in pattern.reads:
        section, _, key = setting.partition(".")
        known = section in fields and (not key or key in getattr(fields[section].annotation, "model_fields", ()))
        if not known:
            yield f"it reads {setting}, and there is no such setting"
    if pattern.colour and pattern.colour not in PALETTE:
        yield f"its colour {pattern.colour!r} is none of {', '.join(PALETTE)}"
    checks = safety_checks()
    for check in pattern.plan.leaves_out:
        if check not in checks:
            yield f"it leaves out the check {check!r}, and there is none of this name: it has {', '.join(checks)}"


def of_the_run(run: RunResult) -> Iterator[str]:
    """What a finished run shows, a sentence each: the books were checked when it was made."""
    orders, trades = run.table("orders")["reason"].to_pylist(), bool(run.config.contracts())
    if trades and not orders:
        yield "it never sent an order in this period: what it trades was not seen; try another period or settings"
    elif trades and not run.table("fills").num_rows:
        why, times = Counter(orders).most_common(1)[0]
        yield f"none of its orders was filled: {words().told('ending', why)} ({times} of {len(orders)})"
    for verdict in audit(run):
        if verdict.check in {"exposure", "rolls", "reductions"} and verdict.standing is LineStanding.NOT_KEPT:
            yield (
                f"its check {verdict.check!r} was not kept on {verdict.sessions} sessions "
                f"(figure {_short(verdict.figure)}, limit {_short(verdict.limit)})"
            )
    if run.config.kind.on_a_fund:
        rules = [line.rule for line in plan(run.config)]
        yield from (f"its plan has no line {rule!r} that its check belongs to" for rule in _without_line(run, rules))


def _short(figure: float | None) -> str:
    return "none" if figure is None else f"{figure:.4g}"


def _without_line(run: RunResult, rules: list[str]) -> list[str]:
    return [rule for rule in run.config.kind.plan.checks if rule and rule not in rules]


def where(error: Exception) -> str:
    """An error in one line, with the file and the line it came from."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__}: {error} ({Path(last.filename).name}, line {last.lineno})"
