"""The six questions of leverage that does not ruin: the allowed loss, the size that follows from it, losses in a row,
what lies between one's own stop and the broker's, two sizes, and what stands outside the account.
"""

from math import ceil, isnan

from data.fund.failures import failure
from engine.audit.plan_edges import edge
from engine.audit.plan_questions import ROUNDING, PlanAnswer, Said
from engine.questions.facts_of import Facts
from engine.settings.reach import planned_overlay
from engine.sizing.sheet import usual
from strategies.sizing.streak import balance_after, gain_to_recover

ROWS = (5, 10)
"""Losses in a row that the third question names."""


def leverage_points(facts: Facts) -> list[PlanAnswer]:
    """The answers in the order of the questions; none where nothing is held on margin, and of
    a plan that lends nothing.
    """
    if not facts.measured.margin or facts.config.kind.plan.questions:
        return []
    loss = _allowed(facts)
    return [_loss(facts, loss), _size(facts, loss), _rows(loss), _gap(facts), _two_sizes(facts), _split(facts)]


def _allowed(facts: Facts) -> float:
    """Loss that a trade, or a month of an overlay, may bring, a share of equity; 0 where the plan does not say."""
    trades = facts.config.reads("fx_trades.allowed_loss")
    return facts.config.fx_trades.highest_loss if trades else facts.stop


def _loss(facts: Facts, loss: float) -> PlanAnswer:
    most = usual("risk.attack")
    if not loss:
        return PlanAnswer("question.allowed_loss", "answer.allowed_none", {}, good=False)
    unit = "trade" if facts.config.reads("fx_trades.allowed_loss") else "month"
    amount = loss * facts.config.capital.initial
    told = {"loss": loss, "amount": amount, "currency": facts.config.capital.currency, "most": most}
    return PlanAnswer("question.allowed_loss", f"answer.allowed_{unit}", told, loss <= most + ROUNDING)


def _size(facts: Facts, loss: float) -> PlanAnswer:
    """A size follows from the stop where trades are sized so; of an overlay the fall that costs the allowed loss is
    told, of a leverage without an allowed loss what its own stop costs.
    """
    config = facts.config
    if config.reads("fx_trades.stop"):
        trades = config.fx_trades
        low = {"window": trades.stop_window, "loss": loss}
        told = {"stop": trades.stop, "window": trades.move_window, "loss": loss}
        by_low = trades.stop_by == "low"
        return PlanAnswer("question.size_from_stop", f"answer.size_{trades.stop_by}", low if by_low else told)
    if facts.levels:
        leverage, stop = facts.levels.leverage, facts.levels.stop
        told = {"leverage": leverage, "stop": stop, "loss": leverage * stop}
        return PlanAnswer("question.size_from_stop", "answer.size_leverage", told, good=False)
    ratio = planned_overlay(config)
    if isnan(ratio):
        return PlanAnswer("question.size_from_stop", "answer.size_unknown", {}, good=False)
    told = {"ratio": ratio, "fall": loss / ratio, "loss": loss}
    return PlanAnswer("question.size_from_stop", "answer.size_overlay", told, bool(loss))


def _rows(loss: float) -> PlanAnswer:
    if not loss:
        return PlanAnswer("question.rows", "answer.rows_none", {}, good=False)
    five, ten = (balance_after(loss, count) for count in ROWS)
    told = {"loss": loss, "five": 1.0 - five, "ten": 1.0 - ten, "back": gain_to_recover(ten)}
    return PlanAnswer("question.rows", "answer.rows", told)


def _gap(facts: Facts) -> PlanAnswer:
    if facts.levels:
        levels = facts.levels
        told = {
            "stop": levels.stop,
            "cut": levels.cut,
            "between": levels.cut - levels.stop,
            **facts.measured.worst._asdict(),
        }
        return PlanAnswer("question.gap", "answer.gap_fx", told, levels.cut - levels.stop > facts.measured.worst.fall)
    profile, stops = facts.profile, facts.config.stops
    on = facts.config.reads("stops.voluntary") and stops.voluntary
    told = {"own": profile.voluntary_stop_level, "broker": profile.loss_cut_level or 1.0}
    if not on:
        return PlanAnswer("question.gap", "answer.gap_none", told, good=False)
    return PlanAnswer("question.gap", "answer.gap", told, told["own"] > told["broker"])


def _two_sizes(facts: Facts) -> PlanAnswer:
    config = facts.config
    if config.reads("halving.enabled") and config.halving.enabled and config.reads("overlay.ratio"):
        ratio, rule = config.overlay.ratio, config.halving
        told = {"ratio": ratio, "less": ratio * rule.factor, "above": rule.halve_above, "below": rule.restore_below}
        return PlanAnswer("question.two_sizes", "answer.two_sizes", told)
    if config.reads("fx_trades.attack_loss") and config.fx_trades.attack_loss != "off":
        trades = config.fx_trades
        gate = {"count": trades.attack_trades, "wins": trades.attack_win_rate, "payoff": trades.attack_payoff}
        stages = {"normal": trades.allowed_loss, "attack": trades.highest_loss}
        return PlanAnswer("question.two_sizes", "answer.two_stages", {**stages, **gate, "fall": trades.attack_drawdown})
    told = {"normal": usual("risk.normal"), "attack": usual("risk.attack")}
    return PlanAnswer("question.two_sizes", "answer.one_size", told, good=False)


def _split(facts: Facts) -> PlanAnswer:
    config = facts.config
    own, outside, most = config.capital.initial, config.living.cash, edge("account.most")
    share = own / (own + outside)
    told = {"share": share, "outside": outside, "currency": config.capital.currency, "most": most}
    parts = max(ceil(share / most), 2)
    more = [] if share <= most else [Said("answer.split_hint", {"accounts": parts})]
    if config.broker.fails_on is not None:
        more.append(_failing(facts, share))
    return PlanAnswer("question.split_accounts", "answer.split_accounts", told, share <= most, tuple(more))


def _failing(facts: Facts, share: float) -> Said:
    """What a failure of the broker that the settings name holds back, and how much of it comes back."""
    chosen = facts.config.broker
    payments = failure(chosen.like, of_broker=True).payments
    days, first = payments.parts[0]
    told = {"like": chosen.like, "held": share, "days": days, "first": first, "paid": payments.paid}
    inside = facts.profile.fund_is_collateral if chosen.fund_inside is None else chosen.fund_inside
    whole = inside or "fund" not in facts.config.sections_read
    return Said("answer.split_failing" if whole else "answer.split_failing_cash", told)
