"""`docs/plugs.md`: its code is what tests run, its sessions and commands do what it says."""

import doctest
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.plugins.trials import RANGE, D

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "plugs.md").read_text(encoding="utf-8")
PLUGS = [ROOT / "examples" / name for name in ("trend_futures.py", "range_rule.py")]
FIGURE = ROOT / "examples" / "mean_drawdown.py"
NQ, BROKER = ROOT / "examples" / "NQ.csv", ROOT / "examples" / "own_broker.csv"
PACKAGE = "my_plugs"


def blocks(language):
    return re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


def test_its_code_is_code_that_is_tested():
    tested = [path.read_text(encoding="utf-8") for path in (*PLUGS, FIGURE)]
    assert len(blocks("python")) == 7
    assert [code for code in blocks("python") if not any(code in text for text in tested)] == []


def test_its_package_has_the_names_of_its_plugs():
    (project,) = map(tomllib.loads, blocks("toml"))
    groups = project["project"]["entry-points"]
    assert groups["mmf_overlay.patterns"] == {D.name: f"{PACKAGE}.trend_futures:D"}
    assert groups["mmf_overlay.rules"] == {RANGE.name: f"{PACKAGE}.range_rule:RANGE"}
    assert set(groups) == set(re.findall(r"`(mmf_overlay\.\w+)`", PAGE))


@pytest.mark.pages
def test_its_sessions_say_what_they_say(tmp_path, monkeypatch):
    for path in (*PLUGS, NQ):
        shutil.copy(path, tmp_path)
    shutil.copy(BROKER, tmp_path / "mybroker.csv")
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    session = doctest.DocTestParser().get_doctest("\n".join(blocks("pycon")), {}, "docs/plugs.md", None, 0)
    told = []
    done = doctest.DocTestRunner(verbose=False).run(session, out=told.append)
    assert done.attempted > 30
    assert done.failed == 0, "".join(told)


@pytest.mark.pages
def test_its_commands_work_once_its_package_is_installed(tmp_path):
    (project,) = map(tomllib.loads, blocks("toml"))
    package, told = tmp_path / PACKAGE, tmp_path / "my_plugs-1.0.dist-info"
    for folder in (package, told):
        folder.mkdir()
    for path in (*PLUGS, FIGURE, NQ):
        shutil.copy(path, package)
    (package / "__init__.py").touch()
    (facts,) = re.findall(r"`my_plugs/facts.py` is `(.*?)`;", PAGE)
    (package / "facts.py").write_text(f"from pathlib import Path\n\n{facts}\n")
    (told / "METADATA").write_text("Metadata-Version: 2.1\nName: my-plugs\nVersion: 1.0\n")
    groups = project["project"]["entry-points"].items()
    entries = [line for group, names in groups for line in (f"[{group}]", *(f"{n} = {at}" for n, at in names.items()))]
    (told / "entry_points.txt").write_text("\n".join(entries))
    printed = ""
    for command in "".join(blocks("console")).splitlines():
        printed += overlay(tmp_path, command.removeprefix("$ overlay ").split())
    (shown,) = blocks("text")
    assert [line for line in shown.splitlines() if line not in printed] == []
    (report,) = tmp_path.glob("results/*-D-*/report.ja.html")
    assert D.words["ja"]["rule.trend_d"] in report.read_text(encoding="utf-8")


def overlay(folder, words):
    """What a command prints, in a folder beside which the package is installed."""
    paths = os.pathsep.join([str(folder), str(ROOT)])
    done = subprocess.run(
        [sys.executable, "-m", "mmf_overlay", *words], cwd=folder, capture_output=True, text=True, check=False,
        env={**os.environ, "PYTHONPATH": paths, "COLUMNS": "100", "OVERLAY_CACHE": str(folder / "cache")},
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, ""), words
    return done.stdout
