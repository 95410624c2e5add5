"""`check_rule`: whether a rule keeps what everything else relies on."""

from collections.abc import Iterator, Mapping
from contextlib import nullcontext
from typing import Any

from data.base.errors import OverlayError
from data.market.embedded import embedded_market
from data.market.market import Market
from engine.comparison.compared import compare_results
from engine.kits.check_pattern import PERIOD, of_the_run, where
from engine.kits.look_ahead import look_ahead
from engine.kits.spoken import silences
from engine.plugs.pattern import PATTERNS
from engine.plugs.rule import RULES, RulePlug
from engine.results.run import RunResult
from engine.runs.backtest import backtest
from engine.settings.run_config import config_type, parse_config


def check_rule(rule: RulePlug | str, settings: Mapping[str, Any], market: Market | None = None) -> list[str]:
    """What is wrong with a rule, a sentence each; nothing of a sound one.

    `settings` switch it on, and may say more (`{"range": {"factor": 0.5}}`). It is run with every pattern that it goes
    with, on `market` (default: the program's, June 2007 to June 2009), and asked: is it off by default, and changes
    nothing then; does it ever switch; does it only make less of an overlay; was what it took away not held; does it see
    nothing of the future; has everything it says words in every language. It need not be registered.
    """
    name = rule if isinstance(rule, str) else rule.name
    known = isinstance(rule, str) or (name in RULES and RULES[name] is rule)
    try:
        with nullcontext() if known else RULES.added(rule):  # type: ignore[arg-type]
            return list(_findings(RULES[name], settings, market))
    except OverlayError as error:
        return [str(error)]


def _findings(rule: RulePlug, settings: Mapping[str, Any], market: Market | None) -> Iterator[str]:
    fields = config_type().model_fields
    for setting in rule.needs:
        section, _, key = setting.partition(".")
        if section not in fields or key not in getattr(fields[section].annotation, "model_fields", ()):
            yield f"it needs {setting}, and there is no such setting"
    patterns = [name for name in PATTERNS.names() if rule.goes_with(PATTERNS[name])]
    if not patterns:
        yield f"it goes with no pattern: none reads {', '.join(rule.needs)}"
    for pattern in patterns:
        try:
            yield from (f"with pattern {pattern}: {one}" for one in _with(rule, pattern, settings, market))
        except OverlayError as error:
            yield f"with pattern {pattern}: {error}"
        except Exception as error:  # noqa: BLE001  (whatever a rule of somebody else's raises)
            yield f"with pattern {pattern}: a run ends in {where(error)}"


def _with(rule: RulePlug, pattern: str, settings: Mapping[str, Any], market: Market | None) -> Iterator[str]:
    """What is wrong with it in one pattern: run with it, with its defaults, and without its section."""
    period = {} if market else {"period": PERIOD}
    others = {name: value for name, value in settings.items() if name != rule.name}
    plain = {**period, **others, "pattern": pattern}
    seen = market or embedded_market()
    on = backtest(parse_config({**plain, rule.name: settings.get(rule.name, {})}, f"rule {rule.name}"), seen)
    off = backtest(parse_config(plain), seen)
    if rule.name in _asked(off):
        yield f"it is not off by default: it stands among the rules of a run that does not set [{rule.name}]"
    if rule.name not in _asked(on):
        yield f"it is not asked with {dict(settings)}: nothing of it was seen"
        return
    yield from _of_its_rulings(rule, on)
    yield from of_the_run(on)
    yield from look_ahead(on.config, seen, on)
    yield from silences(on, compare_results({on.config.called: on}, seen))


def _asked(run: RunResult) -> set[str]:
    return set(run.table("rules")["rule"].to_pylist())


def _of_its_rulings(rule: RulePlug, run: RunResult) -> Iterator[str]:
    table = run.table("rules")
    rows = table.filter([name == rule.name for name in table["rule"].to_pylist()])
    if not any(rows["bound"].to_pylist()):
        yield "it never bound the overlay in this period: try settings or a market with which it does"
    states = rows["state"].to_pylist()
    if any(states) and not all(states):
        yield "on some evening it has no word for its state, and on others it has one"
