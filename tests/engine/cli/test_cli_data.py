"""`overlay data build`, `overlay data check` and `--market`, from outside."""

import json
import resource
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pyarrow.parquet as pq
import pytest

from data.intake.market_file import load_market
from engine.cli import main

DAYS = [f"2015-01-{day:02d}" for day in (2, 5, 6, 7, 8, 9, 12, 13, 14, 15, 16, 20, 21, 22, 23, 26, 27, 28, 29, 30)]
GIGABYTE = 2**30


def outside(*arguments, **options):
    """The command in a process of its own."""
    command = [str(Path(sys.executable).with_name("overlay")), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, **options)


class Done(NamedTuple):
    """How a command ended."""

    returncode: int
    stdout: str
    stderr: str


@pytest.fixture
def overlay(monkeypatch, capsys):
    """The command in this process, which spares its imports."""

    def run(*arguments):
        monkeypatch.setattr(sys, "argv", ["overlay", *map(str, arguments)])
        with pytest.raises(SystemExit) as end:
            main()
        return Done(end.value.code or 0, *capsys.readouterr())

    return run


@pytest.fixture
def files(tmp_path):
    """Options for `build`, of four files of January 2015; the VIX of one session is missing."""
    texts = {
        "index": ["Date,Open,High,Low,Close",
            *(f"{day},{2050 + n}.5,{2062 + n},{2040 + n},{2051 + n}" for n, day in enumerate(DAYS))],
        "vix": ["DATE,VIXCLS", *(f"{day},{18 + n / 100:.2f}" for n, day in enumerate(DAYS) if n != 7)],
        "bills": ["date,value", *(f"{day},{0.02 + n % 5 / 100:.2f}" for n, day in enumerate(DAYS))],
        "fx": ["DATE,DEXJPUS", *(f"{day},{119 + n / 100:.2f}" for n, day in enumerate(DAYS))],
    }  # fmt: skip
    for kind, rows in texts.items():
        (tmp_path / f"{kind}.csv").write_text("\n".join(rows) + "\n")
    words = {"bills": ":percent:discount:13w"}
    named = [part for kind in texts for part in (f"--{kind}", f"{tmp_path / kind}.csv{words.get(kind, '')}")]
    return [*named, "--index-name", "SPX"]


def test_a_market_is_built_run_on_and_shown_in_the_manifest(files, tmp_path, overlay):
    built = overlay("data", "build", *files, "-o", tmp_path / "m.parquet")
    assert (built.returncode, built.stderr) == (0, "")
    assert built.stdout.splitlines() == [
        "index: index.csv, 20 rows, 2015-01-02 to 2015-01-30",
        "vix: vix.csv, 19 rows, 2015-01-02 to 2015-01-30",
        "bills: bills.csv, 20 rows, 2015-01-02 to 2015-01-30",
        "fx: fx.csv, 20 rows, 2015-01-02 to 2015-01-30",
        (
            "warning: vix.csv: close is missing on sessions: 1, the first 2015-01-13; the proxy stands in and is "
            "marked as modelled"
        ),
        "not given: dividend_yield; data/facts/dividend_yield.csv stands in (--dividends brings it)",
        "not known: bill_yield_1m (--bills-1m brings it)",
        "not known: jpy_rate (--jpy-rate brings it)",
        "the index: SPX",
        "the bills: of 3 months",
        f"saved: {tmp_path / 'm.parquet'}, 20 sessions of XNYS, 2015-01-02 to 2015-01-30",
    ]
    ran = overlay("run", "--market", tmp_path / "m.parquet", "--out", tmp_path / "runs", "--json")
    assert (ran.returncode, ran.stderr) == (0, "")
    told = json.loads(ran.stdout)
    manifest = json.loads((Path(told["folder"]) / "manifest.json").read_text())
    assert manifest["market"]["content_sha256"] == load_market(tmp_path / "m.parquet").digest
    sources = manifest["market"]["origin"]["sources"]
    assert [(one["kind"], one["file"], len(one["sha256"])) for one in sources] == [
        (kind, f"{kind}.csv", 64) for kind in ("index", "vix", "bills", "fx")
    ]
    assert sources[2]["quote"] == "bank discount of 91 days, as act/365 yield"
    assert manifest["modelled"]["vix"] == 0.05
    assert any(note["text"].startswith("market data: vix.csv: close is missing") for note in told["notes"])
    japanese = overlay("run", "--market", tmp_path / "m.parquet", "--out", tmp_path / "runs", "--lang", "ja")
    assert "市場データ: vix.csv" in japanese.stdout


@pytest.mark.pages
def test_patterns_are_compared_on_ones_own_market(files, tmp_path, overlay):
    overlay("data", "build", *files, "-o", tmp_path / "m.parquet")
    done = overlay(
        "compare", "--patterns", "core,A", "--market", tmp_path / "m.parquet", "--out", tmp_path / "runs", "--json"
    )
    assert (done.returncode, done.stderr) == (0, "")
    digest = load_market(tmp_path / "m.parquet").digest
    assert [run["market_sha256"] for run in json.loads(done.stdout)["runs"]] == [digest, digest]


