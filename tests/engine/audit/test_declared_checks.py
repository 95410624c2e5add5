"""What a strategy declares is judged by the tables of its run, and nothing else is said of it."""

from itertools import groupby

import numpy as np
import pyarrow as pa
import pytest

from engine import load_config, run_own
from engine.audit.chapters import audit, chapters
from engine.audit.declared_checks import judge_of
from engine.report.audit_words import summary
from engine.words import LANGUAGES, words
from tests.engine.audit.looks import standings, unlike, verdict, with_tables
from tests.engine.audit.rederivation import CHECKS
from tests.engine.audit.saved_tables import Saved
from tests.support.own_strategies import ByChance, Writes, written

PERIOD = ("period.start=2007-06-01", "period.end=2009-06-30")
OF_THE_ACCOUNT = ("books", "no_accident", "call_distance", "core", "spare_cash", "carry", "exposure", "lead")


@pytest.fixture(scope="module")
def by_chance(market):
    return [
        run_own(ByChance, load_config(None, (*PERIOD, f"capital.initial={capital}.0")), market, seed=seed, most=most)
        for seed, (capital, most) in enumerate(((1_000_000, 8), (400_000, 12), (200_000, 20), (1_000_000, 60)))
    ]


@pytest.fixture(scope="module")
def nothing_declared(market, tmp_path_factory):
    return run_own(written(tmp_path_factory.mktemp("plain")), load_config(None, PERIOD), market)


def declaring(market, folder, declares, **params):
    return run_own(written(folder, declares=declares), load_config(None, PERIOD), market, **params)


def test_of_a_strategy_that_declares_nothing_only_the_account_is_judged(nothing_declared):
    assert set(standings(nothing_declared)) == set(OF_THE_ACCOUNT)
    assert [line.rule for line, _ in chapters(nothing_declared) if line] == ["core", "exposure", "not_declared"]


@pytest.mark.pages
def test_the_summary_says_no_more_than_was_checked(nothing_declared, market, tmp_path):
    small = declaring(market, tmp_path, "{}", size=2)
    assert summary(small, words()) == "account kept; declares nothing"
    declared = declaring(market, tmp_path, "{'max_contracts': 2}", size=2)
    assert summary(declared, words()) == "account kept, and what it declares"
    assert summary(nothing_declared, words()).endswith("; declares nothing")


@pytest.mark.pages
def test_what_is_broken_is_told_with_its_days_and_numbers(market, tmp_path):
    run = declaring(market, tmp_path, "{'max_contracts': 19, 'contracts': ['ES'], 'long_only': True}")
    most = verdict(run, "declared_max_contracts")
    positions = run.frame("positions")
    assert (most.standing, most.figure, most.limit) == ("not_kept", 20.0, 19.0)
    assert most.sessions == len(positions)
    assert verdict(run, "declared_contracts").figure == len(run.table("fills"))
    assert verdict(run, "declared_long_only").standing == "kept"
    assert summary(run, words()).startswith("NOT KEPT: only the contracts that are declared, no more contracts")


def test_of_trades_closed_on_one_day_the_worst_counts_and_codes_without_a_root_are_their_own(nothing_declared):
    fills = nothing_declared.table("fills")
    bought, sold = fills.to_pylist()[:2]
    rows = [{**one, "contract": code, "price": price * one["price"]}
            for code, price in (("ESZ07", 1.0), ("MESZ07", 1.0)) for one in (bought, sold)]  # fmt: skip
    rows[1]["price"], rows[3]["price"] = 0.5 * bought["price"], 2.0 * bought["price"]
    run = with_tables(nothing_declared, fills=pa.Table.from_pylist(rows, fills.schema))
    assert judge_of("largest_loss", 0.01)(run).figure > 0.0
    shares = [{**one, "contract": "SPXFUND"} for one in (bought, sold)]
    run = with_tables(nothing_declared, fills=pa.Table.from_pylist(shares, fills.schema))
    assert judge_of("contracts", ("SPXFUND",))(run).standing == "kept"


