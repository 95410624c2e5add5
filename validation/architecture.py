"""`docs/architecture.md`: rooms, floors and arrows as the imports have them.

`python -m validation.architecture` writes it.
"""

import ast
from pathlib import Path

from validation.house import PACKAGES, ROOT, Arrows, floors, imports_of_rooms, within

PAGE = ROOT / "docs" / "architecture.md"


def main() -> None:
    """Write the page."""
    PAGE.write_text(page(), encoding="utf-8")


def page() -> str:
    """The page as the code has it."""
    template = Path(__file__).with_name("architecture.template.md").read_text(encoding="utf-8")
    rooms = {package: within(package, imports_of_rooms()) for package in PACKAGES}
    counts = "; ".join(_counts(package, ours) for package, ours in rooms.items())
    return template.format(counts=counts, **{package: _table(ours) for package, ours in rooms.items()})


def _table(rooms: Arrows) -> str:
    """Rooms from the highest floor down: what stands in each, and which rooms of the package it imports."""
    floor = floors(rooms)
    rows = [
        f"| {floor[room]} | `{room}` | {_what(room)} | {', '.join(map(_short, sorted(rooms[room]))) or 'nothing'} |"
        for room in sorted(rooms, key=lambda room: (-floor[room], room))
    ]
    return "\n".join(["| floor | room | what stands there | imports |", "|---|---|---|---|", *rows])


def _short(room: str) -> str:
    return room.partition("/")[2]


def _what(room: str) -> str:
    """The first sentence of a room's `__init__`."""
    said = ast.get_docstring(ast.parse((ROOT / room / "__init__.py").read_text(encoding="utf-8"))) or ""
    return " ".join(said.split("\n\n")[0].split())


def _counts(package: str, rooms: Arrows) -> str:
    arrows, highest = [one for other in rooms.values() for one in other], max(floors(rooms).values())
    return f"`{package}` has {len(rooms)} rooms on {highest} floors and {len(arrows)} arrows between them"


if __name__ == "__main__":
    main()
