"""Whether runs are beyond luck, in words: a line each, and the crises that they never saw."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from engine.report.headlines import ENGLISH
from engine.words import Words

if TYPE_CHECKING:
    from engine.results.luck import Luck
    from engine.results.run import RunResult

SENTENCES = {
    "beyond": "luck.beyond",
    "within": "luck.within",
    "unproven": "luck.unproven",
    "no_ratio": "luck.no_ratio",
}
"""What is said of each standing."""


def luck_lines(runs: "Mapping[str, RunResult]", say: Words = ENGLISH) -> list[str]:
    """What is to be said of each run's Sharpe ratio after all looks, and of the crises outside of its period; of
    several of which the same is to be said, once.
    """
    told = luck_told(runs, say)
    return [say("said.of_run", run=", ".join(names), note=sentence) for names, sentence in told]


def luck_told(runs: "Mapping[str, RunResult]", say: Words = ENGLISH) -> list[tuple[list[str], str]]:
    """The same sentences, each behind the names of the runs of which it is said."""
    from engine.results.luck import luck_of  # noqa: PLC0415  (a list of runs is shown without numpy)

    found = luck_of(runs)
    bills = say(f"riskless.{next(iter(runs.values())).currency}")
    told = {name: _sentence(one, bills, say) for name, one in found.items()}
    # the crises are those of the stock market
    unseen = {name: ", ".join(one.unseen) for name, one in found.items() if not runs[name].config.pair}
    missed = {name: say("luck.unseen", crises=crises) for name, crises in unseen.items() if crises}
    return [*_once(told), *_once(missed)]


def plain_luck(luck: "Luck") -> dict[str, Any]:
    """The same as plain values, for JSON."""
    return {
        "standing": luck.standing,
        "probabilistic_sharpe": luck.probabilistic,
        "deflated_sharpe": luck.deflated,
        "looks": luck.looks.count,
        "independent_looks": luck.looks.effective,
        "looks_known": luck.looks.known,
        "unseen_crises": list(luck.unseen),
    }


def independent(count: float) -> str:
    """A number of independent looks.

    >>> independent(1.43), independent(1234.5)
    ('1.4', '1,234')
    """
    return f"{count:.1f}" if count < 10.0 else f"{count:,.0f}"


def _sentence(luck: "Luck", bills: str, say: Words) -> str:
    numbers = {"count": f"{luck.looks.count:,}", "effective": independent(luck.looks.effective), "bills": bills}
    chances = {
        name: f"{value:.3f}"
        for name, value in (("alone", luck.probabilistic), ("deflated", luck.deflated))
        if value is not None
    }
    return say(SENTENCES[luck.standing], **numbers, **chances)


def _once(told: Mapping[str, str]) -> list[tuple[list[str], str]]:
    names: dict[str, list[str]] = {}
    for name, sentence in told.items():
        names.setdefault(sentence, []).append(name)
    return [(of, sentence) for sentence, of in names.items()]
