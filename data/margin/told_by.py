"""Which family tells what of the margin of a family."""

from data.facts import facts


def told_by(family: str, table: str, name: str) -> str:
    """The fact of a table that tells something of a family's margin: its own, else that of the family whose model it
    takes over (`margin_model`, the fact `as`).
    """
    known, model = facts(table), facts("margin_model")
    if f"{family}.{name}" in known.names or f"{family}.as" not in model.names:
        return f"{family}.{name}"
    return told_by(model.latest(f"{family}.as").unit.rpartition(" ")[2], table, name)