@pytest.mark.pages
def test_build_prints_one_json_object_and_overwrites_only_when_forced(files, tmp_path, overlay):
    built = json.loads(overlay("data", "build", *files, "-o", tmp_path / "m.parquet", "--json").stdout)
    told = built["origin"]["columns"]["vix"]
    assert (told["source"], told["modelled_sessions"], [one["sessions"] for one in told["spans"]]) == (
        "vix.csv",
        1,
        [19, 1],
    )
    again = overlay("data", "build", *files, "-o", tmp_path / "m.parquet")
    assert (again.returncode, "exists; choose another name or give --force" in again.stderr) == (2, True)
    assert overlay("data", "build", *files, "-o", tmp_path / "m.parquet", "--force").returncode == 0


@pytest.mark.pages
def test_repairs_are_told_with_their_rows_and_so_are_those_that_were_not_needed(files, tmp_path, overlay):
    text = (tmp_path / "index.csv").read_text().splitlines()
    (tmp_path / "index.csv").write_text("\n".join([*text[:5], text[4], *text[5:]]) + "\n")
    done = overlay("data", "build", *files, "-o", tmp_path / "m.parquet", "--fix", "sort", "--fix", "drop-duplicates")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[4:6] == ["mended: index.csv, drop-duplicates, 1 rows", "nothing to mend: sort"]


def test_an_error_stops_a_build_with_its_line_and_leaves_no_file(files, tmp_path, overlay):
    text = (tmp_path / "index.csv").read_text()
    (tmp_path / "index.csv").write_text(
        text.replace("2015-01-06,2052.5,2064,2042,2053", "2015-01-06,2052.5,2064,2042,20.53")
    )
    done = overlay("data", "build", *files, "-o", tmp_path / "m.parquet")
    assert done.returncode == 2
    assert done.stderr.startswith(
        "overlay: 3 findings stop this:\n  index.csv line 4, 2015-01-06: Close 20.53 is -99.0% from the close before"
    )
    assert not (tmp_path / "m.parquet").exists()
    assert not list(tmp_path.glob(".tmp*"))


def test_check_tells_everything_and_its_status_tells_errors(files, tmp_path, overlay):
    good = overlay("data", "check", tmp_path / "index.csv", "--kind", "index")
    assert (good.returncode, good.stdout.splitlines()[-1]) == (0, "index.csv: nothing is wrong")
    doubtful = overlay("data", "check", tmp_path / "vix.csv", tmp_path / "fx.csv", "--lang", "ja")
    assert (doubtful.returncode, doubtful.stdout.splitlines()[-1]) == (0, "fx.csv: 問題なし")
    assert "vix.csv: エラー 0 件、警告 1 件" in doubtful.stdout
    bad = overlay("data", "check", tmp_path / "bills.csv", tmp_path / "none.csv", "--kind", "bills", "--json")
    assert (bad.returncode, bad.stderr) == (1, "")
    first, second = json.loads(bad.stdout)["files"]
    assert [(one["check"], one["severity"]) for one in first["findings"]] == [
        ("basis-unknown", "error"),
        ("unit-unknown", "error"),
    ]
    assert second["findings"][0]["problem"] == "cannot be read (No such file or directory)"


@pytest.mark.pages
def test_check_looks_into_a_market_file(files, tmp_path, overlay):
    overlay("data", "build", *files, "-o", tmp_path / "m.parquet")
    done = overlay("data", "check", tmp_path / "m.parquet")
    assert (done.returncode, done.stdout.splitlines()[-1]) == (0, "m.parquet: nothing is wrong")
    assert "the index: SPX" in done.stdout.splitlines()
    assert json.loads(overlay("data", "check", tmp_path / "m.parquet", "--json").stdout)["files"][0]["index"] == "SPX"


