"""Whose an error is: the program's own, or that of an installed package that brings a plug."""

import traceback
from importlib.metadata import entry_points
from pathlib import Path

GROUPS = tuple(f"mmf_overlay.{kind}" for kind in ("patterns", "rules", "figures", "underlyings"))
"""Of the entry points of plugs."""


def of_a_package(error: BaseException) -> str | None:
    """An error in one sentence, with its place in the package that brings a plug; None for one of anybody else."""
    brought = {one.module.partition(".")[0]: one for group in GROUPS for one in entry_points(group=group)}
    for frame, line in reversed(list(traceback.walk_tb(error.__traceback__))):
        one = brought.get(str(frame.f_globals.get("__name__")).partition(".")[0])
        if one:
            owner, file = one.dist.name if one.dist else one.value, Path(frame.f_code.co_filename).name
            what = f"{type(error).__name__} ({error})"
            return f"the package {owner} fails with {what} in {file}, line {line}; mend or remove it"
    return None
