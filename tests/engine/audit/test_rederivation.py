"""The audit of a run says what its saved tables say when they are worked through a second time."""

import json
from dataclasses import replace

import pytest

from engine import backtest, load_config
from engine.audit.chapters import audit
from tests.engine.audit.accounts import random_settings
from tests.engine.audit.looks import standings, unlike, verdict
from tests.engine.audit.rederivation import rederive
from tests.engine.audit.saved_tables import NOT_PART
from tests.engine.audit.tampering import TAMPERINGS, by_chance, never_halved, one_contract_more, target_ignored
from tests.engine.audit.tampering_rest import TAMPERINGS_OF_THE_REST, a_fund_that_is_no_number, rest_by_chance
from tests.support.seeds import seeds
from tests.support.sparing import only
from validation.audit import ACCOUNTS, settings_of

RUNS, AT_ONCE = 200, 5
LONGEST = 1.5
REST = ("core", "size", "rolls", "options", "insured", "risked", "cash_reached")


def differences(run, folder):
    """What the audit and the second working out say differently of a run, as text."""
    return compared(run, rederive(run.save(folder).path))


def compared(run, derived):
    """What the audit says differently of a run than was `derived`, as text."""
    told = {one.check: one for one in audit(run)}
    unknown = [f"{code}: not worked out a second time" for code in told.keys() - derived.keys()]
    missing = [f"{code}: {one}, and not told" for code, one in derived.items() if code not in told and one != NOT_PART]
    found = [f"{code}: {text}" for code, one in told.items() if code in derived for text in unlike(one, derived[code])]
    return sorted(unknown + missing + found)


@pytest.mark.pages
@pytest.mark.parametrize("account", ACCOUNTS)
def test_every_verdict_of_an_account_is_what_its_tables_say(market, tmp_path, account):
    run = backtest(settings_of(account), market)
    assert differences(run, tmp_path) == []
    tampered = replace(run, tables=one_contract_more(run.tables))
    assert ("kept", "not_kept") in turned(run, tampered)


def turned(run, tampered):
    """(standing before, standing after) of every check."""
    after = standings(tampered)
    return {(standing, after[check]) for check, standing in standings(run).items() if check in after}


