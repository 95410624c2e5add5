"""The accounts of a portfolio on the same paths: what is told of them together is what their paths say."""

import json

import numpy as np
import pytest

from data.base.errors import ConfigError
from data.market.embedded import embedded_market
from engine.portfolio.plan import parse_plan
from engine.report.survival_accounts import accounts_tables
from engine.report.survival_page import survival_html
from engine.report.survival_table import plain_survival, survival_tables
from engine.settings.grid import cell_of
from engine.survival.accounts import portfolio_request
from engine.survival.interval import Counts, interval
from engine.survival.listener import listener_of
from engine.survival.request import SurvivalTerms, request_of
from engine.survival.result import load_survival
from engine.survival.schemas import ALL, SCHEMAS
from engine.survival.survive import survived
from engine.words import words
from tests.support.commands import outside
from tests.support.made_up_runs import PLAN, MadeUpRuns, answer

SMALL = {"years": 2, "paths": 250, "histories": 30}
BOLD = {"pattern": "A", "overlay": {"ratio": 0.9, "max_total_exposure": 2.2, "acknowledge_high_leverage": True}}
CALM = {"pattern": "C", "overlay": {"ratio": 0.3}, "insurance": {"hedge_ratio": 0.5}}
TWO = {"bold": {"share": 0.7, **BOLD}, "calm": {"share": 0.3, **CALM}}


def asked_of(accounts, whole=None, **terms):
    plan = parse_plan({"capital": 1_000_000.0, **(whole or {}), "accounts": accounts})
    return portfolio_request(plan, SurvivalTerms(**{**SMALL, **terms}))


def answered(out, accounts, **terms):
    asked = asked_of(accounts, **terms)
    return survived(asked, embedded_market(), out, listener_of(lambda _: None, threads=1), MadeUpRuns)


@pytest.fixture(scope="module")
def result(tmp_path_factory):
    return answered(tmp_path_factory.mktemp("out"), TWO)


def rows(result, name, **wanted):
    return [row for row in result.table(name).to_pylist() if wanted.items() <= row.items()]


def column(result, cell, name, history=0):
    paths = rows(result, "paths", cell=cell)
    return np.array([row[name] for row in paths if (row["history"] == 0) == (history == 0)])


@pytest.mark.pages
def test_a_portfolio_of_one_is_asked_and_answered_as_its_account_alone(tmp_path):
    settings = {name: value for name, value in PLAN.settings_for_all().items() if name != "capital"}
    few, only = {"paths": 20, "histories": 4}, {"only": {"share": 1.0, **settings}}
    alone, one = answer(tmp_path / "alone", **few), answered(tmp_path / "one", only, **few)
    assert asked_of(only).cells[0].config.digest == PLAN.digest
    assert [name for name in one.tables if name != "cells"] == [name for name in alone.tables if name != "cells"]
    for name in alone.names:
        if name != "cells":
            assert one.table(name).equals(alone.table(name)), name
    assert one.first_sentence() == alone.first_sentence()


@pytest.mark.pages
def test_equal_accounts_are_sold_together(tmp_path):
    accounts = {name: {"share": 0.5, **BOLD} for name in ("one", "other")}
    twins = answered(tmp_path, accounts, paths=50, histories=5)
    (sold,) = rows(twins, "pairs", event="forced_sale")
    assert sold["both"] == sold["one_alone"] == sold["other_alone"] > 0.0
    assert sold["other_given_one"] == sold["one_given_other"] == 1.0
    first, second = (
        [{**row, "of": ""} for row in rows(twins, "joint", of=of, event="forced_sale")] for of in ("any", "every")
    )
    assert first == second


@pytest.mark.pages
def test_what_happens_to_any_and_to_all_is_counted_on_the_same_path(result):
    kinds = {
        kind: np.array([row["kind"] == kind for row in rows(result, "paths", cell=0)]) for kind in ("blocks", "regimes")
    }
    told = np.array([[bool(row["forced_sales"]) for row in rows(result, "paths", cell=cell)] for cell in (0, 1)])
    history = np.array([row["history"] for row in rows(result, "paths", cell=0)])
    assert told[0].sum() > told[1].sum() > 0
    for of, flags in (("any", told.any(axis=0)), ("every", told.all(axis=0))):
        for kind, among in kinds.items():
            own = flags[among & (history == 0)]
            others = [int(flags[among & (history == one)].sum()) for one in range(1, 31)]
            (row,) = rows(result, "joint", of=of, kind=kind, event="forced_sale")
            expected = interval(Counts(int(own.sum()), len(own), others, 8))
            assert [row[name] for name in expected._fields] == list(expected)


