"""Which colour each regime of a scheme has."""

from engine.analysis.ex_post_regimes import NO_CRISIS, OWN, OWN_KNOWN
from engine.comparison.comparison import Comparison
from engine.report import palette


def colour_places(comparison: Comparison, scheme: str, names: list[str]) -> list[int]:
    """Which of `palette.REGIMES` each code of a scheme has: from calm to bad, and every crisis is bad. Comparisons from
    before `regimes` was of version 3 have the words of the one that is none.
    """
    if scheme == "crises":
        return [0 if name in {NO_CRISIS, "no crisis"} else len(palette.REGIMES) - 1 for name in names]
    rows = comparison.table("regimes").to_pylist()
    declared = list(dict.fromkeys(row["regime"] for row in rows if row["scheme"] == scheme))
    if scheme in {OWN, OWN_KNOWN}:
        # the last is what has no label of one's own
        return [palette.own_stroke(declared.index(name), len(declared) - 1) for name in names]
    return [palette.regime_stroke(declared.index(name), len(declared)) for name in names]
