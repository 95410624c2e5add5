"""Patterns fx and fx_trades on other pairs than the dollar: the same rules, on the pair's own rates."""

import json
from datetime import date
from random import Random

import numpy as np
import pytest
from click.testing import CliRunner

from data.base.days import day_of
from data.base.errors import ConfigError, DataError
from data.contracts.fx_pairs import fx_pair
from data.market.fx_market import fx_market
from engine import backtest, compare_results, load_config, load_run
from engine.analysis.uncertainty import Resampling
from engine.audit.chapters import audit
from engine.cli import cli

PAIRS = ("EURJPY", "GBPJPY", "AUDJPY", "NZDJPY", "CADJPY", "CHFJPY")
SESSIONS = 120
TABLES = ("equity", "ledger", "fills", "positions", "events", "attribution")
OF_TRADES = (*TABLES, "fx_rules", "trades")
CRISIS = ["period.start=2008-03-03", "period.end=2009-03-31"]
QUICK = ["fx_trades.entry_window=8", "fx_trades.exit_window=4", "fx_trades.move_window=6", "fx_trades.stop_window=6"]
COSTS = {
    "costs.commission": 30.0, "costs.half_spread": 0.004, "costs.stress_half_spread": 0.02, "costs.stress_vix": 40.0,
    "account.liquidation_half_spread": 0.03,
}  # fmt: skip


def drawn(seed):
    """(pair, settings, rates, what the currency and the yen earn, fear) of a random account."""
    random = Random(seed)  # noqa: S311  (a test, no secret)
    pair = random.choice(PAIRS)
    start = random.uniform(fx_pair(pair).lowest, fx_pair(pair).highest)
    steps = [random.gauss(0.0, random.choice([0.006, 0.006, 0.006, 0.03])) for _ in range(SESSIONS)]
    rates = np.round(start * np.exp(np.clip(np.cumsum(steps), -0.35, 0.35)), 3)
    earned = [random.choice([-0.005, 0.0, 0.03, 0.06]) for _ in rates]
    yen = [random.choice([-0.001, 0.0, 0.005]) for _ in rates]
    fear = [random.choice([15.0, 30.0, 55.0]) for _ in rates]
    settings = {
        **COSTS,
        "fx.leverage": random.choice([1.0, 3.0, 7.5, 12.0]),
        "fx.rebalance": random.choice(["never", "daily", "monthly"]),
        "fx.loss_cut_level": random.choice([0.3, 0.5, 1.0]), "fx.voluntary_stop": random.choice([0.0, 1.2, 1.5]),
        "fx.pass_through": random.choice([0.35, 0.97]), "margin.test": random.choice(["close", "intraday"]),
        "fx_trades.allowed_loss": random.choice([0.005, 0.05]), "fx_trades.short": random.choice(["true", "false"]),
        "capital.initial": 3_000_000.0,
    }  # fmt: skip
    return pair, random.choice(["1K", "10K"]), settings, rates, earned, yen, fear


def told(run, names, contract):
    """Its tables with the name of the contract taken out."""
    return {name: json.dumps(run.table(name).to_pylist(), default=str).replace(contract, "X") for name in names}


@pytest.mark.pages
@pytest.mark.parametrize("pattern", ["fx", "fx_trades"])
@pytest.mark.parametrize("seed", range(10))
def test_a_pair_at_the_rates_of_the_dollar_does_what_the_dollar_does(seed, pattern, small_market, tmp_path):
    pair, size, settings, rates, earned, yen, fear = drawn(seed)
    own = {
        name: value for name, value in settings.items() if pattern == "fx_trades" or not name.startswith("fx_trades")
    }
    own = {name: value for name, value in own.items() if pattern == "fx" or name not in {"fx.leverage", "fx.rebalance"}}
    asked = [f"{name}={value}" for name, value in own.items()] + (QUICK if pattern == "fx_trades" else [])
    market = small_market([1000.0] * SESSIONS, usdjpy=rates, bill_yield=earned, jpy_rate=yen, vix=fear)
    elsewhere = small_market([1000.0] * SESSIONS, jpy_rate=yen, vix=fear)
    interest = fx_market(market).values("dividend_yield")
    lines = [
        f"{date.fromordinal(719163 + day)},{rate},{rest}"
        for day, rate, rest in zip(market.days, rates.tolist(), interest, strict=True)
    ]
    (tmp_path / "own.csv").write_text("\n".join(["date,rate,base_rate", *lines]))
    named = [f"fx.contract={pair}{size}", f"fx.rates_file={tmp_path / 'own.csv'}"]
    dollar = backtest(load_config(None, [*asked, f"fx.contract=USDJPY{size}"], pattern=pattern), market)
    other = backtest(load_config(None, [*asked, *named], pattern=pattern), elsewhere)
    names = OF_TRADES if pattern == "fx_trades" else TABLES
    assert told(other, names, pair + size) == told(dollar, names, f"USDJPY{size}")
    assert dollar.table("fills").num_rows > 0


EACH = [("fx", PAIRS[0]), ("fx_trades", PAIRS[1]), ("fx", PAIRS[2]), ("fx_trades", PAIRS[3]), ("fx", PAIRS[4]),
        ("fx_trades", PAIRS[5])]  # fmt: skip


