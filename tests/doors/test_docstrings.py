"""The law about docstrings: what a public function raises of our own errors, it says."""

import ast
import builtins
import re

import pytest

from validation import house

SOURCES = house.files(*house.PACKAGES)
CANNOT = {
    "data/contracts/calendars.py xnys",
    "data/contracts/calendars.py since_1928",
    "data/contracts/contracts.py family_roots",
    "data/contracts/fx_contracts.py FxRequirement.of_a_lot",
    "data/contracts/fx_contracts.py units_of_a_lot",
}
"""Functions that ask with names of the house's own, for which what they call never raises."""
FUNCTIONS = ast.FunctionDef | ast.AsyncFunctionDef


def family():
    """The names of what each of our errors is, by its own name: `DataError` is a `ValueError` too."""
    classes = re.compile(r"^class (\w+)\(([^()]*)\):", re.MULTILINE)
    bases = {
        name: {base for one in told.split(",") if (base := one.strip()).isidentifier()}
        for path in SOURCES
        for name, told in classes.findall(path.read_text())
    }

    def all_of(name):
        known = getattr(builtins, name, None)
        higher = {one.__name__ for one in known.__mro__} if isinstance(known, type) else set()
        return {name} | higher.union(*map(all_of, bases.get(name, ())))

    names = {name: all_of(name) for name in bases}
    return {name: every for name, every in names.items() if "OverlayError" in every}


FAMILY = family()


class Raised(ast.NodeVisitor):
    """Our errors that a piece of code raises, or what it calls of its own file; what is caught is left out."""

    def __init__(self, raises):
        self.raises, self.found = raises, set()

    def visit_Raise(self, node):
        called = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
        if isinstance(called, ast.Name) and called.id in FAMILY:
            self.found.add(called.id)
        self.generic_visit(node)

    def visit_Call(self, node):
        self.found |= self.raises.get(ast.unparse(node.func), set())
        self.generic_visit(node)

    def visit_Try(self, node):
        inner = Raised(self.raises)
        for one in node.body:
            inner.visit(one)
        caught = {name for handler in node.handlers if not passes_on(handler) for name in names(handler.type)}
        self.found |= {error for error in inner.found if not FAMILY[error] & caught}
        for one in (*node.handlers, *node.orelse, *node.finalbody):
            self.visit(one)


def passes_on(handler):
    """Whether a handler raises again what it caught."""
    return any(isinstance(node, ast.Raise) and node.exc is None for node in ast.walk(handler))


def names(caught):
    """Names of what a handler catches."""
    return {"BaseException"} if caught is None else {ast.unparse(one) for one in getattr(caught, "elts", [caught])}


def callables(tree):
    """(name by which the file itself calls it, node) of each function, method and class."""
    for node in tree.body:
        if isinstance(node, FUNCTIONS):
            yield node.name, node
        elif isinstance(node, ast.ClassDef):
            for method in (one for one in node.body if isinstance(one, FUNCTIONS)):
                made = method.name in {"__init__", "__post_init__"}
                yield (node.name if made else f"{node.name}.{method.name}"), method


def raises(tree):
    """Our errors that each function, method and class of a file raises, itself or by what it calls of the file."""
    known = dict(callables(tree))
    result = {name: set() for name in known}
    while True:
        before = {name: set(found) for name, found in result.items()}
        for name, node in known.items():
            owner = name.partition(".")[0]
            own = {
                f"self.{other.partition('.')[2]}": found
                for other, found in before.items()
                if other.startswith(f"{owner}.")
            }
            visitor = Raised({**before, **own})
            for part in node.body:
                visitor.visit(part)
            result[name] |= visitor.found
        if result == before:
            return result


def silent(tree):
    """(name, error) of public functions, methods and classes whose docstring names no error that theirs is."""
    documented = {
        **{node.name: node for node in tree.body if isinstance(node, ast.ClassDef | FUNCTIONS)},
        **{name: node for name, node in callables(tree) if "." in name},
    }
    for name, found in raises(tree).items():
        if any(part.startswith("_") for part in name.split(".")):
            continue
        told = ast.get_docstring(documented[name]) or ""
        for error in sorted(found):
            if not any(re.search(rf"\b[Rr]aises?\b.*`{one}`", told, re.DOTALL) for one in FAMILY[error]):
                yield name, error


@pytest.mark.pages
def test_public_functions_say_what_they_raise():
    found = [(f"{house.name(path)} {said}", error) for path in SOURCES for said, error in silent(house.tree(path))]
    assert [(said, error) for said, error in found if said not in CANNOT] == []
    assert {said for said, _ in found} >= CANNOT


@pytest.mark.parametrize(
    ("body", "errors"),
    [
        ("raise DataError('x')", {"DataError"}),
        ("raise ValueError('x')", set()),
        ("return _inner()", {"ConfigError"}),
        ("try:\n        _inner()\n    except ValueError:\n        pass", set()),
        ("try:\n        _inner()\n    except ConfigError:\n        raise", {"ConfigError"}),
        (
            "try:\n        _inner()\n    except OSError as error:\n        raise DataError from error",
            {"ConfigError", "DataError"},
        ),
        ("return lambda: _inner()", {"ConfigError"}),
    ],
)
def test_what_is_raised_is_found(body, errors):
    made = ast.parse(f'def _inner():\n    raise ConfigError\n\n\ndef told():\n    """What."""\n    {body}\n')
    assert {error for _, error in silent(made)} == errors
