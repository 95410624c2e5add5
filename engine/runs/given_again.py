"""The fills that a saved run was given, to run it once more with them."""

from datetime import date

from data.base.days import day_of
from engine.day.given import Given, GivenFill
from engine.results.run import RunResult


def given_of(run: RunResult) -> Given:
    """What was done on the days that were given, as its manifest tells it; empty where all fills are the model's."""
    told = run.manifest.get("given", {})
    return {day_of(date.fromisoformat(day)): [GivenFill(*fill) for fill in fills] for day, fills in told.items()}
