"""`overlay ls`, `show`, `diff`, and how runs are named, from outside; every command on every console."""

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from rich.cells import cell_len

from data.base.errors import OverlayError
from engine import backtest, compare_results, load_config
from engine.analysis.uncertainty import Resampling
from engine.cli import cli

OVERLAY = str(Path(sys.executable).with_name("overlay"))
MONTH = ("--set", "period.start=2008-01-02", "--set", "period.end=2008-01-31")
YEARS = ["period.start=2008-01-02", "period.end=2013-12-31"]


@pytest.fixture(scope="module")
def market(whole_market):
    """The one that commands take when none is named."""
    return whole_market


@pytest.fixture(scope="module")
def results(market, tmp_path_factory):
    """A folder with a comparison of core and A over six years, and one run of a month with a name and a note."""
    folder = tmp_path_factory.mktemp("saved") / "results"
    runs = {name: backtest(load_config(None, YEARS, pattern=name), market) for name in ("core", "A")}
    compare_results(runs, market, plan=Resampling(count=100)).save(folder)
    settings = [*MONTH[1::2], "name=小さい", 'note="why ☕"', "overlay.ratio=0.1"]
    backtest(load_config(None, settings), market).save(folder)
    return folder


@pytest.fixture(scope="module")
def names(results):
    """Names of its folders: that of the comparison, of its runs `core` and `years`, and of `small`."""
    patterns = {"compare": "*-compare-*", "core": "*-core-*"}
    found = {kind: next(results.glob(pattern)).name for kind, pattern in patterns.items()}
    for path in results.glob("*-A-*"):
        found["small" if "小さい" in (path / "config.toml").read_text(encoding="utf-8") else "years"] = path.name
    return found


@pytest.fixture
def overlay(results, monkeypatch):
    """Run a command beside the results; what it printed. A user's mistake is raised."""
    monkeypatch.chdir(results.parent)
    monkeypatch.setenv("COLUMNS", "80")

    def run(*arguments):
        done = CliRunner().invoke(cli, arguments, catch_exceptions=False)
        assert done.exit_code == 0, done.output
        return done.stdout

    return run


@pytest.mark.pages
def test_ls_lists_runs_and_comparisons_that_are_asked_for(overlay, names):
    def folders(*arguments):
        return {Path(one["folder"]).name for one in json.loads(overlay("ls", "--json", *arguments))["saved"]}

    assert folders() == set(names.values())
    assert folders("--pattern", "core") == {names["core"], names["compare"]}
    assert folders("--where", "overlay.ratio=0.1") == {names["small"]}
    assert folders("--where", "name=小さい", "--pattern", "core") == set()
    assert folders("--since", "2020-01-01", "--until", "2020-12-31") == set()
    assert all(name in overlay("ls") for name in names.values())


def test_ls_says_where_there_is_nothing(overlay, tmp_path):
    assert overlay("ls", str(tmp_path)) == (
        f"{tmp_path}: nothing is saved there yet; `overlay run --out {tmp_path}` makes a run\n"
    )
    assert (
        overlay("ls", "--where", "overlay.ratio=0.7") == "results: none of 4 saved runs and comparisons is like that\n"
    )
    (tmp_path / ".tmp-1").mkdir()
    assert overlay("ls", str(tmp_path)).endswith("unreadable: .tmp-1 (never finished)\n")
    assert json.loads(overlay("ls", str(tmp_path), "--json")) == {
        "schema": "overlay.ls/1",
        "saved": [], "unreadable": [{"folder": str(tmp_path / ".tmp-1"), "reason": "never finished"}],
    }  # fmt: skip
    with pytest.raises(OverlayError, match="there is no such folder"):
        overlay("ls", str(tmp_path / "nowhere"))


@pytest.mark.pages
def test_ls_reads_no_table_and_loads_nothing_heavy(results):
    program = f"import sys; sys.argv = ['overlay', 'ls', {str(results)!r}]\nfrom engine.cli import cli\n"
    program += "try: cli()\nexcept SystemExit: print(*sys.modules, file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert not {"numpy", "pyarrow", "backtrader", "pydantic", "pandas"} & set(done.stderr.split())


def test_show_tells_about_a_run(overlay, names):
    shown = overlay("show", names["small"])
    assert "小さい" in shown
    assert "2008-01-02 to 2008-01-31, 21 sessions" in shown
    assert "where the gain came from, USD" in shown
    assert "note: 小さい: MES futures were listed" in shown
    told = json.loads(overlay("show", names["small"], "--json"))
    assert {"cagr", "beta", "drawdown_peak"} <= set(told["metrics"])
    assert sum(told["sources"].values()) == pytest.approx(told["metrics"]["final_equity"] - 1_000_000.0)


