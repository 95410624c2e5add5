"""The `overlay` command, from outside."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.commands import outside as overlay

MONTH = ("--set", "period.start=2008-01-02", "--set", "period.end=2008-01-31")


@pytest.fixture(scope="module")
def run_dir(tmp_path_factory):
    out = tmp_path_factory.mktemp("runs")
    done = overlay("run", "--no-lines", "--pattern", "A", *MONTH, "--json", "--out", str(out))
    return json.loads(done.stdout)["folder"]


@pytest.mark.pages
def test_a_few_values_are_compared_with_one_of_them(tmp_path):
    vary = ("--vary", "overlay.ratio=10%,0.2,0.3", "--against", "overlay.ratio=0.2")
    years = ("--period", "2007-01..2008-12", "--resamples", "100", "--block", "5")
    done = overlay("compare", *vary, *years, "--no-report", "--json", "--out", str(tmp_path))
    assert (done.returncode, done.stderr) == (0, "")
    told = json.loads(done.stdout)
    assert [run["name"] for run in told["runs"]] == ["overlay.ratio=0.1", "overlay.ratio=0.2", "overlay.ratio=0.3"]
    assert told["baseline"] == "overlay.ratio=0.2"
    pairs = [(row["run"], row["looks"]) for row in told["differences"] if row["against"] == "overlay.ratio=0.2"]
    assert {*pairs} == {("overlay.ratio=0.1", 2), ("overlay.ratio=0.3", 2)}


def test_compare_prints_one_json_object_with_the_headline_figures(tmp_path):
    done = overlay("compare", "--patterns", "core,A", *MONTH, "--json", "--out", str(tmp_path))
    assert (done.returncode, done.stderr) == (0, "")
    runs = json.loads(done.stdout)["runs"]
    assert [run["pattern"] for run in runs] == ["core", "A"]
    for run in runs:
        assert (Path(run["folder"]) / "equity.parquet").exists()
        assert {"cagr", "volatility", "max_drawdown", "sharpe", "final_equity"} <= set(run["metrics"])
    assert runs[0]["metrics"]["sharpe"] is None


@pytest.mark.pages
def test_compare_prints_a_row_for_each_pattern(tmp_path):
    done = overlay("compare", *MONTH, "--out", str(tmp_path), env={"COLUMNS": "80", "PATH": ""})
    assert done.stderr == ""
    starts = [line[:4].rstrip() for line in done.stdout.splitlines() if " less " not in line and ": " not in line]
    shown = ["core", "A", "B", "C", "A jp"]
    assert [start for start in starts if start in shown] == 4 * shown
    assert "\naccounts: us_fcm_tbill: core, A, B, C; jp_retail_futures: A jp" in done.stdout
    assert all(
        len(line) <= 80 for line in done.stdout.splitlines() if not line.startswith(("saved:", "note:", "report:"))
    )
    assert "n/a" in done.stdout
    assert "…" not in done.stdout


@pytest.mark.pages
def test_configs_are_compared_under_their_names(tmp_path):
    for name, ratio in (("small", 0.1), ("large", 0.3)):
        (tmp_path / f"{name}.toml").write_text(f"[overlay]\nratio = {ratio}\n", encoding="utf-8")
    files = [str(tmp_path / "small.toml"), str(tmp_path / "large.toml")]
    done = overlay("compare", *files, *MONTH, "--json", "--out", str(tmp_path / "out"))
    assert (done.returncode, done.stderr) == (0, "")
    told = json.loads(done.stdout)
    assert [run["name"] for run in told["runs"]] == ["small", "large"]
    curves = overlay("export", told["folder"], "--to", str(tmp_path / "curves.csv"))
    assert curves.stdout.endswith("rows of equity\n")
    assert (tmp_path / "curves.csv").read_text(encoding="utf-8-sig").startswith('"date","small","large"')


def test_a_set_that_overwrites_all_in_which_configs_differ_is_refused(tmp_path):
    for name, ratio in (("small", 0.1), ("large", 0.3)):
        (tmp_path / f"{name}.toml").write_text(f"[overlay]\nratio = {ratio}\n", encoding="utf-8")
    done = overlay("compare", "small.toml", "large.toml", "--set", "overlay.ratio=0.2", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        "overlay: --set overlay.ratio=0.2: overwrites all in which small.toml and large.toml differ; "
        "leave it out of the command or out of the configs\n"
    )


@pytest.mark.pages
@pytest.mark.parametrize(
    ("language", "told"), [("en", "no effect with pattern = "), ("ja", 'pattern = "A" では効果なし: ')]
)
def test_a_setting_without_effect_is_said_by_run_and_show(language, told, tmp_path):
    chosen = ("--set", "trend.adx=20", "--out", str(tmp_path), "--lang", language)
    said = overlay("run", "--no-lines", *MONTH, *chosen).stdout
    (saved,) = tmp_path.glob("2*")
    for text in (said, overlay("show", str(saved), "--lang", language).stdout):
        (line,) = [line for line in text.splitlines() if "trend.adx" in line]
        assert told in line


@pytest.mark.pages
def test_the_configs_pattern_is_run_unless_another_is_named(tmp_path):
    file = tmp_path / "core.toml"
    file.write_text('pattern = "core"')
    for arguments, pattern in (((), "core"), (("--pattern", "A"), "A")):
        done = overlay("run", "--no-lines", "--config", str(file), *arguments, *MONTH, "--json", "--out", str(tmp_path))
        assert json.loads(done.stdout)["pattern"] == pattern


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (
            ("run", "--set", "overlay.ratoi=0.3"),
            "overlay: --set: unknown key overlay.ratoi; did you mean overlay.ratio?",
        ),
        (("run", "--config", "nope.toml"), "overlay: nope.toml: cannot be read (No such file or directory)"),
        (
            ("run", "--set", "period.start=1980-01-01"),
            "overlay: period 1980-01-01 to 2026-07-10: the market covers 1982-04-21",
        ),
        (
            ("run", "--set", "execution.fill_at=open"),
            "overlay: execution.fill_at = 'open': 1982-04-21 has no real opening",
        ),
        (("export", "nowhere", "--to", "x.csv"), "overlay: nowhere: is not a run folder, and results has nothing"),
        (("compare", "--patterns", "core,Z"), "'Z' is not a pattern; known: core, A"),
        (("compare", "--patterns", "A,A"), "'A' is named twice; name each pattern once"),
        (("compare", "a.toml", "b.toml", "--patterns", "A,B"), "name either configs or --patterns, not both"),
        (("compare", "a.toml", "a.toml"), "a.toml is named twice; name each config once"),
        (
            ("compare", "--vary", "overlay.ratio=0.1", "--patterns", "A"),
            "--vary is for one config, named with --config",
        ),
        (("compare", "--vary", "cash.buffer=0.1:0.5:0.05"), "makes 9 cells, and a comparison has up to 8; vary less"),
        (("compare", "--baseline", "moon"), "baseline 'moon': is none of the runs core, A, B, C"),
        (("compare", "--regimes", "moon"), "unknown scheme of regimes 'moon'; known: trend"),
        (
            ("run", "--set", "overlay.ratio=0.1", "--set", "overlay.ratio=0.2"),
            "overlay: --set overlay.ratio=0.2: overlay.ratio is set twice; say it once",
        ),
        (
            ("run", "--set", "overlay={ratio=0.1}", "--set", "overlay.ratio=0.2"),
            "overlay: --set overlay.ratio=0.2: overlay.ratio is set twice; say it once",
        ),
        (("run", "--patern", "A"), "No such option '--patern'"),
        (("run", "--period", "1066x"), "overlay: period '1066x' is not known; it should be one of 1929-32"),
        (
            ("run", "--period", "2008", "--set", "period.end=2010-12-31"),
            "overlay: --period 2008: --set says the period too; say it once",
        ),
        (
            ("run", "--period", "1981-07..1990"),
            "overlay: period 1981-07-01 to 1990-12-31: the market covers 1982-04-21",
        ),
        (("calendar", "rolls", "--year", "1066"), "1066 is not in the range"),
        (("data", "build", "--coupon", "nan", "-o", "x"), "nan is not in the range 0.0<=x<=0.2."),
        (("calendar", "rolls", "--contract", "NQ"), "overlay: unknown future 'NQ'; known: CLICK225, CLICK225M, ES, "),
        (
            ("run", "--set", "overlay.contract=NK225M", "--set", "capital.currency=JPY"),
            (
                "overlay: overlay.contract = 'NK225M' trades on XTKS, but the market has sessions of XNYS; choose "
                "a contract"
            ),
        ),
    ],
)
def test_a_mistake_is_one_sentence_and_exit_status_2(arguments, sentence, tmp_path):
    done = overlay(*arguments, cwd=tmp_path)
    assert done.returncode == 2
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""
    assert list(tmp_path.iterdir()) == []


def test_export_writes_a_table(run_dir, tmp_path):
    done = overlay("export", run_dir, "--table", "ledger", "--format", "csv", "--to", str(tmp_path / "ledger.csv"))
    assert done.returncode == 0
    assert (tmp_path / "ledger.csv").read_text(encoding="utf-8-sig").startswith('"date","seq","account"')
    again = overlay("export", run_dir, "--table", "ledger", "--to", str(tmp_path / "ledger.csv"))
    assert (again.returncode, "exists; choose another name" in again.stderr) == (2, True)


def test_the_roll_calendar_of_2014():
    rows = json.loads(overlay("calendar", "rolls", "--year", "2014", "--contract", "ES", "--json").stdout)["rolls"]
    assert [row["date"] for row in rows] == ["2014-03-13", "2014-06-12", "2014-09-11", "2014-12-11"]
    assert rows[-1] == {
        "date": "2014-12-11", "contract": "ESZ14", "last_trade": "2014-12-19", "expiry": "2014-12-19", "into": "ESH15",
        "next_expiry": "2015-03-20",
    }  # fmt: skip
    assert "MESZ14" in overlay("calendar", "rolls", "--year", "2014").stdout


def test_the_roll_calendar_of_the_nikkei():
    rows = json.loads(overlay("calendar", "rolls", "--year", "2024", "--contract", "NK225M", "--json").stdout)["rolls"]
    assert [row["expiry"] for row in rows] == ["2024-03-08", "2024-06-14", "2024-09-13", "2024-12-13"]
    assert rows[0] == {
        "date": "2024-03-04", "contract": "NK225MH24", "last_trade": "2024-03-07", "expiry": "2024-03-08",
        "into": "NK225MM24",
        "next_expiry": "2024-06-14",
    }  # fmt: skip


def test_a_period_by_name_goes_before_the_configs(tmp_path):
    file = tmp_path / "own.toml"
    file.write_text("[period]\nstart = 2001-01-02\nend = 2002-12-31\n", encoding="utf-8")
    shown = overlay("config", "--config", str(file), "--period", "2020-03").stdout
    assert "[period]\nstart = 2020-02-19\nend = 2020-03-23\n" in shown


def test_the_periods_that_have_names_are_listed():
    rows = json.loads(overlay("calendar", "periods", "--json").stdout)["periods"]
    assert {"name": "2008", "kind": "crisis", "period": {"first": "2007-10-09", "last": "2009-03-09"}} in rows
    shown = overlay("calendar", "periods").stdout
    assert all(row["name"] in shown and row["period"]["first"] in shown for row in rows)


def test_config_prints_what_it_reads(tmp_path):
    file = tmp_path / "all.toml"
    file.write_text(overlay("config", "--set", "overlay.ratio=0.1").stdout)
    assert overlay("config", "--config", str(file)).stdout == file.read_text()


@pytest.mark.pages
def test_a_console_without_lines_does_not_crash(tmp_path):
    command = [str(Path(sys.executable).with_name("overlay")), "compare", *MONTH, "--out", str(tmp_path)]
    ascii_alone = {"PYTHONIOENCODING": "ascii", "PATH": ""}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=ascii_alone)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.pages
@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("run",),
        ("rules",),
        ("stress",),
        ("compare",),
        ("ls",),
        ("show",),
        ("diff",),
        ("export",),
        ("calendar",),
        ("calendar", "rolls"),
        ("config",),
        ("data", "synth"),
        ("size",),
        ("leverage",),
    ],
)
def test_help_loads_nothing_heavy(arguments):
    program = f"import sys; sys.argv = ['overlay', *{arguments!r}, '--help']\nfrom engine.cli import cli\n"
    program += "try: cli()\nexcept SystemExit as end: print(end.code, *sys.modules, file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    code, *modules = done.stderr.split()
    assert code == "0"
    assert "Usage: overlay" in done.stdout
    assert not {"numpy", "pyarrow", "backtrader", "pydantic", "rich", "pandas", "numba"} & set(modules)


@pytest.mark.pages
def test_a_run_with_options_imports_neither_pandas_nor_numba(tmp_path):
    asked = ["overlay", "run", "--json", "--pattern", "C", "--out", str(tmp_path), *MONTH]
    program = f"import sys; sys.argv = {asked!r}\n"
    program += "from engine.cli import cli\ntry: cli()\nexcept SystemExit: print(*sys.modules, file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert "backtrader" in done.stderr.split()
    assert not {"pandas", "numba", "llvmlite"} & set(done.stderr.split())


def test_help_of_rules_check_is_a_sentence_and_names_no_class():
    assert "\n  Ask a plan of any pattern what it must answer" in overlay("rules", "check", "--help").stdout
