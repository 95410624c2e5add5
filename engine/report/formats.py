"""Figures in the form in which each is read."""

from engine.analysis.metrics import known_figures
from engine.comparison.run_figures import Figure
from engine.report.headlines import ENGLISH
from engine.words import Words


def place(name: str) -> int:
    """Where a figure stands among all; one that is no longer known stands behind. Raises `ConfigError` as
    `known_figures` does.
    """
    names = [*known_figures(), name]
    return names.index(name)


def figure(name: str, value: Figure, say: Words = ENGLISH, *, signed: bool = False) -> str:
    """A figure as text; one that is no longer known as it is. Raises `ConfigError` as `known_figures` does.

    >>> figure("cagr", 0.0512, signed=True), figure("sharpe", None)
    ('+5.12%', 'n/a')
    """
    if value is None:
        return say("headline.undefined")
    known = known_figures().get(name)
    form = "{}" if known is None or known.is_date else known.form
    return (form.replace("{:", "{:+") if signed else form).format(value)


def meaning(name: str, bills: str, say: Words = ENGLISH) -> str:
    """What a figure is called, `bills` being what returns are measured against; empty for one that is no longer known.

    >>> meaning("sharpe", "Treasury bills"), meaning("novelty", "")
    ('Sharpe ratio over Treasury bills', '')
    """
    return say(f"metric.{name}", bills=bills) if name in known_figures() else ""
