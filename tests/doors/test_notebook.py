"""The notebook is executed from top to bottom, and stored without what it showed."""

import re
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

import engine
from engine.cli import cli

ROOT = Path(__file__).parents[2]
NOTEBOOKS = sorted((ROOT / "examples").glob("*.ipynb"))


@pytest.fixture
def client(tmp_path, monkeypatch):
    """Executes a notebook in a folder of its own, and leaves nothing in the home of whoever runs the tests."""
    for name in ("IPYTHONDIR", "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR"):
        monkeypatch.setenv(name, str(tmp_path / name.lower()))
    (tmp_path / "examples").mkdir()

    def build(notebook):
        return NotebookClient(notebook, resources={"metadata": {"path": str(tmp_path / "examples")}})

    return build


def shown(notebook):
    """What a notebook showed, as text: the plain form of each cell's last value, and what was printed."""
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", ())]
    return "\n".join(output.get("text") or output["data"].get("text/plain", "") for output in outputs)


def test_there_is_a_notebook():
    assert {path.stem for path in NOTEBOOKS} == {"quickstart", "questions"}


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_stored_without_outputs(path):
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert len(code) >= 8
    assert all(cell.outputs == [] and cell.execution_count is None for cell in code)
    assert max(len(cell.source.splitlines()) for cell in notebook.cells) <= 8


@pytest.mark.pages
def test_the_quickstart_runs_from_top_to_bottom(client, tmp_path):
    notebook = client(nbformat.read(ROOT / "examples" / "quickstart.ipynb", as_version=4)).execute()
    kinds = {kind for cell in notebook.cells for output in cell.get("outputs", ()) for kind in output.get("data", ())}
    assert {"text/html", "application/vnd.plotly.v1+json"} <= kinds
    text = shown(notebook)
    assert "RunResult: 1982-04-21 to 2026-07-10" in text
    assert len(re.findall(r"^kept \| ", text, re.MULTILINE)) >= 5
    assert "FAIL" not in text
    assert len(list((tmp_path / "results").glob("2*"))) == 1


@pytest.mark.pages
def test_questions_are_answered_from_top_to_bottom(client):
    notebook = client(nbformat.read(ROOT / "examples" / "questions.ipynb", as_version=4)).execute()
    answered = [output for cell in notebook.cells for output in cell.get("outputs", ()) if "data" in output]
    assert len([one for one in answered if "text/html" in one["data"]]) >= 8
    assert "no accident" in shown(notebook)


PAGE = (ROOT / "docs" / "notebook.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| (`overlay [^|]+) \| ([^|]+) \|", PAGE, flags=re.MULTILINE)
WITHOUT_A_NAME = {"calendar", "diff", "expectancy", "hand", "leverage", "plan", "replay", "rerun", "state"}
"""Commands that have no name in Python, as the page says."""


def test_the_page_tells_every_command_and_names_that_there_are():
    commands = {one for command, _ in ROWS for one in re.findall(r"`(?:overlay )?([a-z-]+)", command)}
    assert commands | WITHOUT_A_NAME == set(cli.commands) - {"completion"}
    names = {name for _, python in ROWS for name in re.findall(r"`([a-zA-Z_]+)(?:\(|`)", python)}
    assert len(names) > 25
    assert names <= set(engine.__all__)
    (said,) = re.findall(r"^No name of their own in Python have (.+)\.$", PAGE, flags=re.MULTILINE)
    assert set(re.findall(r"`(\w+)`", said)) == WITHOUT_A_NAME
