"""What is installed is what is used: by a run from one lock, by tests and checks from another."""

import ast
import os
import re
import subprocess
import sys
import tomllib
from datetime import date
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from engine.manifest.manifest import PACKAGES

ROOT = Path(__file__).parents[2]
TOLD = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
RUN, SETUP, DEV, SITE = (ROOT / f"requirements{part}.lock" for part in ("", "-setup", "-dev", "-site"))
OURS = {
    "mmf_overlay",
    "data",
    "strategies",
    "engine",
    "validation",
    "conformance",
    "tests",
    "benchmarks",
    "examples",
    "patterns",
    "history",
    "sweeps",
    "vanilla_backtrader",
    "vectorbt_a",
}
AS_PROGRAMS = {
    "mypy": "make check",
    "pandas-stubs": "types for mypy",
    "pytest-randomly": "a plugin",
    "pytest-timeout": "a plugin",
    "pytest-xdist": "a plugin",
    "ruff": "make check",
}
"""What `dev` has for other reasons than an import."""


FOR_PEERS = {"peer_orders.py", "peer_sweeps.py"}
"""What is run by a Python in which peers are installed."""


def names(requirements):
    return {canonicalize_name(Requirement(told).name) for told in requirements}


DEPENDENCIES = names(TOLD["project"]["dependencies"])
EXTRAS = {extra: names(told) for extra, told in TOLD["project"]["optional-dependencies"].items()}
NOTEBOOK = EXTRAS["notebook"]
GROUPS = {name: names(told) for name, told in TOLD["dependency-groups"].items()}


@cache
def distributions():
    """Top module -> canonical names of the distributions that bring it."""
    return {module: set(map(canonicalize_name, brought)) for module, brought in packages_distributions().items()}


def modules(*rooms):
    """Top modules, ours and Python's apart, that the files of some folders import, wherever in them."""
    found = set()
    for path in (path for room in rooms for path in (ROOT / room).rglob("*.py") if path.name not in FOR_PEERS):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                found |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                found.add(node.module.partition(".")[0])
            elif isinstance(node, ast.Call) and ast.unparse(node.func) == "pytest.importorskip":
                found.add(node.args[0].value)
    return {module for module in found - OURS if module not in sys.stdlib_module_names}


def undeclared(found, declared):
    return sorted(module for module in found if not distributions().get(module, set()) & declared)


def unused(found, declared):
    return sorted(declared - {one for module in found for one in distributions().get(module, ())})


def pins(lock):
    """(name, marker) -> version of each line of a lock."""
    lines = re.findall(r"^[\w.-]+==[^\\\n]+", lock.read_text(encoding="utf-8"), re.MULTILINE)
    return {(one.name, str(one.marker)): str(one.specifier) for one in map(Requirement, lines)}


@pytest.mark.pages
def test_a_run_imports_what_is_declared_and_all_of_it():
    found = modules("data", "strategies", "engine")
    assert undeclared(found, DEPENDENCIES) == ["distributed", "plotly", "resvg_py"], "imports that may be absent"
    assert "plotly" in NOTEBOOK
    assert (EXTRAS["cluster"], EXTRAS["pictures"]) == ({"distributed"}, {"resvg-py"})
    assert unused(found, DEPENDENCIES) == []


@pytest.mark.pages
def test_tests_and_checks_use_what_is_declared_and_all_of_it():
    found = modules("tests", "validation", "conformance", "benchmarks", "examples")
    assert undeclared(found, DEPENDENCIES | GROUPS["dev"]) == []
    assert unused(found, GROUPS["dev"] - NOTEBOOK - EXTRAS["cluster"] - EXTRAS["pictures"] - set(AS_PROGRAMS)) == []
    assert set(AS_PROGRAMS) <= GROUPS["dev"]
    assert GROUPS["dev"] >= NOTEBOOK


@pytest.mark.parametrize(
    ("lock", "declared"),
    [(RUN, DEPENDENCIES), (SETUP, GROUPS["setup"]), (DEV, GROUPS["dev"]), (SITE, GROUPS["site"])],
    ids=["run", "setup", "dev", "site"]
)  # fmt: skip
def test_a_lock_pins_what_is_declared_by_hash_and_names_no_host(lock, declared):
    text = lock.read_text(encoding="utf-8")
    assert declared <= {name for name, _ in pins(lock)}
    entries = re.split(r"^(?=[\w.-]+==)", text, flags=re.MULTILINE)
    assert entries[0] == ""
    assert all("--hash=sha256:" in entry for entry in entries[1:])
    assert "://" not in text
    assert "--" not in re.sub(r"--hash=sha256:[0-9a-f]{64}", "", text)


def test_what_two_locks_pin_is_the_same():
    run, setup, dev = map(pins, (RUN, SETUP, DEV))
    for one, other in ((run, dev), (setup, dev), (run, setup)):
        shared = one.keys() & other.keys()
        assert {key: one[key] for key in shared} == {key: other[key] for key in shared}
    assert not {name for name, _ in run} & GROUPS["dev"]


def test_a_manifest_tells_versions_of_what_a_run_has():
    assert set(PACKAGES) - {"mmf-overlay"} <= {name for name, _ in pins(RUN)}


HIDING = """
import importlib.metadata
import sys
class Hidden:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {hidden}:
            raise ModuleNotFoundError("No module named " + name, name=name)
sys.meta_path.insert(0, Hidden())
found = importlib.metadata.Distribution.from_name
def from_name(name):
    if name.lower().replace("_", "-") not in {installed}:
        raise importlib.metadata.PackageNotFoundError(name)
    return found(name)
importlib.metadata.Distribution.from_name = staticmethod(from_name)
"""


