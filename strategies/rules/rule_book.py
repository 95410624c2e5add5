"""The rules of an overlay together: every evening one target, and which rule bound it."""

from collections.abc import Callable
from math import inf
from typing import Any

from strategies.events.rulings import UNKNOWN, RuleState, Ruling
from strategies.rules.rule import OverlayObservation, Rule


class NoRuling(ValueError):  # noqa: N818  (reads as the sentence it prints)
    """A rule gave what makes more of the overlay, or what is no ruling; the message says which rule, and what."""


def target_ratio(base: float, smallest: float, lowest: float) -> float:
    """The ratio aimed at, a share of equity like `base`: `base` times the smallest multiplier, at most the lowest limit
    (infinite: none).

    >>> target_ratio(0.3, 0.5, inf), target_ratio(0.3, 0.5, 0.1)
    (0.15, 0.1)
    """
    return min(base * smallest, lowest)


class RuleBook:
    """A base ratio (share of equity) and the rules that may make less of it, in the order in which they are told.

    The target is the base ratio times the smallest multiplier, then at most what each limit allows: the last that
    lowered it binds. `evaluate` is called once an evening, in order of days.
    """

    def __init__(self, ratio: float, rules: tuple[Rule, ...]) -> None:
        self._ratio = ratio
        self._names = tuple(rule.name for rule in rules)
        self._states = [rule.first for rule in rules]
        self._asked = [(place, rule.step, rule.params, rule.observe) for place, rule in enumerate(rules)]
        self._first = sorted(range(len(rules)), key=lambda place: rules[place].yields)

    def change(self, name: str, changed: Callable[[Any], Any]) -> None:
        """Let a rule go on from another state than the one it has come to; nothing where there is no such rule."""
        for place, known in enumerate(self._names):
            if known == name:
                self._states[place] = changed(self._states[place])

    def supposing(self, kept: Callable[[Any], Any]) -> "RuleBook":
        """The same rules in the states they are in, each a copy that `kept` makes, to be asked what they would say of
        an evening that has not come.
        """
        book = object.__new__(type(self))
        vars(book).update(vars(self), _states=[kept(state) for state in self._states])
        return book

    def evaluate(self, observed: OverlayObservation, base: float | None = None) -> RuleState:
        """Where the rules stand after this evening, with the target ratio for the next session; `base` in place of the
        book's own ratio. Raises `NoRuling`.
        """
        rulings: list[Ruling] = []
        states, smallest, lowest = self._states, 1.0, inf
        ratio = self._ratio if base is None else base
        for place, step, params, observe in self._asked:
            states[place], ruling = step(params, states[place], observe(observed))
            try:
                multiplier, most = ruling.multiplier, ruling.most
                sound = 0.0 <= multiplier <= 1.0 and not most < 0.0
            except (AttributeError, TypeError):
                sound = False
            if not sound:
                raise NoRuling(f"rule {self._names[place]!r}: {_wrong_with(ruling)}")
            rulings.append(ruling)
            if multiplier < smallest:  # noqa: PLR1730  (calls of `min` would be a tenth of an evening)
                smallest = multiplier
            if most < lowest:  # noqa: PLR1730  (NaN: no limit)
                lowest = most
        target = target_ratio(ratio, smallest, lowest)
        limit = lowest if target < ratio * smallest else inf
        equity = observed.equity
        return RuleState(
            observed.day,
            ratio,
            observed.volatility,
            target,
            observed.unit / equity if equity > 0.0 else UNKNOWN,
            self._binding(rulings, smallest, limit) if smallest < 1.0 or limit < inf else "",
            self._names,
            tuple(rulings),
        )

    def _binding(self, rulings: list[Ruling], smallest: float, lowest: float) -> str:
        """The first rule with the lowest limit, else (infinity) with the smallest multiplier."""
        if lowest < inf:
            return next(name for name, ruling in zip(self._names, rulings, strict=True) if ruling.most == lowest)
        return next(self._names[place] for place in self._first if rulings[place].multiplier == smallest)


def _wrong_with(ruling: Any) -> str:
    """What is wrong with what should be a ruling."""
    if not (
        isinstance(ruling, Ruling)
        and isinstance(ruling.multiplier, int | float)
        and isinstance(ruling.most, int | float)
    ):
        return f"it ruled {ruling!r}; `step` should give its state and a Ruling of numbers"
    if not 0.0 <= ruling.multiplier <= 1.0:
        return f"its multiplier {ruling.multiplier:g} is not from 0 to 1; a rule only makes less of an overlay"
    return f"the most it allows is {ruling.most:g}; it should be 0 or more, and NaN where it only multiplies"
