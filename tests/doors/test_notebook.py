"""The notebook is executed from top to bottom, and stored without what it showed."""

import re
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

ROOT = Path(__file__).parents[2]
NOTEBOOKS = sorted((ROOT / "examples").glob("*.ipynb"))


@pytest.fixture
def client(tmp_path, monkeypatch):
    """Executes a notebook in a folder of its own, and leaves nothing in the home of whoever runs the tests."""
    for name in ("IPYTHONDIR", "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR"):
        monkeypatch.setenv(name, str(tmp_path / name.lower()))
    (tmp_path / "examples").mkdir()

    def build(notebook):
        return NotebookClient(notebook, timeout=40, resources={"metadata": {"path": str(tmp_path / "examples")}})

    return build


def shown(notebook):
    """What a notebook showed, as text: the plain form of each cell's last value, and what was printed."""
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", ())]
    return "\n".join(output.get("text") or output["data"].get("text/plain", "") for output in outputs)


def test_there_is_a_notebook():
    assert "quickstart" in {path.stem for path in NOTEBOOKS}


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
