"""Why a mutant survived, as somebody found out: `mutation_reasons.toml`."""

import tomllib
from functools import cache
from pathlib import Path
from typing import NamedTuple

from validation.mutation_run import Mutant

FILE = Path(__file__).with_name("mutation_reasons.toml")
KINDS = "equivalent", "elsewhere", "gap"


class Reason(NamedTuple):
    """Of which kind a survivor is, and why: where a test elsewhere finds it, that test."""

    kind: str
    why: str


UNKNOWN = Reason("gap", "not looked at yet")


@cache
def reasons() -> dict[tuple[str, str], Reason]:
    """Every reason by function and what the mutant puts there."""
    told = tomllib.loads(FILE.read_text(encoding="utf-8"))["survivor"]
    return {(one["function"], one["becomes"]): Reason(one["kind"], one["why"]) for one in told}


def reason(mutant: Mutant) -> Reason:
    """Why a mutant survived."""
    return reasons().get((mutant.function, mutant.becomes), UNKNOWN)
