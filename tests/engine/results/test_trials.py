"""The ledger of trials: what is written down, what counts once, and what it knows that it does not know."""

import json
import shutil
from concurrent.futures import ProcessPoolExecutor

import numpy as np
import pyarrow.parquet as pq
import pytest

from data.base.errors import ResultError
from engine import backtest, compare_results, load_config, sweep
from engine.analysis.months import Months
from engine.analysis.uncertainty import Resampling
from engine.portfolio.plan import parse_plan
from engine.portfolio.portfolio import run_portfolio
from engine.results.trials import FOLDER, SCHEMA, Looks, Trial, ledger, looks, record
from tests.support.portfolios import THREE

MARKET = "m" * 64
YEARS = ["period.start=2008-01-02", "period.end=2012-12-31"]
MONTHS = np.arange("2008-01", "2013-01", dtype="datetime64[M]")


def trial(digest, seed=None, market=MARKET, start=0, risk=0.04):
    """A plan whose months are drawn by chance from `seed`."""
    months = MONTHS[start:]
    drawn = np.random.default_rng(seed).standard_normal(len(MONTHS))[start:]
    return Trial(digest, market, "A", 13_880, 15_705, Months(months, risk * drawn))


@pytest.fixture(scope="module")
def run(market):
    return backtest(load_config(None, YEARS, pattern="A"), market)


def digest_of(run):
    return run.manifest["market"]["content_sha256"]


def test_a_saved_run_is_written_down_with_its_months(run, tmp_path):
    saved = run.save(tmp_path)

    (row,) = ledger(tmp_path).trials.to_pylist()

    assert (row["digest"], row["market"], row["pattern"]) == (run.config.digest, digest_of(run), "A")
    assert (row["by"], row[FOLDER]) == ("run", saved.path.name)
    assert (row["first"].isoformat(), row["last"].isoformat()) == ("2008-01-02", "2012-12-31")
    assert (row["month"].isoformat(), len(row["returns"])) == ("2008-01-01", 60)
    equity = run.equity["equity"]
    bills = (1.0 + run.equity["bill_return"]).prod()
    ends = equity.groupby([equity.index.year, equity.index.month]).last()
    assert row["returns"][1] == pytest.approx(
        ends.iloc[1] / ends.iloc[0] - (1.0 + run.equity.loc["2008-02", "bill_return"]).prod(), abs=1e-12
    )
    assert np.prod(1.0 + np.array(row["returns"])) == pytest.approx(equity.iloc[-1] / equity.iloc[0] / bills, rel=1e-3)


def test_every_file_has_the_declared_schema(tmp_path):
    record(tmp_path, [trial("a")], "sweep", "s")

    (file,) = (tmp_path / "trials").iterdir()

    stored = pq.ParquetFile(file).schema_arrow
    assert stored.metadata.items() >= SCHEMA.metadata.items()
    assert [(one.name, one.type, one.metadata[b"unit"]) for one in stored] == [
        (one.name, one.type, one.metadata[b"unit"]) for one in SCHEMA
    ]


def test_the_same_plan_on_the_same_market_is_one_trial_and_the_first_of_it_is_kept(tmp_path):
    record(tmp_path, [trial("a", 1), trial("b", 2)], "sweep", "1 s")
    record(tmp_path, [trial("a", 1)], "run", "2 r")
    record(tmp_path, [trial("a", 1, market="n" * 64)], "run", "3 other")

    found = ledger(tmp_path)

    assert found.trials["by"].to_pylist() == ["sweep", "sweep", "run"]
    assert found.folders == {"1 s", "2 r", "3 other"}
    assert [looks(tmp_path, market).count for market in (MARKET, "n" * 64, "x" * 64)] == [2, 1, 0]


def test_looks_outlive_the_runs(run, tmp_path):
    shutil.rmtree(run.save(tmp_path).path)

    assert looks(tmp_path, digest_of(run)) == Looks(1, pytest.approx(1.0), 0.0, known=True)


