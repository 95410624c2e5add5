"""The page about lies: every kind told at random places and strengths about good files, and what `overlay data check`
finds of them.

python -m validation.lies        writes docs/lies.md; the files of public data are looked at where their folders are
"""

from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from math import isinf
from pathlib import Path
from tempfile import TemporaryDirectory

from validation.lies_alarms import Alarm, alarms, by_check
from validation.lies_list import CELLS, LIES
from validation.lies_promised import broken, group, promises
from validation.lies_told import Outcome, outcomes
from validation.markdown import table

PAGE = Path(__file__).parents[1] / "docs" / "lies.md"
EDGES = (0.0, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0, 100.0, float("inf"))
"""Edges of the strengths of lies about one value, %."""
_NONE = "."


def share(told: Sequence[Outcome], by: Callable[[Outcome], bool] = lambda one: one.seen) -> str:
    """How many of how many, as a cell."""
    found = [one for one in told if by(one)]
    return f"{len(found)}/{len(told)}" if told else _NONE


def labels(told: Iterable[Outcome]) -> list[str]:
    """Files in the order in which they come."""
    return list(dict.fromkeys(one.label for one in told))


def kind_lines(told: Sequence[Outcome]) -> list[str]:
    """Found and named by file."""
    rows = [["all", share(told), share(told, lambda one: one.named)]]
    for label in labels(told):
        those = [one for one in told if one.label == label]
        rows.append([label, share(those), share(those, lambda one: one.named)])
    return table(["file", "found", "row or cause named"], rows)


def strength_lines(told: Sequence[Outcome], name: str) -> list[str]:
    """Found by file and strength, of lies about one cell."""
    cells = [one for one in told if group(one.lie) == name]
    heads = [f"from {low:g} %" for low in EDGES[:-1]]
    rows = []
    for label in labels(cells):
        those = [one for one in cells if one.label == label]
        bins = [
            share([one for one in those if low <= one.strength < high or (isinf(high) and isinf(one.strength))])
            for low, high in pairwise(EDGES)
        ]
        rows.append([label, *bins, all_from(those)])
    return table(["file", *heads, "all found from"], rows)


def all_from(told: Sequence[Outcome]) -> str:
    """The least strength from which every lie was found."""
    missed = max((one.strength for one in told if not one.seen), default=-1.0)
    found = [one.strength for one in told if one.seen and one.strength > missed]
    return f"{min(found):.2g} %" if found else "none"


def other_lines(told: Sequence[Outcome]) -> list[str]:
    """Found by lie and file, of all lies but those about one cell."""
    names = [one.name for one in LIES if group(one.name) == one.name]
    rest = [one for one in told if one.lie in names]
    files = list(dict.fromkeys(file_of(one.label) for one in rest))
    rows = []
    for name in names:
        of_lie = [one for one in rest if one.lie == name]
        cells = [share([one for one in of_lie if file_of(one.label) == file]) for file in files]
        rows.append([name, *cells, share(of_lie, lambda one: one.named)])
    return table(["lie", *files, "row or cause named"], rows)


def file_of(label: str) -> str:
    """The file that a label is of: columns of a market are one."""
    return "market" if label.startswith("market") else label


def promise_lines() -> list[str]:
    """What is not found, or only from some strength on."""
    rows = [[one.lie, one.label, "none" if isinf(one.least) else f"{one.least:g}", one.why] for one in promises()]
    return table(["lie", "file", "found from", "why"], rows)


def alarm_lines(every: Sequence[Alarm]) -> list[str]:
    """What is told of each good file."""
    rows = []
    for one in every:
        told = [
            f"{check} ({many}{f': {why}' if (why := one.why(check)) else ', false'})"
            for check, many in by_check(one.told).items()
        ]
        rows.append([one.file, one.kind, str(one.rows), "; ".join(told) or "nothing"])
    return table(["file", "as", "rows", "told"], rows)


def page() -> str:
    """The whole page."""
    with TemporaryDirectory() as folder:
        told, good = list(outcomes(Path(folder))), list(alarms(Path(folder)))
    false = [one for one in good if one.false()]
    blocks: dict[str, Sequence[str]] = {
        "kinds": kind_lines(told), "strengths": strength_lines(told, "one value"),
        "bars": strength_lines(told, "one high or low"),
        "others": other_lines(told), "promises": promise_lines(), "alarms": alarm_lines(good),
    }  # fmt: skip
    return Path(__file__).with_name("lies.template.md").read_text(encoding="utf-8").format(
        lies=f"{len(told):,}", lie_kinds=len(LIES), cell_kinds=len(CELLS), found=share(told), broken=len(broken(told)),
        good=len(good), false=len(false),
        **{name: "\n".join(lines) for name, lines in blocks.items()},
    )  # fmt: skip


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
