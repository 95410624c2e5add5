"""The house as its imports have it: its files, its rooms, which room imports which, on which floor each stands."""

import ast
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("data", "strategies", "engine")
BESIDE = ("validation", "tests", "benchmarks", "examples")


def files(*tops):
    return sorted(path for top in tops for path in (ROOT / top).rglob("*.py"))


def name(path):
    return path.relative_to(ROOT).as_posix()


@cache
def tree(path):
    return ast.parse(path.read_text(encoding="utf-8"))


def module(path):
    """`engine.tax.basket` of engine/tax/basket.py, `engine.tax` of its `__init__`."""
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


@cache
def modules():
    return {module(path) for path in files(*PACKAGES, *BESIDE)}


def room(of):
    """`engine/tax` of a module in it; the package itself of its `__init__`, and of what stands beside the packages."""
    top, *below = of.split(".")
    return f"{top}/{below[0]}" if below and top in PACKAGES else top


@cache
def imports(path):
    """Modules a file imports, wherever in it: on top, within a function, or for types alone."""
    found = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name(path)}: relative import"
            inside = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= (inside & modules()) | ({node.module} if inside - modules() else set())
    return found


@cache
def imports_of_rooms():
    """Room -> the other rooms of the house its files import."""
    rooms = {}
    for path in files(*PACKAGES):
        ours = {room(one) for one in imports(path) if one.split(".")[0] in (*PACKAGES, *BESIDE)}
        here = room(module(path))
        rooms.setdefault(here, set()).update(ours - {here})
    return rooms


def imports_of_files():
    """Module -> the other modules of the house it imports."""
    return {one: imports(path) & modules() - {one} for path in files(*PACKAGES) for one in [module(path)]}


def none(found):
    """A law is kept: nothing was found that breaks it; else all of it is named."""
    lines = list(found)
    assert not lines, "\n".join(["", *lines])


def floors(graph):
    """Name -> floor: 0 for what imports nothing, else one above the highest it imports. Raises `CycleError` on a
    circle.
    """
    found = {}
    for one in TopologicalSorter(graph).static_order():
        found[one] = max((found[below] + 1 for below in graph.get(one, ())), default=0)
    return found