@pytest.mark.parametrize(("pattern", "pair"), EACH)
def test_cutting_the_market_leaves_everything_before_unchanged(pattern, pair, market):
    asked = [*CRISIS[:1], f"fx.contract={pair}1K", *(QUICK if pattern == "fx_trades" else ["fx.rebalance=monthly"])]
    cut = date(2008, 10, 28)
    whole = backtest(load_config(None, [*asked, "period.end=2008-12-31"], pattern=pattern), market)
    part = backtest(load_config(None, asked, pattern=pattern), market.until(day_of(cut)))
    for name in ("equity", "ledger", "fills", "positions", "attribution"):
        rows = [row for row in whole.table(name).to_pylist() if row["date"] <= cut]
        assert part.table(name).to_pylist() == rows, name
    assert part.table("fills").num_rows > 0


@pytest.fixture(scope="module")
def crisis(market):
    return {pair: backtest(load_config(None, [*CRISIS, f"fx.contract={pair}1K", "fx.leverage=4"], pattern="fx"), market)
            for pair in ("USDJPY", "AUDJPY")}  # fmt: skip


def test_the_broker_closes_the_australian_dollar_of_2008_and_not_the_dollar(crisis):
    # 2008-07-22: 104 yen, 2008-10-27: below 58
    kinds = {pair: {row["kind"] for row in run.table("events").to_pylist()} for pair, run in crisis.items()}
    assert "loss_cut" in kinds["AUDJPY"]
    assert not kinds["USDJPY"] & {"loss_cut", "liquidation"}


def test_swap_points_are_those_of_the_currencies_own_rate(crisis):
    paid = [row for row in crisis["AUDJPY"].table("ledger").to_pylist() if row["category"] == "swap"]
    row = next(row for row in crisis["AUDJPY"].table("positions").to_pylist() if row["date"] == date(2008, 5, 6))
    points = next(one["amount"] for one in paid if one["date"] == date(2008, 5, 7))
    # 7.25 % against the call rate, 97 % of it passed on, one day
    assert points / abs(row["notional"]) * 365.0 / 0.97 == pytest.approx(0.0725 - 0.005, abs=0.0003)


def test_the_run_says_which_rates_they_are(crisis):
    notes = "\n".join(crisis["AUDJPY"].notes())
    assert "AUD/JPY is one reference rate of the European Central Bank a day" in notes
    assert "the index of this result is AUD/JPY" in notes
    assert "AUD/JPY" in "\n".join(crisis["AUDJPY"].notes("ja"))
    assert crisis["AUDJPY"].manifest["market"]["index"] == "AUDJPY"
    assert "USD/JPY" not in notes
    assert failed(crisis["AUDJPY"]) <= {"exposure", "no_accident", "carry", "call_distance"}


def failed(run):
    return {one.check for one in audit(run) if one.standing == "not_kept"}


def test_runs_of_two_pairs_stand_apart(crisis, market):
    compared = compare_results(crisis, market, plan=Resampling(count=200))
    assert len(compared.apart) == 1
    again = compare_results({"AUDJPY": crisis["AUDJPY"]}, market, plan=Resampling(count=200))
    assert again.metrics()["AUDJPY"] == compared.apart[0].metrics()["AUDJPY"]


@pytest.mark.parametrize(
    ("asked", "error"),
    [
        ("fx.contract=EURUSD1K", "is told in USD, and the account is in yen"),
        ("fx.contract=EUR/USD", "such as EURJPY1K"),
        ("fx.contract=TRYJPY1K", "should be 'USDJPY10K', 'USDJPY1K', 'AUDJPY10K'"),
    ],
)
def test_a_pair_that_an_account_in_yen_cannot_hold_is_a_sentence(asked, error):
    with pytest.raises(ConfigError, match=error):
        load_config(None, [asked], pattern="fx")


def test_a_run_before_the_euro_is_refused(market):
    with pytest.raises((ConfigError, DataError), match="1999-01-04"):
        backtest(load_config(None, ["fx.contract=EURJPY1K", "period.start=1998-06-01"], pattern="fx"), market)


def test_rates_of_ones_own_are_an_input_of_the_run_by_command(tmp_path, market):
    days = [day for day in market.days if date(2008, 1, 2) <= date.fromordinal(719163 + day) <= date(2008, 6, 30)]
    file = tmp_path / "eurjpy.csv"
    rows = [f"{date.fromordinal(719163 + day)},{160.0 + place % 5}" for place, day in enumerate(days)]
    file.write_text("\n".join(["date,EURJPY", *rows]))
    asked = ["run", "--pattern", "fx", "--set", "fx.contract=EURJPY1K", "--set", f"fx.rates_file={file}", "--no-lines"]
    done = CliRunner().invoke(cli, [*asked, "--out", str(tmp_path), "--json"], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    run = load_run(json.loads(done.output)["folder"])
    assert list(run.manifest["inputs"]) == [str(file)]
    assert any("EUR/JPY is one rate a day from" in note for note in run.notes())
    assert {str(row["date"])[:7] for row in run.table("equity").to_pylist()} == {
        f"2008-0{month}" for month in range(1, 7)
    }
    assert compare_results({"own": run}, market, plan=Resampling(count=200)).metrics()["own"]
