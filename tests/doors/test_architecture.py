"""`docs/architecture.md` is what the imports say, and what it names is where it says."""

import ast
import re
from functools import cache

import pytest

from validation.architecture import PAGE, page
from validation.house import ROOT

pytestmark = pytest.mark.pages
STATION = re.compile(r"`((?:data|strategies|engine|tests|validation)/[\w/]+(?:\.\w+|/))`(?: `(\w+)`)?(?: and `(\w+)`)?")


@cache
def defined(path):
    return {
        node.name
        for node in ast.walk(ast.parse((ROOT / path).read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
    }


def stations():
    return [found.groups() for found in STATION.finditer(PAGE.read_text(encoding="utf-8"))]


def test_the_page_is_what_the_imports_say():
    assert PAGE.read_text(encoding="utf-8") == page(), "python -m validation.architecture"


def test_every_place_that_is_named_is_there():
    assert [path for path, *_ in stations() if not (ROOT / path).exists()] == []


def test_every_name_stands_in_the_file_beside_it():
    named = [(path, name) for path, *names in stations() for name in names if name and path.endswith(".py")]
    assert len(named) > 30
    assert [f"{path} {name}" for path, name in named if name not in defined(path)] == []
