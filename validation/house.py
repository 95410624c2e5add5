"""The house as its imports have it: its files, its rooms, which room imports which, on which floor each stands."""

import ast
from collections.abc import Iterable, Mapping
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

ROOT = Path(__file__).parents[1]
PACKAGES = ("data", "strategies", "engine")
BESIDE = ("validation", "conformance", "tests", "benchmarks", "examples")
Arrows = Mapping[str, set[str]]
"""What imports what, by name."""


def files(*tops: str) -> list[Path]:
    """Python files of folders, in order of their names."""
    return sorted(path for top in tops for path in (ROOT / top).rglob("*.py"))


def name(path: Path) -> str:
    """`engine/tax/basket.py`."""
    return path.relative_to(ROOT).as_posix()


@cache
def tree(path: Path) -> ast.Module:
    """The syntax of a file."""
    return ast.parse(path.read_text(encoding="utf-8"))


@cache
def nodes(path: Path) -> tuple[ast.AST, ...]:
    """Everything in the syntax of a file, which many laws look through."""
    return tuple(ast.walk(tree(path)))


def module(path: Path) -> str:
    """`engine.tax.basket` of engine/tax/basket.py, `engine.tax` of its `__init__`."""
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


@cache
def modules() -> frozenset[str]:
    """Every module of the project."""
    return frozenset(module(path) for path in files(*PACKAGES, *BESIDE))


def room(of: str) -> str:
    """`engine/tax` of a module in it; the package itself of its `__init__`, and of what stands beside the packages."""
    top, *below = of.split(".")
    return f"{top}/{below[0]}" if below and top in PACKAGES else top


@cache
def imports(path: Path) -> frozenset[str]:
    """Modules a file imports, wherever in it: on top, within a function, or for types alone. Raises `ValueError` for
    a relative import.
    """
    found: set[str] = set()
    for node in nodes(path):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            if node.module is None or node.level:
                raise ValueError(f"{name(path)}: relative import")
            inside = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= (inside & modules()) | ({node.module} if inside - modules() else set())
    return frozenset(found)


@cache
def imports_of_rooms() -> Arrows:
    """Room -> the other rooms of the house its files import."""
    rooms: dict[str, set[str]] = {}
    for path in files(*PACKAGES):
        ours = {room(one) for one in imports(path) if one.split(".", maxsplit=1)[0] in (*PACKAGES, *BESIDE)}
        here = room(module(path))
        rooms.setdefault(here, set()).update(ours - {here})
    return rooms


def imports_of_files() -> Arrows:
    """Module -> the other modules of the house it imports."""
    return {one: set(imports(path) & modules()) - {one} for path in files(*PACKAGES) for one in [module(path)]}


def within(package: str, arrows: Arrows) -> Arrows:
    """The rooms of one package, and their arrows to each other."""
    ours = {one for one in arrows if one.startswith(f"{package}/")}
    return {one: other & ours for one, other in arrows.items() if one in ours}


def floors(arrows: Arrows) -> dict[str, int]:
    """Name -> floor: 1 for what imports nothing, else one above the highest it imports. Raises `CycleError` on a
    circle.
    """
    found: dict[str, int] = {}
    for one in TopologicalSorter(arrows).static_order():
        found[one] = 1 + max((found[below] for below in arrows.get(one, ())), default=0)
    return found


def none(found: Iterable[str]) -> None:
    """A law is kept: nothing was found that breaks it. Raises `AssertionError` with all of it."""
    lines = list(found)
    if lines:
        raise AssertionError("\n".join(["", *lines]))
