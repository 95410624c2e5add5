"""Checks of trades in foreign exchange: free margin as it was held, and no trade that could
lose more than is allowed.
"""

import numpy as np

from data.base.arrow import to_array, to_numbers
from engine.audit.verdicts import LineStanding, Verdict, beyond, kept_or_not, not_part
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
    than are allowed at once; `worst` is what one lost, <= 0.
    """
    rules, chosen = run.table("fx_rules"), run.config.fx_trades
    days, risked, count = (to_array(rules[name]) for name in ("date", "loss_at_stop", "trades"))
    wrong = (risked > chosen.allowed_loss + NEAR) | (count > chosen.most_trades)
    trades = run.table("trades")
    gains = to_array(trades["gain_share"])[~to_array(trades["open"])]
    numbers = {"trades": float(count.max(initial=0)), "worst": float(min(gains.min(initial=0.0), 0.0))}
    most, found = float(risked.max(initial=0.0)), beyond(days, wrong, risked)
    return Verdict("risked", kept_or_not(wrong), most, chosen.allowed_loss, *found, table="fx_rules", numbers=numbers)
