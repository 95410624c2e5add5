"""`docs/architecture.md`: rooms, floors and arrows as the imports have them. `python -m validation.architecture` writes it."""

import ast
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "architecture.md"
PACKAGES = ("data", "strategies", "engine")
Arrows = Mapping[str, frozenset[str]]
"""What imports what, by name: rooms (`engine/day`) or files (`engine/day/execution.py`)."""


def main() -> None:
    """Write the page."""
    PAGE.write_text(page(), encoding="utf-8")


def page() -> str:
    """The page as the code has it."""
    template = Path(__file__).with_name("architecture.template.md").read_text(encoding="utf-8")
    rooms = room_arrows()
    tables = {package: _table(package, rooms) for package in PACKAGES}
    return template.format(counts=_counts(rooms), **tables)


@cache
def file_arrows() -> Arrows:
    """Every file of the three packages with the files that it imports, wherever in it the import stands."""
    return {_name(path): frozenset(_imported(path)) for package in PACKAGES for path in (ROOT / package).rglob("*.py")}


def room_arrows() -> Arrows:
    """Every room with the other rooms it imports; the fronts of packages (`engine/__init__.py`) are no rooms."""
    arrows: dict[str, set[str]] = {}
    for file, imported in file_arrows().items():
        if room_of(file):
            arrows.setdefault(room_of(file), set()).update(map(room_of, imported))
    return {room: frozenset(other - {room, ""}) for room, other in arrows.items()}


def room_of(file: str) -> str:
    """The room of a file, `engine/day` of `engine/day/execution.py`; "" for the front of a package."""
    return "/".join(file.split("/")[:2]) if file.count("/") > 1 else ""


def floors(arrows: Arrows) -> dict[str, int]:
    """Floor of each room or file: 1 for what imports nothing, else one above the highest it imports. Raises `ValueError` for a circle."""
    known: dict[str, int] = {}

    def floor(name: str, above: tuple[str, ...]) -> int:
        if name in above:
            raise ValueError(f"a circle of imports: {' -> '.join((*above[above.index(name) :], name))}")
        if name not in known:
            known[name] = 1 + max((floor(one, (*above, name)) for one in arrows.get(name, ())), default=0)
        return known[name]

    return {name: floor(name, ()) for name in arrows}


def within(package: str, arrows: Arrows) -> Arrows:
    """The rooms of one package, and their arrows to each other."""
    ours = {room for room in arrows if room.startswith(f"{package}/")}
    return {room: other & ours for room, other in arrows.items() if room in ours}


def _imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (file for alias in node.names if (file := _file(alias.name)))
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                file = _file(f"{node.module}.{alias.name}") or _file(node.module)
                if file and file != _name(path):
                    yield file


@cache
def _file(module: str) -> str | None:
    """The file of a module of ours, None for others."""
    if module.split(".", maxsplit=1)[0] not in PACKAGES:
        return None
    whole = ROOT.joinpath(*module.split("."))
    return next((_name(path) for path in (whole.with_suffix(".py"), whole / "__init__.py") if path.is_file()), None)


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _table(package: str, rooms: Arrows) -> str:
    """Rooms from the highest floor down: what stands in each, and which rooms of the package it imports."""
    ours = within(package, rooms)
    floor = floors(ours)
    rows = [
        f"| {floor[room]} | `{room}` | {_what(room)} | {', '.join(map(_short, sorted(ours[room]))) or 'nothing'} |"
        for room in sorted(ours, key=lambda room: (-floor[room], room))
    ]
    return "\n".join(["| floor | room | what stands there | imports |", "|---|---|---|---|", *rows])


def _short(room: str) -> str:
    return room.partition("/")[2]


def _what(room: str) -> str:
    """The first sentence of a room's `__init__`."""
    said = ast.get_docstring(ast.parse((ROOT / room / "__init__.py").read_text(encoding="utf-8"))) or ""
    return " ".join(said.split("\n\n")[0].split())


def _counts(rooms: Arrows) -> str:
    told = []
    for package in PACKAGES:
        ours = within(package, rooms)
        arrows, highest = len([one for other in ours.values() for one in other]), max(floors(ours).values())
        told.append(f"`{package}` has {len(ours)} rooms on {highest} floors and {arrows} arrows between them")
    return "; ".join(told)


if __name__ == "__main__":
    main()
