"""The gate of the second stage of risk, docs/fx_trades.md, from the table of trades and a record of one's own."""

import pandas as pd


def trades_closed(trades):
    """One row for each trade of which nothing is left: the day of its last part, what all of it risked and gained."""
    whole = trades.groupby("opened").agg(
        closed=("closed", "max"), risked=("risked_share", "sum"), gained=("gain_share", "sum"), left=("open", "any")
    )
    return whole[~whole["left"]].reset_index().sort_values(["closed", "opened"])


def own_trades(results, one):
    """Of a record in multiples of what was risked: (day, R), one R being the share `one`."""
    return pd.DataFrame(
        {
            "closed": [day for day, _ in results],
            "risked": one,
            "gained": [many * one for _, many in results],
        }
    )


def stages(days, rule, closed):
    """`closed` in the order in which they count; a row for each evening, named as in docs/tables/fx_stages.md."""
    known = [int((closed["closed"] <= day).sum()) for day in days]
    of_count = {count: stage(rule, closed.iloc[:count]) for count in set(known)}
    return pd.DataFrame([of_count[count] for count in known], days)


def stage(rule, known):
    """Of a trade that is decided with so many trades on record."""
    multiples, curve = known["gained"] / known["risked"], (1 + known["gained"]).cumprod()
    gains, losses = multiples[multiples > 0], -multiples[multiples <= 0]
    share = len(gains) / len(known) if len(known) else None
    payoff = gains.mean() / losses.mean() if len(gains) and losses.sum() > 0 else None
    fall = 1 - curve.iloc[-1] / max(1.0, curve.max()) if len(known) else 0.0
    opened = (
        len(known) >= rule["attack_trades"]
        and len(gains) > 0
        and share >= rule["attack_win_rate"]
        and (payoff is None or payoff >= rule["attack_payoff"])
        and fall <= rule["attack_drawdown"]
    )
    return {
        "recorded": len(known),
        "win_rate": share,
        "payoff": payoff,
        "drawdown": fall,
        "stage": "attack" if opened else "normal",
        "allowed_loss": rule["attack_loss"] if opened else rule["allowed_loss"],
    }