@pytest.mark.parametrize("lot", only(range(RUNS // AT_ONCE), 0))
def test_every_verdict_of_settings_by_chance_is_what_their_tables_say(market, tmp_path, lot):
    found = {
        seed: differences(backtest(random_settings(seed, LONGEST), market), tmp_path)
        for seed in range(lot * AT_ONCE, (lot + 1) * AT_ONCE)
    }
    assert {seed: unlike for seed, unlike in found.items() if unlike} == {}


@pytest.mark.parametrize("lot", [0, *(pytest.param(lot, marks=pytest.mark.pages) for lot in range(1, 20))])
def test_every_verdict_of_both_overlays_and_of_a_hedge_by_chance_is_what_their_tables_say(market, tmp_path, lot):
    found = {
        seed: differences(backtest(random_settings(seed, LONGEST, ("AB", "hedge")), market), tmp_path)
        for seed in range(2 * lot, 2 * lot + 2)
    }
    assert {seed: unlike for seed, unlike in found.items() if unlike} == {}


@pytest.mark.parametrize(
    ("pattern", "code", "standing", "tamper"),
    [
        pytest.param(*one, marks=pytest.mark.pages if place % 6 else ())
        for place, one in enumerate([*TAMPERINGS, *TAMPERINGS_OF_THE_REST])
    ],
)
def test_the_audit_sees_a_broken_rule(short_runs, tmp_path, pattern, code, standing, tamper):
    honest = short_runs(pattern)
    run = replace(honest, tables=tamper(honest.tables))
    seen = verdict(run, code)
    assert verdict(honest, code).standing != standing
    assert seen.standing == standing
    assert seen.sessions > 0 or code == "carry"
    assert differences(run, tmp_path) == []


@pytest.mark.pages
def test_an_account_of_which_a_part_is_no_number_has_no_books(short_runs, tmp_path):
    honest = short_runs("A")
    run = replace(honest, tables=a_fund_that_is_no_number(honest.tables))
    assert verdict(run, "books").sessions == rederive(run.save(tmp_path).path)["books"].sessions == 1


@pytest.mark.parametrize("seed", seeds(12))
def test_tables_by_chance_are_judged_alike(market, tmp_path, seed):
    seed += 100
    run = backtest(random_settings(seed), market)
    for tables in (by_chance(run.tables, seed), never_halved(run.tables), target_ignored(run.tables)):
        assert differences(replace(run, tables=tables), tmp_path) == []
    assert of_the_rest(run, tmp_path, seed) == []


FEW_TRADES = {
    "B": (None, ["period.end=1999-03-01"]),
    "A": (None, ["period.end=1999-04-05"]),
    "C": (None, ["period.end=1999-01-04"]),
    "cash": ("cash_ratio.toml", ["capital.initial=100.0", "period.end=2000-12-29"]),
    "fx_trades": ("fx_trades.toml", ["period.end=1999-01-12"]),
}


@pytest.mark.pages
@pytest.mark.parametrize("pattern", FEW_TRADES)
def test_runs_with_little_in_them_are_judged_alike(market, root, tmp_path, pattern):
    example, assignments = FEW_TRADES[pattern]
    config = load_config(root / "examples" / example if example else None, assignments, pattern=pattern)
    assert differences(backtest(config, market), tmp_path) == []


@pytest.mark.pages
def test_ratios_by_hand_are_judged_alike(market, root, tmp_path):
    by_hand = tmp_path / "by_hand.csv"
    days = ("2005-03-01", "2005-03-02", "2005-03-03")
    by_hand.write_text("date,ratio,what,why\n" + "".join(f"{day},0.95,all,fear\n" for day in days), encoding="utf-8")
    assignments = [f'deviations.file="{by_hand}"', "period.start=2005-01-03", "period.end=2005-12-30"]
    run = backtest(load_config(root / "examples" / "cash_ratio.toml", assignments, pattern="cash"), market)
    assert differences(run, tmp_path) == []


@pytest.mark.pages
@pytest.mark.parametrize("version", [None, 2, 3])
def test_the_stop_of_earlier_settings_did_not_leave_a_currency_hedge_out(market, tmp_path, version):
    hedged = ['account.profile="jp_retail_futures"', 'investor.currency="JPY"', "hedge.ratio=1.0"]
    run = backtest(load_config(None, [*hedged, "period.end=2000-12-29"], pattern="A"), market)
    unsaid = {name: one for name, one in run.manifest.items() if name != "settings_version"}
    told = replace(run, manifest=unsaid | ({"settings_version": version} if version else {}))
    folder = run.save(tmp_path).path
    (folder / "manifest.json").write_text(json.dumps(told.manifest), encoding="utf-8")
    assert compared(told, rederive(folder)) == []
    assert (verdict(told, "stop").standing == "kept") is (version == 3)


def of_the_rest(run, folder, seed):
    """What is said differently of the lines that tables drawn by chance are about; they are no run in anything else."""
    found = differences(replace(run, tables=rest_by_chance(run.tables, seed)), folder)
    return [one for one in found if one.partition(":")[0] in REST]


@pytest.mark.parametrize("pattern", ["core", "cash", "fx_trades"])
@pytest.mark.parametrize("seed", only(range(3), 0))
def test_tables_by_chance_of_other_patterns_are_judged_alike(short_runs, tmp_path, pattern, seed):
    assert of_the_rest(short_runs(pattern), tmp_path, seed) == []


@pytest.mark.pages
@pytest.mark.parametrize("seed", range(3))
def test_two_stages_of_risk_are_judged_alike(market, tmp_path, seed):
    staged = ["fx_trades.attack_loss=0.01", "fx_trades.attack_trades=5", "fx_trades.attack_drawdown=0.3"]
    run = backtest(load_config(None, [*staged, "period.end=2002-12-30"], pattern="fx_trades"), market)
    assert {"normal", "attack"} == set(run.table("fx_stages")["stage"].to_pylist())
    assert verdict(run, "risked").standing == "kept"
    assert differences(run, tmp_path) == []
    assert of_the_rest(run, tmp_path, seed) == []
