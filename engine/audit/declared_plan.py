"""The plan of a run: that of its settings, and of a strategy of one's own what its class declares."""

from engine.audit.declared_checks import Judge, judge_of
from engine.audit.plan import Line, PlanLine, plan
from engine.results.run import RunResult
from engine.settings.declared import Declared, declared


def declared_by(run: RunResult) -> Declared | None:
    """What the class of a run's strategy declared when it ran; None of a pattern's. Raises `ConfigError` for a manifest
    that tells what cannot be declared.
    """
    if not run.config.kind.is_free:
        return None
    return declared(run.own.get("declares", {}), run.config.own.called)


def plan_of(run: RunResult) -> tuple[PlanLine, ...]:
    """The lines of a run's plan, a line for each thing that is declared, and one for what is not. Raises `ConfigError`
    as `plan` and `declared_by` do.
    """
    lines, own = plan(run.config, run.profile), declared_by(run)
    if own is None:
        return lines
    told = {name: Line(True, f"declared_{name}", {"limit": _limit(value)}) for name, value in own.told.items()}
    if own.left_out:
        sentence = "not_declared" if told else "declares_nothing"
        told["not_declared"] = Line(True, sentence, {"names": ", ".join(own.left_out)})
    more = (PlanLine(number, rule, *line) for number, (rule, line) in enumerate(told.items(), len(lines) + 1))
    return (*lines, *more)


def _limit(value: object) -> object:
    return ", ".join(value) if isinstance(value, list) else value


def judge_of_line(own: Declared, line: PlanLine) -> Judge | None:
    """Who judges the line of something that is declared; None of any other."""
    limit = getattr(own, line.rule, None) if line.rule in type(own).model_fields else None
    return None if limit is None else judge_of(line.rule, limit)