@pytest.mark.pages
def test_who_published_what_and_where_runs_start_is_in_the_file_and_told(files, tmp_path, overlay):
    months = ["date,percent,source", "2014-11-01,1.9,Shiller", "2014-12-01,1.9,Shiller"]
    (tmp_path / "d.csv").write_text("\n".join(months) + "\n")
    more = ("--dividends", tmp_path / "d.csv", "--publisher", "vix=Cboe", "--derived", "Shil", "--starts", "2015-01-12")
    built = overlay("data", "build", *files, *more, "-o", tmp_path / "m.parquet")
    assert (built.returncode, built.stderr) == (0, "")
    assert {
        "dividend_yield: Shiller, 2015-01-02 to 2015-01-30, derived and not published", "runs begin on 2015-01-12",
    } <= set(built.stdout.splitlines())  # fmt: skip
    market = load_market(tmp_path / "m.parquet")
    assert (market.origin["sources"][1]["publisher"], market.origin["columns"]["vix"]["publisher"]) == ("Cboe", "Cboe")
    assert all(market.values("dividend_derived"))
    checked = overlay("data", "check", tmp_path / "m.parquet").stdout.splitlines()
    assert {
        "close: index.csv, 2015-01-02 to 2015-01-30", "vix: Cboe, 2015-01-02 to 2015-01-30",
        "vix: data/facts/vix_proxy.csv, 2015-01-13 to 2015-01-13, derived and not published",
    } <= set(checked)  # fmt: skip
    ran = overlay("run", "--market", tmp_path / "m.parquet", "--out", tmp_path / "runs", "--json")
    equity = pq.read_table(Path(json.loads(ran.stdout)["folder"]) / "equity.parquet")
    assert str(equity["date"][0]) == "2015-01-12"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("run", "--market", "none.parquet"), "overlay: none.parquet: cannot be read (No such file or directory)"),
        (("data", "build", "--index", "x.csv", "-o", "m.parquet"), "overlay: a market needs --bills"),
        (("data", "build", "-o", "m.parquet"), "overlay: a market needs --index and --bills"),
        (("data", "build", "--index", "x.csv", "--bills", "y.csv", "--publisher", "vix=Cboe", "-o", "m.parquet"),
            "overlay: --publisher vix=Cboe: write KIND=TEXT"),
        (("data", "build", "--index", "x.csv", "--bills", "y.csv:bps", "-o", "m.parquet"),
            "overlay: --bills: unknown word 'bps'"),
        (("data", "build", "--index", "x.csv", "--bills", "y.csv", "-o", "m.parquet"),
            "overlay: 2 findings stop this:"),
        (("data", "build", "--index", "x.csv", "--bills", "y.csv", "-o", "m.parquet", "--calendar", "MOON"),
            "overlay: unknown calendar 'MOON'"),
        (("data", "check", "x.csv", "--start", "yesterday"), "'yesterday' does not match the format '%Y-%m-%d'"),
    ],
)  # fmt: skip
def test_a_mistake_is_one_sentence_and_exit_status_2(arguments, sentence, tmp_path, overlay, monkeypatch):
    monkeypatch.chdir(tmp_path)
    done = overlay(*arguments)
    assert (done.returncode, sentence in done.stderr, "Traceback" in done.stderr) == (2, True, False)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.pages
@pytest.mark.parametrize("arguments", [("data",), ("data", "build"), ("data", "check")])
def test_help_loads_nothing_heavy(arguments):
    program = f"import sys; sys.argv = ['overlay', *{arguments!r}, '--help']\nfrom engine.cli import cli\n"
    program += "try: cli()\nexcept SystemExit as end: print(end.code, *sys.modules, file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    code, *modules = done.stderr.split()
    assert code == "0"
    assert not {"numpy", "pyarrow", "backtrader", "pydantic", "rich", "pandas"} & set(modules)


@pytest.mark.pages
def test_building_imports_neither_pandas_nor_backtrader(files, tmp_path):
    program = (
        f"import sys; sys.argv = ['overlay', 'data', 'build', *{files!r}, '-o', {str(tmp_path / 'm.parquet')!r}]\n"
    )
    program += "from engine.cli import cli\ntry: cli()\nexcept SystemExit: print(*sys.modules, file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert "pyarrow" in done.stderr.split()
    assert not {"pandas", "backtrader"} & set(done.stderr.split())


def limited():
    resource.setrlimit(resource.RLIMIT_AS, (3 * GIGABYTE // 2, 3 * GIGABYTE // 2))


@pytest.mark.pages
@pytest.mark.parametrize(
    "start", [b"", b"Date,Close\n2015-01-02,2058.20\n" * 4096, b"PK\x03\x04"], ids=["zeros", "a table", "a zip"]
)
def test_a_gigabyte_of_junk_is_refused_at_once_and_in_little_memory(start, tmp_path):
    path = tmp_path / "huge.csv"
    with path.open("wb") as file:
        file.write(start)
        file.truncate(GIGABYTE)
    done = outside("data", "check", path, "--kind", "index", preexec_fn=limited)
    assert (done.returncode, "Traceback" in done.stderr) == (1, False)
    assert ("1,024 MB" in done.stdout) == bool(start)


@pytest.mark.pages
def test_the_largest_file_that_is_read_stays_in_bounded_memory(tmp_path):
    path = tmp_path / "large.csv"
    path.write_bytes(b"Date,Close\n" + b"1,2,3,4,5,6,7,8,9,0\n" * 3_000_000)
    done = outside("data", "check", path, "--kind", "index", preexec_fn=limited)
    assert done.returncode == 1
    assert "has more than 200,000 rows" in done.stdout