@pytest.mark.pages
def test_pairs_tell_how_far_accounts_are_sold_on_the_same_paths(result):
    bold, calm = (column(result, cell, "forced_sales") > 0 for cell in (0, 1))
    (row,) = rows(result, "pairs", event="forced_sale")
    assert (row["one"], row["other"]) == ("bold", "calm")
    assert row["one_alone"] == bold.mean()
    assert row["other_alone"] == calm.mean()
    assert row["both"] == (bold & calm).mean()
    assert row["independent"] == pytest.approx(bold.mean() * calm.mean(), rel=1e-12)
    assert row["other_given_one"] == pytest.approx((bold & calm).sum() / bold.sum(), rel=1e-12)


@pytest.mark.pages
def test_the_whole_has_what_its_accounts_have_by_their_shares(result):
    wealth = 0.7 * column(result, 0, "wealth") + 0.3 * column(result, 1, "wealth")
    assert [row["wealth"] for row in rows(result, "whole")] == pytest.approx(
        [np.quantile(wealth, row["quantile"]) for row in rows(result, "whole")], rel=1e-12
    )
    (below,) = rows(result, "joint", of="whole", event="below_fund", kind=ALL)
    assert below["probability"] == np.mean(wealth < 1.5)


def test_the_whole_capital_in_each_account_stands_beside_it(result):
    assert [row["name"] for row in rows(result, "cells")] == ["bold 70 %", "calm 30 %", "bold 100 %", "calm 100 %"]
    opening = [cell.config.capital.initial for cell in asked_of(TWO).cells]
    assert opening == [700_000.0, 300_000.0, 1_000_000.0, 1_000_000.0]
    assert result.request["accounts"] == [{"name": "bold", "share": 0.7}, {"name": "calm", "share": 0.3}]
    assert rows(result, "safe") == []


def test_every_account_can_be_run_again_from_what_is_saved(result):
    found = load_survival(result.path)
    for name in ("joint", "pairs", "whole"):
        assert found.table(name).schema.equals(SCHEMAS[name])
        assert found.table(name).equals(result.table(name))
    again = [cell_of(found.config, json.loads(row["settings"])).config for row in rows(found, "cells")]
    assert [one.digest for one in again] == [cell.config.digest for cell in asked_of(TWO).cells]


def test_other_shares_are_another_question_and_other_terms_of_telling_are_not():
    shares = {"bold": {**TWO["bold"], "share": 0.6}, "calm": {**TWO["calm"], "share": 0.4}}
    market = embedded_market().digest
    assert asked_of(shares).digest(market) != asked_of(TWO).digest(market)
    assert asked_of(TWO, confidence=0.9).digest(market) == asked_of(TWO).digest(market)


@pytest.mark.parametrize("language", ["en", "ja"])
def test_sentence_terminal_and_page_tell_of_all_accounts(result, language):
    say = words(language)
    (sold,) = rows(result, "joint", of="any", event="forced_sale", kind=ALL)
    sentence, page = result.first_sentence(language), survival_html(result, language)
    assert f"{100 * sold['high']:.1f} %" in sentence
    assert "bold" in sentence
    assert "calm" in sentence
    tables = accounts_tables(result, say)
    assert [len(table.rows) for table in survival_tables(result, say)] == [7, 1, 4]
    assert all(f"<td>{text}</td>" in page for table in tables for row in table.rows for text in row[1:])
    assert {"joint", "pairs", "whole"} <= plain_survival(result)["tables"].keys()


def test_transfers_and_periods_that_decide_nothing_are_said():
    whole = {"transfers": {"every": "year"}, "period": {"start": "2001-01-01"}}
    assert [one["code"] for one in asked_of(TWO, whole).notes] == ["survive_no_period", "survive_no_transfers"]
    assert asked_of({"only": {"share": 1.0, **BOLD}}, {"transfers": {"every": "year"}}).notes == ()


@pytest.mark.parametrize(
    ("accounts", "terms", "said"),
    [
        ({**TWO, "calm": {"share": 0.3, "pattern": "fx"}}, {}, r"does not run calm \(pattern = 'fx'\)"),
        ({**TWO, "calm": {"share": 0.3, "pattern": "core", "capital": {"currency": "JPY"}}}, {}, "calm is not in USD"),
        ({**TWO, "calm": {"share": 0.3, "market": "japan"}}, {}, "calm has a market of its own"),
        (TWO, {"find": "overlay"}, "asked of one account"),
        (TWO, {"absent": (5,)}, "asked of one account"),
    ],
)
def test_what_cannot_be_put_on_the_same_paths_is_refused_by_name(accounts, terms, said):
    with pytest.raises(ConfigError, match=said):
        asked_of(accounts, **terms)


def test_settings_beside_a_portfolio_are_refused(tmp_path):
    plan = tmp_path / "plan.toml"
    plan.write_text("[accounts.one]\nshare = 1.0\n", encoding="utf-8")
    told = outside("survive", "--portfolio", plan, "--pattern", "A")
    assert told.returncode == 2
    assert "a portfolio has its settings in its plan" in told.stderr


def test_a_request_of_one_account_has_no_accounts():
    assert request_of(PLAN, [], SurvivalTerms()).accounts is None