@pytest.mark.pages
def test_show_tells_of_a_comparison_what_compare_printed(overlay, names):
    shown = overlay("show", "compare")
    assert shown.count("\ncore ") == 4
    assert "95% interval (100" in shown
    told = json.loads(overlay("show", "compare", "--json"))
    assert [run["name"] for run in told["runs"]] == ["core", "A"]


@pytest.mark.pages
def test_show_prints_rows_of_a_table(overlay, names):
    rows = json.loads(
        overlay("show", names["years"], "--table", "equity", "--from", "2008-10-01", "--to", "2008-10-31", "--json")
    )
    assert (len(rows["rows"]), rows["more"]) == (23, 0)
    shown = overlay("show", names["years"], "--table", "ledger", "--contains", "ROLL_COST", "--rows", "3")
    assert shown.count("roll_cost") == 3
    assert "rows not shown: " in shown
    assert overlay("show", names["years"], "--table", "fills", "--contains", "zz") == "no such rows\n"
    assert "index_return" in overlay("show", "compare", "--table", "months", "--contains", "2008-10")
    with pytest.raises(OverlayError, match="unknown table 'curves'; a run has equity, ledger"):
        overlay("show", names["years"], "--table", "curves")
    assert "give --table too" in CliRunner().invoke(cli, ("show", names["years"], "--from", "2008-10-01")).stderr


@pytest.mark.pages
def test_a_part_of_a_name_is_enough_for_every_command(overlay, names, tmp_path):
    assert overlay("export", "core", "--to", str(tmp_path / "a.csv")).endswith(" rows of equity\n")
    assert "kept" in overlay("audit", names["years"][:-1])
    assert overlay("show", "core", "--in", "results").startswith("core: plan kept\n\nfolder")
    with pytest.raises(OverlayError, match=r"A-: could be .* or .*; say more of the name"):
        overlay("audit", "A-")
    with pytest.raises(
        OverlayError, match=r"zz: no run, comparison, survival result.* in results has that in its name; there are "
    ):
        overlay("show", "zz")


@pytest.mark.pages
def test_diff_sets_two_runs_or_two_comparisons_side_by_side(overlay, names):
    shown = overlay("diff", names["years"], names["small"])
    assert ["overlay.ratio", "0.2", "0.1"] in [line.split() for line in shown.splitlines()]
    assert "the periods differ: 1511 and 21 sessions, 21 of them in both" in shown
    (told,) = json.loads(overlay("diff", names["years"], names["small"], "--json"))["runs"]
    assert {"key": "overlay.ratio", "left": 0.2, "right": 0.1} in told["settings"]
    assert told["sessions"]["differ_from"] == "2008-01-03"
    assert [run["name"] for run in json.loads(overlay("diff", "compare", "compare", "--json"))["runs"]] == ["core", "A"]
    assert overlay("diff", "compare", "compare").count("equity is the same on all 1511 sessions") == 2
    with pytest.raises(OverlayError, match=r"is a run, and .* a comparison; name two of a kind"):
        overlay("diff", "core", "compare")


def test_an_encoding_is_for_csv(overlay, tmp_path):
    overlay("export", "core", "--to", str(tmp_path / "a.csv"), "--encoding", "cp932")
    assert (tmp_path / "a.csv").read_bytes().startswith(b'"date"')
    done = CliRunner().invoke(cli, ("export", "core", "--to", str(tmp_path / "a.xlsx"), "--encoding", "cp932"))
    assert (done.exit_code, "--encoding is for csv; xlsx has its own" in done.stderr) == (2, True)


EVERY_COMMAND = """
import sys
from engine.cli import main
small, years, out = sys.argv[1:]
month = ["--set", "period.start=2008-01-02", "--set", "period.end=2008-01-31", "--out", out]
spoken = [
    ["run", "--set", "name=小さい☕", *month], ["compare", *month], ["ls"], ["ls", out],
    ["show", small], ["show", "compare"],
    ["show", years, "--table", "events", "--rows", "5"], ["show", years, "--table", "ledger", "--rows", "5"],
    ["show", "compare", "--table", "crises"], ["diff", years, small], ["diff", "compare", "compare"], ["audit", years],
]
silent = [
    ["calendar", "rolls"], ["calendar", "options", "--year", "2014"], ["config", "--set", "name=小さい☕"],
    ["export", "core", "--force", "--to", out + ".csv"], ["show", "--help"],
]
for arguments in [[*command, "--lang", language] for language in ("en", "ja") for command in spoken] + silent:
    sys.argv = ["overlay", *arguments]
    try:
        main()
    except SystemExit as end:
        assert not end.code, arguments
"""


