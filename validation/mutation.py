"""The page about mutants: how many changes of the program its tests find, room by room, and why the rest survive.

python -m validation.mutation        writes docs/mutation.md
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from importlib.metadata import version
from pathlib import Path

from validation.markdown import table
from validation.mutation_reasons import KINDS, reason
from validation.mutation_rooms import ROOMS, Room
from validation.mutation_run import DRAWN, SEED, Mutant, Score, scores

PAGE = Path(__file__).parents[1] / "docs" / "mutation.md"


def score_lines(every: Sequence[Score]) -> list[str]:
    """A row for each room, and one for all."""
    rows = [score_row(one.room.name, one.mutants, one.drawn) for one in every]
    drawn = [mutant for one in every for mutant in one.drawn]
    rows.append(score_row("all", sum(one.mutants for one in every), drawn))
    return table(["room", "changes", "drawn", "found", "score", "by time", "elsewhere", "with those"], rows)


def score_row(name: str, mutants: int, drawn: Sequence[Mutant]) -> list[str]:
    """How many of how many were found: by tests of the room, of them because a test did not end, and by others."""
    found = sum(1 for one in drawn if one.found())
    late = sum(1 for one in drawn if one.said == "timeout")
    elsewhere = sum(1 for one in drawn if not one.found() and reason(one).kind == "elsewhere")
    score, with_those = (f"{part / len(drawn):.1%}" for part in (found, found + elsewhere))
    return [name, f"{mutants:,}", str(len(drawn)), str(found), score, str(late), str(elsewhere), with_those]


def room_lines(rooms: Iterable[Room]) -> list[str]:
    """What is mutated in each room, and by which tests it has to be found."""
    return table(["room", "is", "and its tests"], [[one.name, places(one.source), places(one.tests)] for one in rooms])


def places(names: Iterable[str]) -> str:
    """Files and folders in a cell."""
    return ", ".join(f"`{name}`" for name in names)


def kind_lines(survivors: Sequence[Mutant]) -> list[str]:
    """How many survivors of each kind each room has."""
    found = Counter((one.room, reason(one).kind) for one in survivors)
    rooms = dict.fromkeys(one.room for one in survivors)
    return table(["room", *KINDS], [[room, *(str(found[room, kind]) for kind in KINDS)] for room in rooms])


def survivor_lines(survivors: Iterable[Mutant]) -> list[str]:
    """Every survivor: its place, its change, and why it survived."""
    rows = [
        [one.room, f"`{one.file}` {one.function}", code(one.was), code(one.becomes), kind_of(one), reason(one).why]
        for one in survivors
    ]
    return table(["room", "place", "was", "becomes", "kind", "why"], rows)


def kind_of(mutant: Mutant) -> str:
    """The kind of a survivor; that no test of the room reaches it is told, and so is a status that is none of ours."""
    kind = reason(mutant).kind
    return kind if mutant.said == "survived" else f"{kind} ({mutant.said})"


def code(text: str) -> str:
    """Code in a cell."""
    return f"`{text.replace('|', '&#124;')}`" if text else ""


def page(every: Sequence[Score]) -> str:
    """The whole page, of the scores of all rooms."""
    survivors = [one for score in every for one in score.drawn if not one.found()]
    blocks = {
        "scores": score_lines(every), "rooms": room_lines(ROOMS),
        "kinds": kind_lines(survivors), "survivors": survivor_lines(survivors),
    }  # fmt: skip
    return Path(__file__).with_name("mutation.template.md").read_text(encoding="utf-8").format(
        version=version("mutmut"), seed=SEED, each=DRAWN, mutants=sum(one.mutants for one in every),
        drawn=sum(len(one.drawn) for one in every),
        **{name: "\n".join(lines) for name, lines in blocks.items()},
    )  # fmt: skip


if __name__ == "__main__":
    PAGE.write_text(page(scores(ROOMS)), encoding="utf-8")