def older(run, folder):
    """A run whose ledger is gone."""
    saved = run.save(folder)
    shutil.rmtree(folder / "trials")
    return saved


def test_looks_are_not_known_where_a_run_is_older_than_the_ledger(run, tmp_path):
    older(run, tmp_path)
    record(tmp_path, [trial("new", 1, digest_of(run))], "run", "new")

    assert not looks(tmp_path, digest_of(run)).known


def test_an_older_run_of_another_market_does_not_matter(run, tmp_path):
    older(run, tmp_path)
    record(tmp_path, [trial("new", 1)], "run", "new")

    assert looks(tmp_path, MARKET).known


@pytest.mark.pages
def test_a_comparison_writes_down_the_older_runs_that_it_compares(run, market, tmp_path):
    compare_results({"A": older(run, tmp_path)}, market, plan=Resampling(count=100)).save(tmp_path)

    assert looks(tmp_path, digest_of(run)).known
    assert ledger(tmp_path).trials["by"].to_pylist() == ["compare"]


def test_a_run_under_another_name_is_known_by_its_plan(run, tmp_path):
    saved = run.save(tmp_path).path
    saved.rename(tmp_path / "mine")

    assert looks(tmp_path, digest_of(run)).known


@pytest.mark.pages
def test_looks_are_not_known_where_a_sweep_is_older_than_the_ledger(market, tmp_path):
    made = sweep(load_config(None, YEARS), ["overlay.ratio=0.1,0.3"], market, out=tmp_path, tell=lambda _: None)
    shutil.rmtree(tmp_path / "trials")
    own, other, third = made.frame()["digest"]
    record(tmp_path, [trial(own, 1, market.digest), trial(other, 2, market.digest)], "run", "new")
    assert not looks(tmp_path, market.digest).known

    record(tmp_path, [trial(third, 3, market.digest)], "run", "last")
    assert looks(tmp_path, market.digest).known


def test_looks_are_not_known_where_a_worth_is_older_than_the_ledger(run, tmp_path):
    record(tmp_path, [trial(run.config.digest, 1, digest_of(run))], "run", "new")
    (tmp_path / "w").mkdir()
    told = {"digest": "q" * 64, "config_digest": run.config.digest, "market": run.manifest["market"]}
    (tmp_path / "w" / "worth.json").write_text(json.dumps(told))

    assert not looks(tmp_path, digest_of(run)).known


def test_looks_are_not_known_where_a_file_of_the_ledger_is_damaged(tmp_path):
    record(tmp_path, [trial("a", 1)], "run", "r")
    (tmp_path / "trials" / "half.parquet").write_bytes(b"PAR1")

    assert looks(tmp_path, MARKET) == Looks(1, pytest.approx(1.0), 0.0, known=False)


def test_what_is_no_run_is_passed_over(tmp_path):
    record(tmp_path, [trial("a", 1)], "run", "r")
    for name, text in {"torn": "{", "strange": json.dumps({"market": MARKET})}.items():
        (tmp_path / name).mkdir()
        (tmp_path / name / "manifest.json").write_text(text)

    assert looks(tmp_path, MARKET).known


def test_a_run_that_was_never_finished_is_no_look(run, tmp_path):
    saved = older(run, tmp_path).path
    saved.rename(tmp_path / ".tmp-left")
    record(tmp_path, [trial("new", 1, digest_of(run))], "run", "new")

    assert looks(tmp_path, digest_of(run)).known


def test_a_folder_that_is_not_there_has_no_looks(tmp_path):
    assert looks(tmp_path / "none", MARKET) == Looks(0, 1.0, 0.0, known=False)


