"""The three questions to which the answer must be yes: can a fall that nobody expects be stood without a forced sale,
can the overlay be shrunk by rule, and do losses in a row stay away from what is lived on.
"""

from math import isnan

from data.base.days import iso
from data.contracts.contracts import FutureSpec
from data.contracts.fx_contracts import FxSpec
from engine.audit.plan_edges import edge
from engine.audit.plan_questions import ROUNDING, PlanAnswer, Said
from engine.questions.facts_of import Facts
from engine.questions.lacking import least_factor
from engine.questions.leverage_points import ROWS
from engine.questions.measured import NO_LOOP, Measured, OnMargin, contracts_of, multiple_of
from engine.stress.account_state import FATAL
from strategies.sizing.streak import balance_after


def three_yes(facts: Facts) -> list[PlanAnswer]:
    """The answers in the order of the questions."""
    return [_stands(facts), _shrinks(facts), _living(facts)]


def _stands(facts: Facts) -> PlanAnswer:
    found, fall = facts.measured, facts.measured.worst
    history = found.history
    told = {"first": history.first, "last": history.last, "forced": history.forced, "fall": history.fall}
    if found.margin is None:
        return PlanAnswer("question.stand", "answer.stand_unmargined", told, history.owed == 0.0, _by_paths(found))
    good = history.forced == 0 and (found.chances is None or found.chances.forced <= edge("sold.most") + ROUNDING)
    more = [*_nearest(found.margin)]
    if facts.levels:
        good &= facts.levels.cut > fall.fall
        more.append(Said("answer.stand_fx", {**facts.levels._asdict(), "date": fall.date, "day": fall.fall}))
    if facts.shocked:
        shock = facts.shocked
        good &= shock.one_day not in FATAL and (shock.crash not in FATAL)
        crash = [Said("answer.stand_crash", {"outcome": shock.crash})] if shock.crash else []
        told_day = {"day": shock.day, "date": fall.date, "move": -fall.fall, "outcome": shock.one_day}
        ends = _ends(shock.fatal, sold=shock.sold)
        more += [Said("answer.stand_day", told_day), *crash, ends]
    return PlanAnswer("question.stand", "answer.stand", told, good, (*more, *_by_paths(found)))


def _ends(fatal: float | None, *, sold: bool) -> Said:
    """The fall after which the broker closes, of what is sold the rise; or that none does."""
    if fatal is None:
        return Said("answer.stand_never_rise" if sold else "answer.stand_never", {})
    return Said("answer.stand_ends_rise" if sold else "answer.stand_ends", {"fall": fatal})


def _nearest(margin: OnMargin) -> list[Said]:
    if isnan(margin.closest):
        return []
    if margin.closest >= 1.0 and not margin.rise:
        return [Said("answer.stand_far", {})]
    key = "answer.stand_nearest_rise" if margin.rise else "answer.stand_nearest"
    return [Said(key, {"fall": margin.closest, "day": iso(margin.day)})]


def _by_paths(found: Measured) -> tuple[Said, ...]:
    """What made-up histories say, or that they say nothing."""
    if found.chances:
        return (Said("answer.stand_paths", found.chances._asdict()),)
    if found.unpathed == NO_LOOP:
        return (Said("answer.stand_no_loop", {}),)
    if found.unpathed:
        return (Said("answer.stand_no_paths", {"why": found.unpathed}),)
    return (Said("answer.stand_unasked", {}),)


def _shrinks(facts: Facts) -> PlanAnswer:
    config, found, profile = facts.config, facts.measured, facts.profile
    if not config.contracts():
        return PlanAnswer("question.shrink", "answer.shrink_nothing", {})
    history = found.history
    often = {"count": history.reduced, "first": history.first, "last": history.last}
    if found.margin is None:
        lacks = any(isinstance(spec, FutureSpec | FxSpec) for spec in config.contracts().values())
        return PlanAnswer(
            "question.shrink", "answer.shrink_never" if lacks else "answer.shrink_other", often, not lacks
        )
    size, factor = found.margin.contracts, least_factor(config, profile)
    one = {"unit": found.margin.unit, "currency": config.capital.currency}
    if not size:
        return PlanAnswer("question.shrink", "answer.shrink_none", one, good=False)
    left = (
        contracts_of(config, multiple_of(config), found.margin.equity, found.margin.unit, factor) if factor < 1.0 else 0
    )
    told = {**often, **one, "contracts": size, "step": 1.0 / size, "left": left}
    if factor < 1.0:
        whole = "answer.shrink" if told["left"] else "answer.shrink_one"
        return PlanAnswer("question.shrink", whole, told, bool(told["left"]))
    return PlanAnswer("question.shrink", "answer.shrink_rules", told)


def _living(facts: Facts) -> PlanAnswer:
    """Losses in a row reach what is lived on where it lasts for fewer months than they go on, and where the account
    ends in debt.
    """
    living, history, stop = facts.config.living, facts.measured.history, facts.stop
    lost = {"count": history.row.months, "loss": history.row.loss, "until": iso(history.row.last)}
    told = {**lost, "worst": history.worst_month, "fall": history.fall}
    lost_at_stop = {"count": ROWS[-1], "stop": stop, "loss": 1.0 - balance_after(stop, ROWS[-1])}
    more = [Said("answer.living_stops", lost_at_stop)] if stop else []
    if history.owed:
        more.append(Said("answer.living_owed", {"owed": history.owed, "currency": facts.config.capital.currency}))
    if living.months is None:
        return PlanAnswer("question.living", "answer.living_unknown", told, good=False, more=tuple(more))
    needed = max(edge("living.months"), float(history.row.months))
    good = living.months >= needed and not history.owed
    answer = {**told, "months": living.months, "needed": needed}
    return PlanAnswer("question.living", "answer.living", answer, good, tuple(more))
