"""Sentences that runs of earlier versions hold are shown as they stand, in every language."""

import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from engine import load_run
from engine.cli import cli
from engine.report.rows import reasons
from engine.results.stored import version_of
from engine.words import LANGUAGES, words
from tests.support.sparing import only

GOLDEN = Path(__file__).parents[2] / "golden"
RUNS = [
    path.parent
    for path in sorted(GOLDEN.glob("*/*/manifest.json"))
    if version_of(pq.read_schema(path.with_name("events.parquet"))) == 1
]
VERSIONS = sorted({path.parent.name for path in RUNS}, key=int)


@pytest.mark.parametrize("version", only(VERSIONS, VERSIONS[0], VERSIONS[-1]))
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_was_stored_is_told_as_it_stands(language, version, subtests):
    assert len(RUNS) > 20
    for path in (one for one in RUNS if one.parent.name == version):
        with subtests.test(f"{path.parent.name}/{path.name}"):
            run = load_run(path)
            assert run.notes(language) == json.loads((path / "manifest.json").read_text())["notes"]
            written = pq.read_table(path / "events.parquet")["reason"].to_pylist()
            assert reasons(run.table("events"), words(language)) == written


def test_other_programs_are_told_them_as_text():
    shown = CliRunner().invoke(cli, ["show", str(RUNS[0]), "--json"], catch_exceptions=False)
    notes = json.loads(shown.output)["notes"]
    assert [(note["code"], note["values"]) for note in notes] == [("text", {})] * len(notes)
    assert [note["text"] for note in notes] == load_run(RUNS[0]).notes() != []
