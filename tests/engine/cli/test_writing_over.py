import os
import shutil
from pathlib import Path

import pyarrow as pa
import pytest
from click.testing import CliRunner

from data.base import durable
from data.base.errors import OverlayError
from data.intake.calendar_text import save_calendar
from data.intake.market_file import write_table
from engine.cli import cli
from engine.results.export import export_table
from engine.results.folders import write_text

GOLDEN = Path(__file__).parents[2] / "golden" / "10" / "A"
RUN = str(GOLDEN)
COMMANDS = [
    ("export", RUN, "--format", "csv", "--force", "--to"),
    ("report", RUN, "--force", "--to"),
    ("report", RUN, "--force", "--picture"),
    ("break", RUN, "--force", "--report"),
    ("hand", "--force", "--to"),
    ("plan", "--yes", "--force", "--to"),
    ("data", "build", "--index", "x.csv", "--force", "--output"),
    ("data", "synth", "--force", "--to"),
    ("data", "synth", "--force", "--to", "m.parquet", "--truth"),
    ("calendar", "rolls", "--force", "--ics"),
    ("survive", "--picture"),
]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no pipes in folders")
@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_a_command_writes_over_no_pipe_whatever_is_forced(tmp_path, monkeypatch, command):
    monkeypatch.chdir(tmp_path)
    os.mkfifo("there.svg")
    done = CliRunner().invoke(cli, [*command, "there.svg"])
    assert isinstance(done.exception, OverlayError), done.output
    assert str(done.exception) == "there.svg: is a pipe, and only files are written over; give the name of a file"
    assert [one.name for one in Path().iterdir()] == ["there.svg"]


@pytest.mark.parametrize("kind", ["csv", "parquet", "xlsx", "market", "page", "calendar"])
def test_what_a_link_leads_to_is_written_and_the_link_stays(tmp_path, kind):
    file, link = tmp_path / "file", tmp_path / "link"
    file.write_text("old")
    link.symlink_to(file)
    a_table = pa.table({"name": ["x"]})
    if kind == "market":
        write_table(a_table, link, force=True)
    elif kind == "page":
        write_text(link, "new")
    elif kind == "calendar":
        save_calendar(link, "title", [], force=True)
    else:
        export_table(a_table, kind, link, force=True)
    assert link.is_symlink()
    assert file.read_bytes() != b"old"
    assert {one.name for one in tmp_path.iterdir()} == {"file", "link"}


@pytest.mark.parametrize(
    "command",
    [
        ("export", RUN, "--to", "x.csv"),
        ("report", RUN, "--to", "x.html"),
        ("report", RUN, "--picture", "x.svg"),
        ("plan", "--yes", "--no-check", "--to", "x.toml"),
        ("data", "synth", "--years", "1", "--to", "x.parquet"),
        ("calendar", "rolls", "--ics", "x.ics"),
    ],
    ids=" ".join,
)
def test_a_file_that_comes_to_be_while_a_command_writes_is_not_written_over(tmp_path, monkeypatch, command):
    monkeypatch.chdir(tmp_path)
    path, sync = Path(command[-1]), durable.sync_file

    def raced(made):
        path.write_text("theirs")
        sync(made)

    monkeypatch.setattr(durable, "sync_file", raced)
    done = CliRunner().invoke(cli, command)
    assert str(done.exception) == f"{path}: exists; choose another name or give --force", done.output
    assert [(one.name, one.read_text()) for one in Path().iterdir()] == [(path.name, "theirs")]


def test_a_page_of_a_folder_is_no_link(tmp_path):
    mine, run = tmp_path / "mine", shutil.copytree(GOLDEN, tmp_path / "run")
    mine.write_text("mine")
    (run / "report.html").symlink_to(mine)
    done = CliRunner().invoke(cli, ["report", str(run)])
    assert "report.html: is a link, and a page of a folder is none; remove it" in str(done.exception)
    assert mine.read_text() == "mine"


@pytest.mark.parametrize(
    ("arguments", "options"),
    [
        (("report", GOLDEN, "--to", "a.svg", "--picture", "a.svg"), "--to and --picture both name a.svg"),
        (("report", GOLDEN, "--to", "./a.pdf", "--pdf", "a.pdf", "--force"), "--to and --pdf both name a.pdf"),
        (("report", GOLDEN, "--to", "link", "--pdf", "a.pdf", "--force"), "--to and --pdf both name a.pdf"),
        (("data", "synth", "--years", "1", "-o", "a", "--truth", "../here/a"), "--to and --truth both name ../here/a"),
    ],
)
def test_two_files_to_write_are_not_one(arguments, options, tmp_path, monkeypatch):
    (tmp_path / "here").mkdir()
    (tmp_path / "here" / "link").symlink_to("a.pdf")
    monkeypatch.chdir(tmp_path / "here")
    done = CliRunner().invoke(cli, [str(one) for one in arguments])
    assert done.exit_code == 2
    assert f"{options}; name a file for each" in done.stderr
    assert [one.name for one in (tmp_path / "here").iterdir()] == ["link"]