def test_copies_and_what_carries_no_risk_are_looks_but_not_independent_ones(tmp_path):
    plans = [trial(f"copy {place}", 1) for place in range(5)] + [trial("other", 2), trial("core", 3, risk=0.0)]
    record(tmp_path, plans, "sweep", "s")

    found = looks(tmp_path, MARKET)

    assert (found.count, found.effective) == (7, pytest.approx(2.0, abs=0.1))
    sharpe = [one.months.excess.mean() / one.months.excess.std(ddof=1) for one in plans[:6]]
    assert found.dispersion == pytest.approx(59 * np.var(sharpe, ddof=1), rel=1e-12)


def test_trials_of_other_years_stand_in_their_own_months(tmp_path):
    record(tmp_path, [trial("long", 1), trial("short", 1, start=30)], "sweep", "s")

    # thirty months of one and all of the other: alike, not the same
    assert 1.05 < looks(tmp_path, MARKET).effective < 1.9


def test_noise_is_as_wide_over_a_year_as_over_five_years(tmp_path):
    long, short = ([trial(f"{start} {seed}", seed, start=start) for seed in range(200)] for start in (0, 48))
    record(tmp_path / "long", long, "sweep", "s")
    record(tmp_path / "both", [*long, *short], "sweep", "s")

    found = [looks(tmp_path / folder, MARKET).dispersion for folder in ("long", "both")]

    assert found == pytest.approx([1.0, 1.0], abs=0.25)


def write_ten(folder, number):
    for place in range(10):
        record(folder, [trial(f"{number} {place}", place)], "run", f"{number} {place}")


@pytest.mark.pages
def test_several_processes_write_at_once(tmp_path):
    with ProcessPoolExecutor(2) as pool:
        for done in [pool.submit(write_ten, tmp_path, number) for number in range(2)]:
            done.result()

    assert looks(tmp_path, MARKET).count == 20


def test_a_ledger_that_cannot_be_written_is_one_sentence(tmp_path):
    (tmp_path / "trials").write_text("a file")

    with pytest.raises(ResultError, match=r"trials: cannot be written \("):
        record(tmp_path, [trial("a", 1)], "run", "r")


def test_no_look_is_forgotten_where_a_clock_that_was_set_back_gives_a_name_again(tmp_path):
    record(tmp_path, [trial("a")], "size", "s")
    record(tmp_path, [trial("b")], "size", "s")
    assert ledger(tmp_path).trials["digest"].to_pylist() == ["a", "b"]


def test_a_file_that_cannot_be_read_is_not_written_over(tmp_path):
    (tmp_path / "trials").mkdir()
    broken = tmp_path / "trials" / "a.parquet"
    broken.write_bytes(b"not a table")
    for digest in ("one", "two"):
        record(tmp_path, [trial(digest)], "run", "a")
    assert broken.read_bytes() == b"not a table"
    assert looks(tmp_path, MARKET).count == 2
    assert not looks(tmp_path, MARKET).known


def test_a_file_that_was_changed_is_no_look_that_is_known(tmp_path):
    record(tmp_path, [trial("a")], "run", "one")
    (file,) = (tmp_path / "trials").iterdir()
    table = pq.ParquetFile(file).read()
    changed = table.set_column(3, table.schema.field("by"), [["size"] * len(table)])
    pq.write_table(changed.replace_schema_metadata(table.schema.metadata), file)
    assert (len(ledger(tmp_path).trials), ledger(tmp_path).unreadable) == (0, (file.name,))


def compared(run, market):
    return compare_results({"A": run}, market, plan=Resampling(count=100))


def portfolio():
    return run_portfolio(parse_plan({"accounts": THREE, "period": "2008-11..2009-03"}))


@pytest.mark.parametrize("kind", ["run", "comparison", "portfolio"])
def test_where_no_trial_can_be_written_down_nothing_is_saved(run, market, tmp_path, kind):
    (tmp_path / "trials").touch()
    result = {"run": lambda: run, "comparison": lambda: compared(run, market), "portfolio": portfolio}[kind]()
    with pytest.raises(ResultError, match=r"trials: cannot be written"):
        result.save(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["trials"]