@pytest.mark.pages
def test_a_saved_run_is_judged_without_its_file(market, tmp_path):
    run = declaring(market, tmp_path, "{'max_contracts': 19}").save(tmp_path / "results")
    (tmp_path / "crossing.py").unlink()
    assert [one.check for one in audit(type(run)(run.config, run.tables, run.manifest, run.path))][-1] == (
        "declared_max_contracts"
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_declaration_has_its_words(by_chance, language):
    say, run = words(language), by_chance[0]
    told = {"max_total_exposure": 1.1, "contracts": ["MES"], "max_contracts": 3, "long_only": True, "stop_loss": 0.05,
            "largest_loss": 0.01, "monthly_loss": 0.01, "holding_sessions": 5}  # fmt: skip
    run = type(run)(run.config, run.tables, run.manifest | {"own": {**run.own, "declares": told}})
    lines = [line.text(say) for line, _ in chapters(run) if line]
    assert len(lines) == 2 + len(told)
    assert not [line for line in lines if "{" in line]
    assert summary(run, say)


@pytest.mark.pages
def test_what_is_said_of_the_account_is_what_its_tables_say(by_chance, tmp_path):
    found = []
    for run in by_chance:
        saved = Saved(run.save(tmp_path).path)
        found += [
            f"{code}: {text}" for code in OF_THE_ACCOUNT for text in unlike(verdict(run, code), CHECKS[code](saved))
        ]
    assert "\n".join(found) == ""


def test_most_contracts_longest_position_and_exposure_are_those_of_the_tables(by_chance):
    for run in by_chance:
        held = run.frame("positions")["size"].abs().groupby(level=0).sum().reindex(run.equity.index, fill_value=0)
        longest = max((len(list(group)) for up, group in groupby(held > 0) if up), default=0)
        assert judge_of("max_contracts", 5)(run).figure == held.max()
        assert judge_of("max_contracts", 5)(run).sessions == (held > 5).sum()
        assert judge_of("holding_sessions", longest)(run).standing == "kept"
        assert judge_of("holding_sessions", longest - 1)(run).sessions >= 1
        assert judge_of("holding_sessions", longest)(run).figure == longest
        sold = run.frame("positions")["size"].clip(upper=0).min()
        assert judge_of("long_only", limit := True)(run).figure == -sold, limit
        exposure = judge_of("max_total_exposure", 1.05)(run)
        assert exposure.figure == pytest.approx(run.equity["total_exposure"].max(), rel=1e-9)
        assert exposure.sessions == (run.equity["total_exposure"] > 1.05 + 1e-9).sum()


def test_the_largest_loss_is_that_of_the_money_between_two_flat_evenings(by_chance):
    for run in by_chance:
        verdict = judge_of("largest_loss", 0.0001)(run)
        rows = run.frame("fills").reset_index()
        size, lost, worst, before = 0, 0.0, 0.0, 1.0
        equity = run.equity["equity"]
        for _, row in rows.iterrows():
            parts = (
                [-size, row["size"] + size]
                if size * row["size"] < 0 and abs(row["size"]) > abs(size)
                else [row["size"]]
            )
            for part in parts:
                if size == 0:
                    lost, before = 0.0, equity.iloc[max(equity.index.get_loc(row["date"]) - 1, 0)]
                lost += part * row["price"] * 5.0 + row["commission"] * abs(part / row["size"])
                size += int(part)
                worst = max(worst, lost / before) if size == 0 else worst
        assert verdict.figure == pytest.approx(worst)


def test_a_month_that_lost_too_much_is_closed_until_it_ends(by_chance):
    run = by_chance[-1]
    verdict = judge_of("monthly_loss", 0.02)(run)
    equity, held = run.equity["equity"], run.equity["overlay_notional"] > 0
    months = equity.index.to_period("M")
    wrong = set()
    for month in dict.fromkeys(months):
        rows = np.flatnonzero(months == month)
        start = equity.iloc[max(rows[0] - 1, 0)]
        lost = [row for row in rows if equity.iloc[row] / start - 1 <= -0.02]
        wrong |= {row for row in rows if lost and row > lost[0] and held.iloc[row]}
    assert verdict.sessions == len(wrong) > 0


@pytest.mark.pages
def test_money_that_lay_ready_for_orders_in_vain_is_not_idle(market):
    period = ("period=2007-06..2008-12", "account.profile=jp_retail_futures")
    runs = [run_own(ByChance, load_config(None, period), market, seed=seed, most=2000, often=0.05) for seed in (0, 1)]
    assert all("margin" in run.table("orders")["status"].to_pylist() for run in runs)
    assert [verdict(run, "core").standing for run in runs] == ["kept", "kept"]
    assert [verdict(run, "spare_cash").standing for run in runs] == ["not_kept", "not_kept"]


@pytest.mark.pages
@pytest.mark.parametrize(("profile", "standing"), [("us_fcm_tbill", "kept"), ("ibkr", "not_kept")])
def test_collateral_of_written_options_is_judged_as_the_account_had_it(market, profile, standing):
    settings = ("period=2008-05..2008-11", "own.feed=contracts", f"account.profile={profile}")
    run = run_own(Writes, load_config(None, settings), market)
    found, days = verdict(run, "written"), run.frame("positions").index
    over = run.equity["excess"].loc[days]
    assert (found.standing, found.figure, found.sessions) == (standing, over.min(), (over < 0.0).sum())
