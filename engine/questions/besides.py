"""What a plan of lines is pointed to: too many rules, steps too coarse, no exceptions, and tax that nobody mentions."""

from engine.audit.plan import plan
from engine.audit.plan_edges import edge
from engine.audit.plan_questions import ROUNDING, PlanAnswer
from engine.questions.facts_of import Facts
from engine.questions.lacking import NO_REDUCTION, further_rules, least_factor, works
from engine.settings.reach import planned_overlay

FIVE = (*NO_REDUCTION, "halving")
"""Lines that every plan has; what stands besides them is an exception."""
TAX_UNSAID = "answer.tax_none"
"""The answer of a plan that pays no tax and does not say why."""


def pointed_out(facts: Facts) -> list[PlanAnswer]:
    """Answers that may be left open: rules, steps, exceptions, tax; none where nothing is traded."""
    config = facts.config
    if not config.contracts():
        return []
    lined = [_steps(facts), _exceptions(facts)] if config.kind.on_a_fund else []
    return [_inputs(facts), *lined, _tax(facts)]


def inputs(facts: Facts) -> list[str]:
    """The rules that look at something before they decide, by their names."""
    config, profile = facts.config, facts.profile
    names = [line.rule for line in plan(config, profile) if line.on and line.rule == "loss_stop"]
    names += [line.rule for line in further_rules(config, profile)]
    names += [*config.kind.plan.lines(config)]
    trend = "trend.average_window"
    names += ["trend"] if config.reads(trend) and works(config, profile, trend) else []
    names += ["voluntary_stop"] if config.reads("fx.voluntary_stop") and config.fx.voluntary_stop else []
    names += ["breakout"] if config.reads("fx_trades.entry_window") else []
    names += ["edges"] if config.reads("fx_range.window") else []
    return names


def _inputs(facts: Facts) -> PlanAnswer:
    names, most = inputs(facts), int(edge("rules.most"))
    told = {"rules": names, "count": len(names), "most": most}
    many = len(names) > most
    key = "inputs_many" if many else "inputs" if names else "inputs_none"
    return PlanAnswer("question.inputs", f"answer.{key}", told, not many)


def _steps(facts: Facts) -> PlanAnswer:
    """The largest step that a rule makes of the overlay, as a share of equity; what a stop closes is no step."""
    config = facts.config
    size = config.options.budget if config.reads("options.budget") else planned_overlay(config)
    step, most = size * (1.0 - least_factor(config, facts.profile)), edge("step.most")
    told = {"step": step, "size": size, "most": most}
    return PlanAnswer("question.steps", "answer.steps", told, step <= most + ROUNDING)


def _exceptions(facts: Facts) -> PlanAnswer:
    names = [line.rule for line in further_rules(facts.config, facts.profile) if line.rule not in FIVE]
    key = "answer.exceptions_rules" if names else "answer.exceptions_no_rule"
    return PlanAnswer("question.exceptions", key, {"rules": names}, bool(names))


def _tax(facts: Facts) -> PlanAnswer:
    regime = facts.config.tax.regime
    key = TAX_UNSAID if regime == "none" else "answer.tax"
    return PlanAnswer("question.tax", key, {"regime": regime}, regime != "none")
