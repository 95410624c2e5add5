"""Checks of trades in foreign exchange: free margin was kept, and no trade was ordered that could lose more than is allowed."""

import numpy as np

from data.arrow import to_array, to_numbers
from data.days import iso
from engine.analysis.checks import Verdict, found
from engine.results import RunResult
from engine.words import words

SAY = words()


def free_margin_was_kept(run: RunResult) -> Verdict:
    """After every evening on which free margin was short of its multiple, the position was made small enough on the next session."""
    rules, asked = run.table("fx_rules"), run.config.fx_trades.free_margin
    days, held, most = (to_array(rules[name]) for name in ("date", "held_contracts", "most_contracts"))
    margins = to_numbers(rules["free_margin"])
    short = np.flatnonzero(margins < asked - 1e-9)
    missed = [int(days[place]) for place in short if place + 1 < len(days) and abs(held[place + 1]) > most[place]]
    if np.isnan(margins).all():
        return Verdict(SAY("check.free_margin"), passed=True, detail=SAY("detail.no_trades"))
    lowest = int(np.nanargmin(margins))
    day = iso(int(days[lowest]))
    detail = SAY("detail.free_margin", lowest=f"{margins[lowest]:.1f}", asked=f"{asked:g}", date=day)
    return Verdict(SAY("check.free_margin"), not missed, found("not_shrunk", detail, missed))


def trades_risked_what_is_allowed(run: RunResult) -> Verdict:
    """No evening's trades could lose more than is allowed at their stops, and there were no more than are allowed at once."""
    rules, chosen = run.table("fx_rules"), run.config.fx_trades
    days, risked, count = (to_array(rules[name]) for name in ("date", "loss_at_stop", "trades"))
    wrong = days[(risked > chosen.allowed_loss + 1e-9) | (count > chosen.most_trades)].tolist()
    trades = run.table("trades")
    gains = to_array(trades["gain_share"])[~to_array(trades["open"])]
    detail = SAY(
        "detail.risked",
        risked=f"{risked.max(initial=0.0):.2%}",
        trades=int(count.max(initial=0)),
        worst=f"{min(gains.min(initial=0.0), 0.0):.2%}",
    )
    return Verdict(SAY("check.risked"), not wrong, found("off_dates", detail, wrong))