@pytest.mark.pages
@pytest.mark.parametrize(
    ("environment", "encoding"),
    [({"PYTHONIOENCODING": "ascii"}, "ascii"), ({"LC_ALL": "C"}, "utf-8"), ({"PYTHONIOENCODING": "cp932"}, "cp932")],
    ids=["ascii", "LC_ALL=C", "cp932"],
)
def test_every_command_works_on_every_console(results, names, tmp_path, environment, encoding):
    environment = {"COLUMNS": "80", "PATH": "", "HOME": os.environ.get("HOME", ""), **environment}
    command = [sys.executable, "-c", EVERY_COMMAND, names["small"], names["years"], str(tmp_path / "out")]
    done = subprocess.run(command, cwd=results.parent, env=environment, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"\x1b" not in done.stdout
    lines = done.stdout.decode(encoding).splitlines()
    beyond = (
        "note",
        "saved",
        "注",
        "保存先",
        "report",
        "レポート",
        "left",
        "right",
        "左",
        "右",
        "the periods",
        "期間が",
        "# ",
        str(tmp_path),
    )
    assert len(lines) > 500
    assert [line for line in lines if cell_len(line) > 80 and not line.startswith(beyond) and "?" not in line] == []


def on_a_terminal(arguments, folder, **environment):
    """(what came through a pipe, what came to a terminal) of a command whose standard error is a terminal."""
    ours, theirs = pty.openpty()
    surroundings = {**os.environ, "TERM": "xterm-256color", "COLUMNS": "80", **environment}
    process = subprocess.Popen(
        [OVERLAY, *arguments], cwd=folder, stdout=subprocess.PIPE, stderr=theirs, env=surroundings
    )
    os.close(theirs)
    piped, shown = process.stdout.read(), b""
    process.stdout.close()
    try:
        while block := os.read(ours, 65536):
            shown += block
    except OSError:  # the other end is closed
        pass
    os.close(ours)
    assert process.wait() == 0, shown
    return piped, shown


@pytest.mark.pages
def test_a_terminal_is_told_what_goes_on_and_a_pipe_is_not(tmp_path):
    arguments = ("run", *MONTH, "--pattern", "core", "--out", str(tmp_path))
    piped, shown = on_a_terminal(arguments, tmp_path)
    assert b"reading the market" in shown
    assert b"\x1b" not in piped


SHOWN = "import sys; sys.stdout = sys.stderr; sys.argv = ['overlay', 'ls']; from engine.cli import cli; cli()"


@pytest.mark.pages
@pytest.mark.parametrize(("no_color", "escapes"), [("1", False), ("", True)])
def test_no_color_is_honoured_on_a_terminal(results, monkeypatch, no_color, escapes):
    monkeypatch.setattr(sys.modules[__name__], "OVERLAY", sys.executable)
    _, shown = on_a_terminal(("-c", SHOWN), results.parent, NO_COLOR=no_color)
    assert b"compare" in shown
    assert (b"\x1b" in shown) == escapes


@pytest.mark.pages
def test_a_run_says_which_day_it_has_reached(market):
    told = []
    run = backtest(load_config(None, YEARS, pattern="A"), market, told.append)
    days = run.table("equity")["date"].cast("int32").to_pylist()
    assert told == days[249::250]
    assert run.manifest["tables"] == backtest(load_config(None, YEARS, pattern="A"), market).manifest["tables"]


@pytest.mark.pages
def test_curves_of_a_comparison_are_exported_side_by_side(overlay, names, tmp_path):
    file = tmp_path / "curves.csv"
    assert overlay("export", names["compare"], "--what", "equity", "--rebase", "100", "--to", str(file)) == (
        f"{file}: 1511 rows of equity\n"
    )
    rows = file.read_text(encoding="utf-8-sig").splitlines()
    assert rows[:2] == ['"date","core","A"', "2008-01-02,100,100"]
    overlay("export", names["years"], "--what", "drawdown", "--to", str(tmp_path / "falls.csv"))
    assert (tmp_path / "falls.csv").read_text(encoding="utf-8-sig").startswith('"date","A"')
