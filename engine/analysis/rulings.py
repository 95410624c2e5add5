"""What the rules of a run said, rule by rule over its evenings: the tables `rules` and `targets` read together.

Arrays are over the rows of `targets`, (evenings,).
"""

from collections.abc import Mapping

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from data.base.arrays import Flags, Floats
from data.base.arrow import to_array, to_codes, to_numbers

Tables = Mapping[str, pa.Table]


def evenings(tables: Tables) -> NDArray[np.int32]:
    """The sessions after which the rules were asked, as day numbers."""
    days: NDArray[np.int32] = to_array(tables["targets"]["date"])
    return days


def target(tables: Tables, name: str) -> Floats:
    """A column of `targets`; NaN where it is null."""
    return to_numbers(tables["targets"][name])


def rules_of_run(tables: Tables) -> list[str]:
    """Names of the rules that were asked, in their order."""
    return to_codes(tables["rules"]["rule"])[1]


def multiplier(tables: Tables, *rules: str) -> Floats:
    """The smallest multiplier of some rules; 1 for a rule that the run does not have."""
    said = [_by_evening(tables, rule, to_array(tables["rules"]["multiplier"]), 1.0) for rule in rules]
    smallest: Floats = np.minimum.reduce([np.ones(len(evenings(tables))), *said])
    return smallest


def most(tables: Tables, rule: str) -> Floats:
    """Highest overlay ratio that a rule allows, a share of equity; NaN where it only multiplies, or the run does not
    have it.
    """
    return _by_evening(tables, rule, to_numbers(tables["rules"]["most"]), np.nan)


def acting(tables: Tables, rule: str) -> Flags:
    """Whether a rule takes something away: it multiplies by less than 1, or is the limit that bound."""
    acts: Flags = (multiplier(tables, rule) < 1.0) | (binding(tables) == rule)
    return acts


def binding(tables: Tables) -> NDArray[np.str_]:
    """The rule that bound the target; empty where none did."""
    rules = tables["rules"]
    (codes, names), bound = to_codes(rules["rule"]), to_array(rules["bound"])
    words = np.array(names, dtype=np.str_)
    found = np.zeros(len(evenings(tables)), dtype=words.dtype)
    found[np.searchsorted(evenings(tables), to_array(rules["date"])[bound])] = words[codes[bound]]
    return found


def _by_evening(tables: Tables, rule: str, values: Floats, otherwise: float) -> Floats:
    """Values of the rows of a rule by evening, and what stands where it has none."""
    codes, names = to_codes(tables["rules"]["rule"])
    found = np.full(len(evenings(tables)), otherwise)
    if rule in names:
        chosen = codes == names.index(rule)
        found[np.searchsorted(evenings(tables), to_array(tables["rules"]["date"])[chosen])] = values[chosen]
    return found
