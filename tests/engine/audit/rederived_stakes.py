"""What trades risked, from the tables of a saved run."""

from datetime import date

from tests.engine.audit.saved_tables import NOT_PART, NOTHING, Derived, Row, Saved, derived


def risked(run: Saved) -> Derived:
    """No trade may lose more at its stop than is allowed, nor are there more at once; the figure is the most one could
    lose. Where there are two stages, a trade keeps to that of the evening before it was opened, and the second needs
    its record.
    """
    if run.pattern not in {"fx_trades", "fx_range"}:
        return NOT_PART
    asked, stages = run.config["fx_trades"], {row["date"]: row for row in run.tables.get("fx_stages", [])}
    staked, highest, beyond, more = _staked(run, list(stages)), 0.0, {}, False
    for row in run.tables["fx_rules"]:
        stage = stages.get(row["date"])
        attack = stage is not None and stage["stage"] == "attack"
        more = attack or (more and row["trades"] > 0)
        highest = max(highest, row["loss_at_stop"])
        allowed = asked["attack_loss" if more else "allowed_loss"]
        own = asked["attack_loss" if attack else "allowed_loss"]
        if (
            row["loss_at_stop"] > allowed + NOTHING
            or row["trades"] > (asked["most_trades"] if run.pattern == "fx_trades" else 1)
            or staked.get(row["date"], 0.0) > own + NOTHING
            or (attack and not _on_record(stage, asked))
        ):
            beyond[row["date"]] = row["loss_at_stop"]
    return derived("not_kept" if beyond else "kept", highest, run.days, beyond)


def _staked(run: Saved, evenings: list[date]) -> dict[date, float]:
    """What the trade decided on an evening risked, all parts of it."""
    staked: dict[date, float] = {}
    for row in run.tables["trades"] if evenings else []:
        evening = max(day for day in evenings if day < row["opened"])
        staked[evening] = staked.get(evening, 0.0) + row["risked_share"]
    return staked


def _on_record(stage: Row, asked: Row) -> bool:
    return (
        stage["recorded"] >= asked["attack_trades"]
        and (stage["win_rate"] is None or stage["win_rate"] >= asked["attack_win_rate"] - NOTHING)
        and (stage["payoff"] is None or stage["payoff"] >= asked["attack_payoff"] - NOTHING)
        and stage["drawdown"] <= asked["attack_drawdown"] + NOTHING
    )
