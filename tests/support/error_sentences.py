"""The sentences in which the program refuses something, read from its source as templates: `{}` where a value stands."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
CUSTOM = "PydanticCustomError"
"""Whose sentence has its values by name."""
RAISED = {
    "ConfigError", "DataError", "ResultError", "WorkerError", "Unusable", "Unreachable", "TryAgain", "TooFewBars",
    "FastBooksFull", "MissingFact", "MissingPackage", "LookAheadError", "UsageError", "BadParameter",
    "Wordless", "NoRuling", "Refusal", CUSTOM,
}  # fmt: skip
"""What is called with a sentence that a user will read."""
METHODS = {"wrong", "_wrong", "fail", "last"}
"""Methods that raise what they are given."""
SETTINGS = ("engine/settings/", "strategies/rules/", "engine/results/stored", "engine/saved/", "engine/journal/entry")
"""Where a `ValueError` becomes such a sentence."""
TOLD = ("engine/settings/messages.py", "engine/plugs/blame.py", "engine/bt/refused_settings.py")
"""What says nothing else, but for these."""
NOT_SAID = {"Input should be", "should be", "Of the entry points of plugs.", "Refused: {}."}
Function = ast.FunctionDef | ast.AsyncFunctionDef


class Module:
    """A file of the program: its functions by name, and which function each name of it is."""

    def __init__(self, path: Path) -> None:
        self.path, self.tree = path, ast.parse(path.read_text(encoding="utf-8"))
        self.functions = {one.name: one for one in ast.walk(self.tree) if isinstance(one, Function)}
        self.imported = {
            alias.asname or alias.name: (one.module or "", alias.name)
            for one in ast.walk(self.tree)
            if isinstance(one, ast.ImportFrom)
            for alias in one.names
        }
        self.constants = {
            target.id: one.value
            for one in self.tree.body
            if isinstance(one, ast.Assign)
            for target in one.targets
            if isinstance(target, ast.Name)
        }

    def raised(self, called: ast.expr) -> bool:
        """Whether what is called is given a sentence for a user."""
        name = _name(called)
        if name in METHODS:
            return isinstance(called, ast.Attribute)
        inside = any(str(self.path.relative_to(ROOT)).startswith(place) for place in SETTINGS)
        return (
            name in RAISED
            or (name == "__init__" and self.path.name == "errors.py")
            or (name == "ValueError" and inside)
        )


@cache
def _module(path: Path) -> Module:
    return Module(path)


def templates() -> dict[str, str]:
    """Every template, with the place where it was found first."""
    found: dict[str, str] = {}
    for package in ("data", "strategies", "engine"):
        for path in sorted((ROOT / package).rglob("*.py")):
            place = str(path.relative_to(ROOT))
            for template in _texts(_module(path)) if place in TOLD else _of_file(_module(path)):
                found.setdefault(template, place)
    return found


def _of_file(module: Module) -> Iterator[str]:
    for function in module.functions.values():
        for call in ast.walk(function):
            if isinstance(call, ast.Call) and module.raised(call.func):
                for given in (*call.args, *(one.value for one in call.keywords if one.arg in {"message", "hint"})):
                    for template in Reader(module, function).sentences(given):
                        yield re.sub(r"\{\w+\}", "{}", template) if _name(call.func) == CUSTOM else template


def _texts(module: Module) -> Iterator[str]:
    """Every sentence of a file but what explains its code."""
    explained = {
        id(one.body[0].value)
        for one in ast.walk(module.tree)
        if isinstance(one, ast.Module | ast.ClassDef | Function) and isinstance(one.body[0], ast.Expr)
    }
    inside = {id(part) for one in ast.walk(module.tree) if isinstance(one, ast.JoinedStr) for part in ast.walk(one)} - {
        id(one) for one in ast.walk(module.tree) if isinstance(one, ast.JoinedStr)
    }
    for one in ast.walk(module.tree):
        if isinstance(one, ast.JoinedStr | ast.Constant) and id(one) not in explained | inside:
            template = "".join(part if isinstance(part, str) else "{}" for part in _parts(one))
            if isinstance(one, ast.JoinedStr) or isinstance(one.value, str):
                yield from [template] if worded(template) and template not in NOT_SAID else []


class Reader:
    """Reads the sentences that an expression of a function may be, also by way of the functions that it calls."""

    def __init__(self, module: Module, function: Function, seen: frozenset[str] = frozenset()) -> None:
        self.module, self.function, self.seen = module, function, seen | {f"{module.path}:{function.name}"}

    def sentences(self, node: ast.expr) -> Iterator[str]:
        """What an expression may say: templates, and those that stand in their holes."""
        parts = _parts(node)
        if any(isinstance(part, str) for part in parts):
            template = "".join(part if isinstance(part, str) else "{}" for part in parts)
            if worded(template):
                yield template
        for part in parts:
            if not isinstance(part, str):
                yield from self._within(part)

    def _within(self, node: ast.expr) -> Iterator[str]:
        match node:
            case ast.IfExp():
                yield from self.sentences(node.body)
                yield from self.sentences(node.orelse)
            case ast.BoolOp():
                for one in node.values:
                    yield from self.sentences(one)
            case ast.Subscript(value=ast.Dict() as table):
                for one in table.values:
                    yield from self.sentences(one)
            case ast.ListComp() | ast.GeneratorExp() | ast.SetComp():
                yield from self.sentences(node.elt)
            case ast.List() | ast.Tuple():
                for one in node.elts:
                    yield from self.sentences(one)
            case ast.Dict():
                for one in node.values:
                    yield from self.sentences(one)
            case ast.Starred() | ast.NamedExpr():
                yield from self.sentences(node.value)
            case ast.Subscript():
                yield from self._within(node.value)
            case ast.Name():
                yield from self._named(node.id)
            case ast.Call():
                for one in node.args:
                    yield from self.sentences(one)
                if isinstance(node.func, ast.Name) or ast.unparse(node.func).startswith("self."):
                    yield from self._returned(_name(node.func))

    def _named(self, name: str) -> Iterator[str]:
        if name in self.module.constants and not isinstance(self.module.constants[name], ast.Call):
            yield from self.sentences(self.module.constants[name])
        if f"={name}" in self.seen:
            return
        reader = Reader(self.module, self.function, self.seen | {f"={name}"})
        for one in ast.walk(self.function):
            if isinstance(one, ast.Assign | ast.AnnAssign | ast.NamedExpr) and one.value is not None:
                targets = one.targets if isinstance(one, ast.Assign) else [one.target]
                for target in targets:
                    if name in {part.id for part in ast.walk(target) if isinstance(part, ast.Name)}:
                        yield from reader.sentences(one.value)
            elif isinstance(one, ast.For | ast.comprehension) and name in {
                part.id for part in ast.walk(one.target) if isinstance(part, ast.Name)
            }:
                yield from reader.sentences(one.iter)

    def _returned(self, name: str) -> Iterator[str]:
        found = _function(self.module, name)
        if found is None or f"{found[0].path}:{name}" in self.seen or not _says(found[1]):
            return
        reader = Reader(*found, self.seen)
        for one in ast.walk(found[1]):
            if isinstance(one, ast.Return | ast.Yield | ast.YieldFrom) and one.value is not None:
                yield from reader.sentences(one.value)


def _function(module: Module, name: str) -> tuple[Module, Function] | None:
    if name in module.functions:
        return module, module.functions[name]
    place, known = module.imported.get(name, ("", ""))
    path = ROOT / f"{place.replace('.', '/')}.py"
    if place and path.exists() and known in _module(path).functions:
        return _module(path), _module(path).functions[known]
    return None


def _says(function: Function) -> bool:
    """Whether a function gives text, or something that has some."""
    returns = ast.unparse(function.returns) if function.returns else ""
    return re.search(r"\bstr\b", returns) is not None and "Table" not in returns


def _name(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def _parts(node: ast.expr) -> list[str | ast.expr]:
    """A text as literals and the expressions between them."""
    match node:
        case ast.Constant(value=str(text)):
            return [text]
        case ast.JoinedStr():
            return [part for one in node.values for part in _parts(one)]
        case ast.FormattedValue():
            return [node.value]
        case ast.BinOp(op=ast.Add()):
            return [*_parts(node.left), *_parts(node.right)]
        case _:
            return [node]


def worded(template: str) -> bool:
    """Whether a template has words of its own: two of them, or one beside a hole."""
    words = [word for word in template.replace("{}", " ").split() if any(map(str.isalpha, word))]
    return len(words) > 1 or (len(words) == 1 and "{}" in template and " " in template)
