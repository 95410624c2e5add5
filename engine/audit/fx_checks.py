"""Checks of trades in foreign exchange: free margin as it was held, and no trade that could
lose more than is allowed.
"""

import numpy as np

from data.base.arrays import Floats
from data.base.arrow import to_array, to_numbers
from engine.audit.verdicts import Flags, LineStanding, Verdict, beyond, kept_or_not, not_part
from engine.results.run import RunResult

NEAR = 1e-9
"""Multiple of the requirement, or share of equity, that is rounding."""


def free_margin_was_kept(run: RunResult) -> Verdict:
    """Free margin was its multiple of the requirement on every evening; where prices had eaten it, the position was
    small enough on the next session. The figure is the least multiple.
    """
    rules, asked = run.table("fx_rules"), run.config.fx_trades.free_margin
    days, held, most = (to_array(rules[name]) for name in ("date", "held_contracts", "most_contracts"))
    margins = to_numbers(rules["free_margin"])
    if np.isnan(margins).all():
        return not_part("free_margin")
    short = np.nan_to_num(margins, nan=np.inf) < asked - NEAR
    missed = short[:-1] & (np.abs(held[1:]) > most[:-1])
    standing = LineStanding.NOT_KEPT if missed.any() else LineStanding.DRIFTED if short.any() else LineStanding.KEPT
    numbers = {"not_shrunk": float(missed.sum())}
    found = beyond(days, short, -margins)
    return Verdict("free_margin", standing, float(np.nanmin(margins)), asked, *found, table="fx_rules", numbers=numbers)


def trades_risked_what_is_allowed(run: RunResult) -> Verdict:
    """No evening's trades could lose more than is allowed at their stops, a share of equity, and there were no more
    than are allowed at once; `worst` is what one lost, <= 0. With a second stage of risk no trade risked more than the
    stage in which it was decided allows, and no evening was in the attack stage without the record that it needs.
    """
    rules, chosen = run.table("fx_rules"), run.config.fx_trades
    days, risked, count = (to_array(rules[name]) for name in ("date", "loss_at_stop", "trades"))
    trades, staged = run.table("trades"), "fx_stages" in run.tables
    attacks = _attacks(run) if staged else np.zeros(len(days), dtype=np.bool_)
    most_trades = chosen.most_trades if run.config.reads("fx_trades.most_trades") else 1
    wrong = (risked > _allowed(run, attacks, count) + NEAR) | (count > most_trades)
    if staged:
        wrong |= _beyond_their_stage(run, attacks) | (attacks & ~_is_on_record(run))
    gains = to_array(trades["gain_share"])[~to_array(trades["open"])]
    numbers = {"trades": float(count.max(initial=0)), "worst": float(min(gains.min(initial=0.0), 0.0))}
    most, found = float(risked.max(initial=0.0)), beyond(days, wrong, risked)
    return Verdict("risked", kept_or_not(wrong), most, chosen.highest_loss, *found, table="fx_rules", numbers=numbers)


def _attacks(run: RunResult) -> Flags:
    """The evenings on which a new trade was in the attack stage."""
    return np.array([stage == "attack" for stage in run.table("fx_stages")["stage"].to_pylist()], dtype=np.bool_)


def _allowed(run: RunResult, attacks: Flags, count: Floats) -> Floats:
    """What the largest trade of each evening may lose, a share of equity: what the attack stage allows while trades
    that it opened may be among those that are left.
    """
    chosen, attacking, found = run.config.fx_trades, False, list[float]()
    for now, trades in zip(attacks.tolist(), count.tolist(), strict=True):
        attacking = now or (attacking and trades > 0)
        found.append(chosen.highest_loss if attacking else chosen.allowed_loss)
    return np.array(found)


def _beyond_their_stage(run: RunResult, attacks: Flags) -> Flags:
    """The evenings that decided a trade which, all its parts together, risked more than its stage allows."""
    chosen, trades, days = run.config.fx_trades, run.table("trades"), to_array(run.table("fx_stages")["date"])
    decided = np.searchsorted(days, to_array(trades["opened"])) - 1
    risked = np.bincount(decided, to_array(trades["risked_share"]), len(days))
    return np.asarray(risked > np.where(attacks, chosen.highest_loss, chosen.allowed_loss) + NEAR, dtype=np.bool_)


def _is_on_record(run: RunResult) -> Flags:
    """The evenings on which the record showed what the attack stage needs."""
    chosen, stages = run.config.fx_trades, run.table("fx_stages")
    known, fallen = to_array(stages["recorded"]), to_array(stages["drawdown"])
    win_rate, payoff = (to_numbers(stages[name]) for name in ("win_rate", "payoff"))
    enough = (known >= chosen.attack_trades) & (fallen <= chosen.attack_drawdown + NEAR)
    # without a loss there is no payoff, and nothing that it would fall short of
    short = (win_rate < chosen.attack_win_rate - NEAR) | (payoff < chosen.attack_payoff - NEAR)
    return np.asarray(enough & ~short, dtype=np.bool_)
