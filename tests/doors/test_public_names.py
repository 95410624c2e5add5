"""Every public name is told to type checkers, and `tests/typing` uses it."""

import ast
from pathlib import Path

import engine

ROOT = Path(__file__).parents[2]
USED = ast.parse((ROOT / "tests" / "typing" / "public_api.py").read_text(encoding="utf-8"))


def imported(tree):
    """Name -> module it is imported from."""
    found = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    return {alias.name: node.module for node in found for alias in node.names}


def test_every_public_name_is_used_in_the_file_for_the_type_checker():
    names = {name for name, module in imported(USED).items() if module == "engine"}
    assert names == set(engine.__all__)
    used = {node.id for node in ast.walk(USED) if isinstance(node, ast.Name)}
    assert names <= used


def test_a_public_name_comes_from_where_a_type_checker_takes_it():
    told = imported(ast.parse(Path(engine.__file__).read_text(encoding="utf-8")))
    assert {name: told[name] for name in engine.__all__} == engine._HOMES
    assert all(getattr(engine, name) for name in engine.__all__)
