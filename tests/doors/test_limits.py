"""How large a file, a function, a tuple and a list of parameters may be, and that each says what it is."""

import ast
from functools import cache

import pytest

from validation.house import PACKAGES, files, module, name, none, room, tree

pytestmark = pytest.mark.pages

SOURCES = files(*PACKAGES, "validation", "conformance")
MORE_PARAMETERS = {
    "data/futures future_finding": "all that is said of a quote",
    "data/intake check_file": "what a user says of a file",
    "data/intake dated": "all that is said of a row",
    "data/market Market.__init__": "all that a market file holds",
    "data/pricing exposure_after": "the arguments of Black-76, and a move",
    "strategies/overlay futures_target": "an account's evening in numbers, and whether a trade is due or forced",
    "data/pricing half_spread": "all that a spread depends on",
}
"""Functions with more than six parameters, and why."""
MORE_FIELDS = {
    "engine/fast Books": "all that an account is, as one record",
    "engine/fast Plan": "all that holds for a run, as one record",
    "data/contracts OptionSpec": "a row of facts",
    "data/fetch Record": "a note of origin, as it is kept",
    "data/intake History": "all that a file says of itself",
    "data/margin MarginModel": "a row of facts",
    "data/pricing FittedSurface": "coefficients, and their bounds",
    "data/pricing Surface": "coefficients, and their bounds",
    "engine/account AccountProfile": "a row of facts",
    "engine/day BrokerTerms": "all the conditions of an account",
    "engine/day Resting": "all that an order asks, and where it stands",
    "engine/portfolio Transfer": "a row of the table `transfers`",
    "engine/results SessionRow": "a row of the table `equity`",
    "engine/settings AccountRules": "a section of settings",
    "engine/settings Fund": "a section of settings",
    "engine/settings RunSettings": "every section of settings",
    "strategies/cash CashState": "a row of the table `cash_rules`",
    "validation Session": "a day of the market, as the published index saw it",
}
"""Classes with more than twelve fields, and why."""


@cache
def definitions(path):
    """(name as in `Market.__init__`, node) of each function and class of a file, wherever in it."""
    waiting, found = [("", tree(path))], []
    while waiting:
        before, node = waiting.pop()
        for child in ast.iter_child_nodes(node):
            is_named = isinstance(child, ast.FunctionDef | ast.ClassDef)
            if is_named:
                found.append((before + child.name, child))
            waiting.append((f"{before}{child.name}." if is_named else before, child))
    return found


def functions(path):
    return [node for _, node in definitions(path) if isinstance(node, ast.FunctionDef)]


def parameters(function):
    """How many, without `self`; a command has none of its own: each is an option that a user may leave out."""
    given = [one.arg for of in (function.args.posonlyargs, function.args.args, function.args.kwonlyargs) for one in of]
    is_command = any("command(" in ast.unparse(one) for one in function.decorator_list)
    return 0 if is_command else len([one for one in given if one not in {"self", "cls"}])


def fields(class_):
    return len([one for one in class_.body if isinstance(one, ast.AnnAssign) and "ClassVar" not in ast.unparse(one)])


def body_lines(function):
    documented = ast.get_docstring(function) is not None
    first = function.body[1] if documented and len(function.body) > 1 else function.body[0]
    return function.end_lineno - first.lineno + 1


def test_a_file_has_at_most_300_lines():
    none(name(path) for path in SOURCES if len(path.read_text(encoding="utf-8").splitlines()) > 300)


def test_a_function_has_at_most_50_lines():
    none(f"{name(path)} {one.name}" for path in SOURCES for one in functions(path) if body_lines(one) > 50)


def test_most_functions_have_at_most_ten_lines():
    lengths = sorted(body_lines(function) for path in SOURCES for function in functions(path))
    assert lengths[len(lengths) // 2] <= 8
    assert lengths[int(len(lengths) * 0.9)] <= 20


def test_every_module_says_what_it_is():
    none(name(path) for path in SOURCES if tree(path).body and not ast.get_docstring(tree(path)))


def test_public_names_have_docstrings():
    none(
        f"{name(path)}:{node.lineno} {node.name}"
        for path in SOURCES
        for node in tree(path).body
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
        and not node.name.startswith("_")
        and not ast.get_docstring(node)
    )


def larger(kind, size, limit):
    """`room name` of the definitions of a kind that are larger than allowed."""
    return {
        f"{room(module(path))} {told}"
        for path in SOURCES
        for told, node in definitions(path)
        if isinstance(node, kind) and size(node) > limit
    }


def test_a_function_has_at_most_six_parameters_but_those_with_a_reason():
    none(sorted(larger(ast.FunctionDef, parameters, 6) ^ MORE_PARAMETERS.keys()))


def test_a_class_has_at_most_twelve_fields_but_those_with_a_reason():
    none(sorted(larger(ast.ClassDef, fields, 12) ^ MORE_FIELDS.keys()))
