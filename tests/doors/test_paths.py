"""A dotted path of ours, such as `data.market.embedded`, leads to a module or a name, where pages and docstrings have
it in backticks; so does what a command starts with `python -m`.
"""

import ast
import re
from importlib import import_module

import pytest

from engine.bt.feed import MarketFeed
from validation.house import ROOT

PAGES = sorted(
    [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("validation/*.md"), *ROOT.glob("*/README.md")]
)
ROOMS = ("data", "strategies", "engine", "validation", "tests", "benchmarks")
CODE = sorted(path for room in ROOMS for path in (ROOT / room).rglob("*.py"))
TEXTS = sorted([*PAGES, *CODE, ROOT / "Makefile", ROOT / "pyproject.toml"])
QUOTED = re.compile(r"`[^`\n]+`")
DOTTED = re.compile(r"(?<![\w./])(?:data|strategies|engine|validation|tests)(?:\.[A-Za-z_]\w*)+")
STARTED = re.compile(
    r"(?:python|\$\(BIN\)/python) -m ((?:data|strategies|engine|validation|tests|mmf_overlay)[\w.]*\w)"
)
FILES = {"md", "py", "csv", "parquet", "json"}
"""Ends of names of files: `data.py` is no path."""
ELSEWHERE = {
    "CHANGELOG.md": {"data.embedded", "engine.composition"},  # where modules stood before
    "docs/decisions/002-one-feed.md": {"data.close", "data.view"},  # what a feed has once it runs
}
"""Paths that are to lead nowhere, by page."""


def leads_somewhere(path):
    """Whether a path is a module, or a name in one; `data.lead` is the feed in a strategy of one's own."""
    parts = path.split(".")
    if parts[0] == "data" and len(parts) == 2 and hasattr(MarketFeed, parts[1]):
        return True
    for end in range(len(parts), 0, -1):
        try:
            found = import_module(".".join(parts[:end]))
        except ModuleNotFoundError:
            continue
        for name in parts[end:]:
            if not hasattr(found, name):
                return False
            found = getattr(found, name)
        return True
    return False


def docstrings(path):
    """The docstrings of a file, those under a value too."""
    every = [node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Expr)]
    return [
        one.value.value for one in every if isinstance(one.value, ast.Constant) and isinstance(one.value.value, str)
    ]


def dotted(text):
    """Paths of ours in backticks."""
    found = [path for quoted in QUOTED.findall(text) for path in DOTTED.findall(quoted)]
    return [path for path in found if path.rpartition(".")[2] not in FILES]


def said(path):
    texts = docstrings(path) if path.suffix == ".py" else [path.read_text(encoding="utf-8")]
    known = ELSEWHERE.get(path.relative_to(ROOT).as_posix(), set())
    return [one for text in texts for one in dotted(text) if one not in known]


@pytest.mark.pages
def test_every_path_leads_somewhere():
    found = [(path.relative_to(ROOT), one) for path in (*PAGES, *CODE) for one in said(path)]
    assert len(found) > 30
    assert [f"{path}: {one}" for path, one in found if not leads_somewhere(one)] == []


def test_what_is_to_lead_nowhere_is_said_and_leads_nowhere():
    told = {name: set(dotted((ROOT / name).read_text(encoding="utf-8"))) for name in ELSEWHERE}
    assert {name: gone & told[name] for name, gone in ELSEWHERE.items()} == ELSEWHERE
    assert [one for gone in ELSEWHERE.values() for one in gone if leads_somewhere(one)] == []


@pytest.mark.pages
def test_every_module_that_a_command_starts_is_there():
    named = {one for path in TEXTS for one in STARTED.findall(path.read_text(encoding="utf-8"))}
    assert len(named) > 5
    files = {name: ROOT / name.replace(".", "/") for name in named}
    assert [
        name for name, at in files.items() if not (at.with_suffix(".py").exists() or (at / "__main__.py").exists())
    ] == []


@pytest.mark.parametrize(
    ("text", "paths"),
    [
        ("`data.gone.day_of` and `engine.backtest`", ["data.gone.day_of", "engine.backtest"]),
        ("data.gone is no code, nor is `data.py`, nor `my/data.csv`, nor `self.data.gone`", []),
        ("`data.lead('MES', day)`", ["data.lead"]),
    ],
)
def test_paths_are_found_in_backticks(text, paths):
    assert dotted(text) == paths


@pytest.mark.parametrize(
    "path", ["data.gone", "data.base.days.Gone", "engine.bt.broker.CollateralBroker.gone", "engine.Gone"]
)
def test_a_path_that_leads_nowhere_is_found(path):
    assert not leads_somewhere(path)
