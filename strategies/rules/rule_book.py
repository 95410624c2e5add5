"""The rules of an overlay together: every evening one target, and which rule bound it."""

from strategies.events.rulings import UNKNOWN, RuleState, Ruling
from strategies.rules.rule import OverlayObservation, Rule


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

    def evaluate(self, observed: OverlayObservation) -> RuleState:
        """Where the rules stand after this evening, with the target ratio for the next session."""
        states, rulings = self._states, list[Ruling]()
        for place, step, params, observe in self._asked:
            states[place], ruling = step(params, states[place], observe(observed))
            rulings.append(ruling)
        target, binding = self._target(rulings)
        return RuleState(
            observed.day,
            self._ratio,
            observed.volatility,
            target,
            observed.unit / observed.equity if observed.equity > 0.0 else UNKNOWN,
            binding,
            self._names,
            tuple(rulings),
        )

    def _target(self, rulings: list[Ruling]) -> tuple[float, str]:
        smallest, binding = min([1.0, *[ruling.multiplier for ruling in rulings]]), ""
        if smallest < 1.0:
            binding = next(self._names[place] for place in self._first if rulings[place].multiplier == smallest)
        target = self._ratio * smallest
        for name, ruling in zip(self._names, rulings, strict=True):
            if ruling.most < target:
                target, binding = ruling.most, name
        return target, binding
