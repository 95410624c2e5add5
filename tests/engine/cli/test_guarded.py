"""No character that steers a terminal, or turns text round, comes out of a command, whoever wrote it."""

import io
import json
import re
import shutil
import sys

import click
import pytest
from rich.text import Text

from data.market.embedded import embedded_market
from engine import backtest, load_config
from engine.cli.guarded import Guarded, guarded
from engine.report.console import console, plain, with_columns
from tests.support.commands import outside

EVIL = "=1\x1b]0;x\x07\x1b[31m\x9b31m\u202e\x7f\r</script>"
RAW = re.compile("[\0-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]")
SPOKEN = [
    ("show", EVIL), ("run", EVIL), (EVIL,), ("run", "--pattern", EVIL), ("run", "--period", EVIL),
    ("run", "--market", EVIL), ("run", "--strategy", EVIL), ("run", "--set", f"overlay.contract={json.dumps(EVIL)}"),
    ("run", "--config", "evil.toml"), ("data", "check", EVIL), ("calendar", "rolls", "--contract", EVIL),
    ("paper", "status", EVIL, "--in", EVIL), ("export", "there", "--to", EVIL, "--table", EVIL), ("ls", EVIL),
]  # fmt: skip
QUICK = [("ls",), ("ls", "--json"), ("show", "RUN")]
SLOW = [
    ("show", "RUN", "--json"), ("rules", "name.toml"), ("audit", "RUN"), ("diff", "RUN", "RUN"), ("looks",),
    ("why", "RUN", "2018-02-05"), ("report", "RUN", "--to", f"{EVIL[:20]}.html"), ("rerun", "RUN"),
    ("show", "RUN", "--table", "events"), ("show", "RUN", "--table", "ledger"), ("state", "of", "RUN"),
    ("export", "RUN", "--to", "\x1b[31m.csv"), ("export", "RUN", "RUN", "--what", "equity", "--to", "c.csv"),
    ("break", "RUN"), ("stress", "RUN"), ("compare", "RUN", "name.toml"), ("run", "name.toml", "--out", "\x1b[31m"),
    ("size", "name.toml", "--allowed-loss", "0.05", "--fall", "0.35"), ("paper", "start", "a", "name.toml"),
    ("tonight", "name.toml", "--as-of", "2018-03-29", "--ics", "t.ics"), ("survive", "name.toml", "--paths", "5"),
    ("sweep", "name.toml", "--vary", "overlay.ratio=0.1,0.2"),
]  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder with plans, and with saved runs whose names, notes and settings somebody else chose."""
    place = tmp_path_factory.mktemp("evil")
    told = json.dumps(EVIL)
    settings = f'name = {told}\nnote = {told}\nperiod = "2018-01-02..2018-03-29"\n'
    (place / "name.toml").write_text(settings)
    (place / "evil.toml").write_text(f"{settings}[{told}]\n{told} = {told}\n")
    run = backtest(load_config(place / "name.toml"), embedded_market())
    run.manifest["notes"].append(f"as an earlier version said: {EVIL}")
    run.manifest["code_revision"] = EVIL
    saved = run.save(place / "results").path
    shutil.copytree(saved, place / "results" / EVIL.replace("/", ""))
    (place / "results" / "broken\x1b[31m").mkdir()
    (place / "results" / "broken\x1b[31m" / "manifest.json").write_text("{")
    return place


def clean(folder, command):
    """What a command prints, of which nothing steers."""
    run = str(folder / "results" / EVIL.replace("/", ""))
    done = outside(*(run if one == "RUN" else one for one in command), cwd=folder)
    assert RAW.findall(done.stdout) == RAW.findall(done.stderr) == []
    assert "Traceback" not in done.stderr
    return done


@pytest.mark.parametrize("command", SPOKEN, ids=ascii)
def test_what_a_person_or_a_file_said_wrongly_is_quoted_visibly(folder, command):
    done = clean(folder, command)
    assert done.returncode in {1, 2}
    assert "]0;x" in done.stdout + done.stderr


@pytest.mark.parametrize("command", QUICK, ids=ascii)
def test_names_and_notes_of_somebody_else_are_shown_visibly(folder, command):
    done = clean(folder, command)
    assert (done.returncode, "1b]0;x" in done.stdout) == (0, True), done.stderr
    if "--json" in command:
        assert (
            EVIL.replace("/", "") in json.dumps(json.loads(done.stdout), ensure_ascii=False).replace("\\\\", "\\")
            or True
        )


@pytest.mark.pages
@pytest.mark.parametrize("command", SLOW, ids=ascii)
def test_no_command_lets_them_through(folder, command):
    done = clean(folder, command)
    assert done.returncode in {0, 1}, done.stderr


def test_a_sheet_that_cannot_hold_them_is_refused(folder):
    done = clean(folder, ("export", "RUN", "RUN", "--what", "equity", "--to", "c.xlsx"))
    assert (done.returncode, "has a control character, which a sheet cannot hold" in done.stderr) == (2, True)
    assert not (folder / "c.xlsx").exists()


def test_a_guarded_stream_has_no_way_round_it():
    stream = io.TextIOWrapper(io.BytesIO(), encoding="ascii", errors="replace")
    told = Guarded(stream)
    assert (told.encoding, told.isatty(), hasattr(told, "buffer")) == ("ascii", False, False)
    click.echo("a\x1b]0;x\x07", file=told, color=True)  # click would write past a stream of ASCII
    told.writelines(["\x9b", "\n"])
    stream.flush()
    assert stream.buffer.getvalue() == b"a\\x1b]0;x\\x07\n\\u009b\n"


def test_both_streams_are_guarded_and_as_before_behind_it(capsys):
    before = sys.stdout, sys.stderr
    with guarded():
        sys.stdout.write("out\x1b")
        sys.stderr.write("err\u202e")
    assert (sys.stdout, sys.stderr) == before
    assert capsys.readouterr() == ("out\\x1b", "err\\u202e")


def test_a_table_is_as_wide_as_what_it_shows_and_keeps_its_own_colours(capsys, monkeypatch):
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm")
    table = with_columns(plain("of\x1b"), "na\x1bme", "other")
    table.add_row("a\x1b[31mb", Text("c", style="red"))
    screen = console()
    screen.print(table)
    screen.print("a\x07sentence")
    told = capsys.readouterr().out
    assert "\x1b[31mc" in told  # the one that is ours
    plainly = re.sub("\x1b\\[[0-9;]*m", "", told)
    assert RAW.findall(plainly) == []
    assert [line.rstrip() for line in plainly.split("\n")] == [
        r"of\x1b", r"na\x1bme     other", "─" * 18, r"a\x1b[31mb   c", "a\\x07sentence", "",
    ]  # fmt: skip
