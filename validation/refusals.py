"""The sentences in which the program refuses something, read from its source as templates: `{}` where a value is."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from validation.house import ROOT

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
SETTINGS = ("engine/settings/", "strategies/rules/", "engine/results/", "engine/saved/", "engine/journal/entry")
"""Where a `ValueError` becomes such a sentence."""
TOLD = ("engine/settings/messages.py", "engine/plugs/blame.py", "engine/bt/refused_settings.py")
"""What says nothing else, but for these."""
NOT_SAID = {"Input should be", "should be", "Of the entry points of plugs.", "Refused: {}."}
ERRORS = "data/base/errors.py"
HANDED_ON = (
    (ast.IfExp, ("body", "orelse")),
    ((ast.Dict, ast.BoolOp), ("values",)),
    ((ast.ListComp, ast.GeneratorExp, ast.SetComp), ("elt",)),
    ((ast.List, ast.Tuple), ("elts",)),
    ((ast.Starred, ast.NamedExpr, ast.Subscript), ("value",)),
)
"""Which parts of an expression may be what it says."""
Function = ast.FunctionDef | ast.AsyncFunctionDef


class Module:
    """A file of the program: its functions by name, and which function each name of it is."""

    def __init__(self, path: Path) -> None:
        self.path, self.tree = path, ast.parse(path.read_text(encoding="utf-8"))
        self.name = str(path.relative_to(ROOT))
        self.nodes = list(ast.walk(self.tree))
        self.every = [one for one in self.nodes if isinstance(one, Function)]
        self.functions = {one.name: one for one in self.every}
        self.imported = {
            alias.asname or alias.name: (one.module or "", alias.name)
            for one in self.nodes
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
        if name in {"__init__", "ValueError"}:
            return self.name.startswith(SETTINGS if name == "ValueError" else ERRORS)
        return name in RAISED


@cache
def _module(path: Path) -> Module:
    return Module(path)


def templates() -> dict[str, str]:
    """Every template, with the place where it was found first."""
    found: dict[str, str] = {}
    for module in map(_module, _files()):
        for template in _texts(module) if module.name in TOLD else _of_file(module):
            found.setdefault(template, module.name)
    return found


def _of_file(module: Module) -> Iterator[str]:
    for function in module.every:
        for call in _nodes(function):
            if isinstance(call, ast.Call) and module.raised(call.func):
                for given in (*call.args, *(one.value for one in call.keywords if one.arg in {"message", "hint"})):
                    for template in Reader(module, function).sentences(given):
                        yield re.sub(r"\{\w+\}", "{}", template) if _name(call.func) == CUSTOM else template


def _texts(module: Module) -> Iterator[str]:
    """Every sentence of a file but what explains its code."""
    docstrings = {
        id(one.body[0].value)
        for one in module.nodes
        if isinstance(one, ast.Module | ast.ClassDef | Function) and isinstance(one.body[0], ast.Expr)
    }
    joined = [one for one in module.nodes if isinstance(one, ast.JoinedStr)]
    skipped = docstrings | {id(part) for one in joined for part in ast.walk(one) if part is not one}
    for one in module.nodes:
        if isinstance(one, ast.JoinedStr | ast.Constant) and id(one) not in skipped:
            template = _template(one)
            if worded(template) and template not in NOT_SAID:
                yield template


class Reader:
    """Reads the sentences that an expression of a function may be, also by way of the functions that it calls."""

    def __init__(self, module: Module, function: Function, seen: frozenset[str] = frozenset()) -> None:
        self.module, self.function, self.seen = module, function, seen | {f"{module.path}:{function.name}"}

    def sentences(self, node: ast.expr) -> Iterator[str]:
        """What an expression may say: templates, and those that stand in their holes."""
        parts = _parts(node)
        if any(isinstance(part, str) for part in parts):
            template = _template(node)
            if worded(template):
                yield template
        for part in parts:
            if not isinstance(part, str):
                yield from self._within(part)

    def _within(self, node: ast.expr) -> Iterator[str]:
        for one in _choices(node):
            yield from self.sentences(one)
        if isinstance(node, ast.Name):
            yield from self._named(node.id)
        if isinstance(node, ast.Call):
            yield from self._returned(_called(self.module, node.func))

    def _named(self, name: str) -> Iterator[str]:
        constant = self.module.constants.get(name)
        if constant is not None and not isinstance(constant, ast.Call):
            yield from self.sentences(constant)
        if f"={name}" in self.seen:
            return
        reader = Reader(self.module, self.function, self.seen | {f"={name}"})
        for value in _bindings(self.function).get(name, ()):
            yield from reader.sentences(value)
        yield from self._given(name)

    def _given(self, name: str) -> Iterator[str]:
        """What callers hand over for a parameter."""
        names = [one.arg for one in self.function.args.args if one.arg not in {"self", "cls"}]
        if name not in names or sum(not one.startswith("=") for one in self.seen) > 1:
            return
        for module, caller, call in _calls().get((self.module.path, self.function.name), ()):
            place = names.index(name)
            by_name = [one.value for one in call.keywords if one.arg == name]
            for given in by_name or call.args[place : place + 1]:
                if f"{module.path}:{caller.name}" not in self.seen:
                    yield from Reader(module, caller, self.seen).sentences(given)

    def _returned(self, found: tuple[Module, Function] | None) -> Iterator[str]:
        if found is None or f"{found[0].path}:{found[1].name}" in self.seen or not _says(found[1]):
            return
        reader = Reader(*found, self.seen)
        for one in _nodes(found[1]):
            if isinstance(one, ast.Return | ast.Yield | ast.YieldFrom) and one.value is not None:
                yield from reader.sentences(one.value)


def _choices(node: ast.expr) -> list[ast.expr]:
    """The expressions whose text an expression may hand on."""
    if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Dict):
        return node.value.values
    if isinstance(node, ast.Call):
        return [*node.args, *(one.value for one in node.keywords)]
    for kinds, parts in HANDED_ON:
        if isinstance(node, kinds):
            return [one for part in parts for one in _listed(getattr(node, part))]
    return []


def _listed(part: object) -> list[ast.expr]:
    return [one for one in (part if isinstance(part, list) else [part]) if isinstance(one, ast.expr)]


@cache
def _nodes(function: Function) -> list[ast.AST]:
    return list(ast.walk(function))


@cache
def _bindings(function: Function) -> dict[str, list[ast.expr]]:
    """What each name of a function is set to."""
    found: dict[str, list[ast.expr]] = {}
    for one in _nodes(function):
        if isinstance(one, ast.Assign | ast.AnnAssign | ast.NamedExpr | ast.For | ast.comprehension):
            targets = one.targets if isinstance(one, ast.Assign) else [one.target]
            value = one.iter if isinstance(one, ast.For | ast.comprehension) else one.value
            for part in (part for target in targets for part in ast.walk(target)):
                if isinstance(part, ast.Name) and value is not None:
                    found.setdefault(part.id, []).append(value)
    return found


@cache
def _calls() -> dict[tuple[Path, str], list[tuple[Module, Function, ast.Call]]]:
    """Every call of a function of the program, by the file and the name of what is called."""
    found: dict[tuple[Path, str], list[tuple[Module, Function, ast.Call]]] = {}
    for module in map(_module, _files()):
        for function in module.every:
            for one in _nodes(function):
                if isinstance(one, ast.Call) and (called := _called(module, one.func)):
                    found.setdefault((called[0].path, called[1].name), []).append((module, function, one))
    return found


def _called(module: Module, called: ast.expr) -> tuple[Module, Function] | None:
    """The function of the program that is called by its name, or as a method of the same object."""
    own = isinstance(called, ast.Attribute) and isinstance(called.value, ast.Name) and called.value.id == "self"
    return _function(module, _name(called)) if own or isinstance(called, ast.Name) else None


def _files() -> list[Path]:
    return [path for package in ("data", "strategies", "engine") for path in sorted((ROOT / package).rglob("*.py"))]


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


def _template(node: ast.expr) -> str:
    return "".join(part if isinstance(part, str) else "{}" for part in _parts(node))


def worded(template: str) -> bool:
    """Whether a template has words of its own: two of them, or one beside a hole. A path has none."""
    words = [word for word in template.replace("{}", " ").split() if any(map(str.isalpha, word))]
    if template.startswith("/"):
        return False
    return len(words) > 1 or (len(words) == 1 and "{}" in template and " " in template)
