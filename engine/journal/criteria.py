"""What a trial is judged by."""

from data.facts import facts


def criterion(name: str) -> float:
    """A number of `data/facts/trial.csv`, such as `months.least`, in the unit of its row. Raises `MissingFact` for an
    unknown name.
    """
    return facts("trial").latest(name).value or 0.0