@pytest.fixture
def as_installed_for_a_run(tmp_path, request):
    """Runs Python, in a folder of its own, where only what `make run` installs can be imported, and of that nothing
    that a test names as its parameter.
    """
    installed = {name for lock in (RUN, SETUP) for name, _ in pins(lock)} | {"mmf-overlay"}
    installed -= getattr(request, "param", set())
    hidden = {module for module, brought in distributions().items() if not brought & installed}
    (tmp_path / "hiding").mkdir()
    (tmp_path / "hiding" / "sitecustomize.py").write_text(HIDING.format(hidden=hidden, installed=installed))
    where = os.environ | {"PYTHONPATH": str(tmp_path / "hiding"), "OVERLAY_CACHE": str(tmp_path / "cache")}

    def run(*arguments):
        command = [sys.executable, *arguments]
        done = subprocess.run(command, cwd=tmp_path, env=where, capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr) == (0, ""), arguments
        return done.stdout

    return run


HIDDEN = """
from importlib.util import find_spec
for name in ("pytest", "statsmodels", "plotly"):
    try:
        print("found", name, find_spec(name))
    except ModuleNotFoundError:
        pass
import importlib.metadata
try:
    print("found", importlib.metadata.version("statsmodels"))
except importlib.metadata.PackageNotFoundError:
    pass
"""
HELP = """
import click
from engine.cli import cli
def walk(command, name):
    print(len(command.get_help(click.Context(command, info_name=name))))
    for one, below in getattr(command, "commands", {}).items():
        walk(below, one)
walk(cli, "overlay")
"""
IN_A_NOTEBOOK = """
from data.base.errors import MissingPackage
from data.intake.market_file import load_market
from engine import backtest, load_config
result = backtest(load_config(None, [], pattern="core"), load_market("market.parquet"))
print(len(result.frame("equity")), "CAGR" in result._repr_html_())
try:
    result.plot()
except MissingPackage as told:
    print(told)
"""
WITHOUT_NUMBA = """
import sys
from data.base.errors import MissingPackage
from engine.fast.compiled import tell_of_plain, will_compile
from engine.words import words
print(will_compile(wish=None), will_compile(wish=False), "numba" in sys.modules)
tell_of_plain(80_000, print, words())
try:
    will_compile(wish=True)
except MissingPackage as told:
    print(told)
"""
COMMANDS = [
    "data synth --seed 1 --start 2014-01-02 --years 1 -o market.parquet",
    "data check market.parquet",
    "compare --market market.parquet --patterns core,A,B,C --out results",
    "run --market market.parquet --pattern fx --out alone",
    "show compare",
    "show compare --lang ja",
    "report compare",
    "audit FX",
    "export FX --table ledger --to ledger.xlsx",
    "export FX --table ledger --to ledger.csv",
    "rerun FX --market market.parquet --out results",
    "ls",
    "stress --pattern A --market market.parquet",
    "calendar rolls --year 2014",
    "config",
    "rules --pattern C",
    "data build --index index.csv --bills bills.csv:discount:percent:13w --fx fx.csv -o built.parquet",
]


@pytest.fixture
def own_files(tmp_path):
    """An index, bills and yen of January 2014, beside the runs."""
    days = [day for day in range(2, 32) if date(2014, 1, day).weekday() < 5 and day != 20]
    columns = {"index": "open,high,low,close", "bills": "DTB3", "fx": "DEXJPUS"}
    rows = {"index": "18{0},18{0}.9,1790,18{0}.5", "bills": "0.{0}", "fx": "104.{0}"}
    for name, head in columns.items():
        lines = [f"2014-01-{day:02},{rows[name].format(day + 10)}" for day in days]
        (tmp_path / f"{name}.csv").write_text("\n".join([f"date,{head}", *lines, ""]))


def test_what_only_tests_need_is_hidden_from_such_a_run(as_installed_for_a_run):
    assert as_installed_for_a_run("-c", HIDDEN) == ""


@pytest.mark.pages
@pytest.mark.parametrize("as_installed_for_a_run", [{"numba", "llvmlite"}], indirect=True, ids=["no numba"])
def test_without_numba_loops_are_plain_python_and_say_so(as_installed_for_a_run):
    first, plain, refused = as_installed_for_a_run("-c", WITHOUT_NUMBA).splitlines()
    assert first == "False False False"
    said = "numba is not installed, so the fast driver runs as plain Python: about 2.0 s a run; to compile it"
    assert plain.startswith(said)
    assert refused == "a compiled loop needs the package numba; install it with: python -m pip install numba"


@pytest.mark.pages
@pytest.mark.usefixtures("own_files")
def test_every_command_works_with_what_is_installed_for_a_run(as_installed_for_a_run, tmp_path):
    assert len(as_installed_for_a_run("-c", HELP).split()) > 20
    for command in COMMANDS:
        alone = next(tmp_path.glob("alone/*-fx-*"), "")
        assert as_installed_for_a_run("-m", "engine.cli", *command.replace("FX", str(alone)).split()), command
    assert as_installed_for_a_run("-c", IN_A_NOTEBOOK).splitlines() == [
        "252 True",
        "a chart needs the package plotly; install it with: python -m pip install plotly",
    ]
