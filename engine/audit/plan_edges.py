"""What the answers of a plan are judged by."""

from data.facts import facts


def edge(name: str) -> float:
    """A number of `data/facts/plan_check.csv`, such as `step.most`, in the unit of its row. Raises `MissingFact` for an
    unknown name.
    """
    return facts("plan_check").latest(name).value or 0.0
