"""The rules of an overlay together: every evening one target, and which rule bound it."""

from strategies.events.rulings import UNKNOWN, RuleState, Ruling
from strategies.rules.rule import FollowedRule, OverlayObservation, Rule


class NoRuling(ValueError):  # noqa: N818  (reads as the sentence it prints)
    """A rule gave what makes more of the overlay, or what is no ruling; the message says which rule, and what."""


class RuleBook:
    """A base ratio (share of equity) and the rules that may make less of it, in the order in which they are told.

    The target is the base ratio times the smallest multiplier, then at most what each limit allows: the last that
    lowered it binds. `evaluate` is called once an evening, in order of days.
    """

    def __init__(self, ratio: float, rules: tuple[Rule, ...]) -> None:
        self._ratio = ratio
        self._names = tuple(rule.name for rule in rules)
        self._ask = [FollowedRule(rule).ruling for rule in rules]
        self._first = sorted(range(len(rules)), key=lambda place: rules[place].yields)

    def evaluate(self, observed: OverlayObservation) -> RuleState:
        """Where the rules stand after this evening, with the target ratio for the next session. Raises `NoRuling`."""
        rulings = tuple([ask(observed) for ask in self._ask])
        for name, ruling in zip(self._names, rulings, strict=True):
            wrong = _wrong_with(ruling)
            if wrong:
                raise NoRuling(f"rule {name!r}: {wrong}")
        target, binding = self._target(rulings)
        return RuleState(
            observed.day,
            self._ratio,
            observed.volatility,
            target,
            observed.unit / observed.equity if observed.equity > 0.0 else UNKNOWN,
            binding,
            self._names,
            rulings,
        )

    def _target(self, rulings: tuple[Ruling, ...]) -> tuple[float, str]:
        smallest, binding = 1.0, ""
        for place in self._first:
            if rulings[place].multiplier < smallest:
                smallest, binding = rulings[place].multiplier, self._names[place]
        target = self._ratio * smallest
        for name, ruling in zip(self._names, rulings, strict=True):
            if ruling.most < target:
                target, binding = ruling.most, name
        return target, binding


def _wrong_with(ruling: Ruling) -> str:
    """What is wrong with a ruling; nothing where it takes away no more than all of the overlay."""
    try:
        if not 0.0 <= ruling.multiplier <= 1.0:
            return f"its multiplier {ruling.multiplier:g} is not from 0 to 1; a rule only makes less of an overlay"
        if ruling.most < 0.0:
            return f"the most it allows is {ruling.most:g}; it should be 0 or more, and NaN where it only multiplies"
    except (AttributeError, TypeError, ValueError):
        return f"it ruled {ruling!r}; `step` should give its state and a Ruling of numbers"
    return ""
