"""Facts of one more index, as somebody would add them: the contract trades on it, and not on the S&P 500 beside it."""

import shutil
from datetime import date

import pytest

import data.facts
from data.base.errors import ConfigError
from data.contracts.calendars import roll_rule
from data.contracts.contracts import future_spec
from data.facts import facts
from data.margin.margins import margin_models
from data.synthetic.generator import Setting, markov_market, span
from engine import backtest, load_config

MNQ = load_config(None, (), pattern="A").settings()
CACHED = (facts, future_spec, margin_models, roll_rule)


@pytest.fixture
def nasdaq(tmp_path, monkeypatch):
    """The facts, with rows for NQ and MNQ on the index NDX that are those of ES and MES under other names."""
    folder = shutil.copytree(data.facts.FOLDER, tmp_path / "facts")
    for path in folder.glob("*.csv"):
        rows = [row for row in path.read_text(encoding="utf-8").splitlines() if row.startswith(("ES.", "MES."))]
        more = [row.replace("MES.", "MNQ.", 1) if row.startswith("M") else row.replace("ES.", "NQ.", 1) for row in rows]
        renamed = "".join(f"{row.replace('of SPX', 'of NDX').replace('of ES', 'of NQ')}\n" for row in more)
        if path.stem != "options":
            path.write_text(path.read_text(encoding="utf-8") + renamed, encoding="utf-8")
    monkeypatch.setattr(data.facts, "FOLDER", folder)
    for one in CACHED:
        one.cache_clear()
    yield
    for one in CACHED:
        one.cache_clear()


@pytest.mark.usefixtures("nasdaq")
def test_the_nasdaq_s_future_does_not_trade_on_the_s_and_p(market):
    with pytest.raises(
        ConfigError, match="'MNQ' is on the index NDX, but the market's index is SPX; choose a contract"
    ):
        backtest(load_config(None, ["overlay.contract=MNQ"], pattern="A"), market)


@pytest.mark.usefixtures("nasdaq")
def test_it_trades_on_its_own_index_with_its_own_published_margin():
    over = span(date(2013, 1, 2), 1)
    market = markov_market(3, over, setting=Setting(level=3_000.0, index_name="NDX")).market
    config = load_config(None, ["overlay.contract=MNQ", "capital.initial=1e6"], pattern="A")
    equity = backtest(config, market).equity
    held = equity[equity["overlay_notional"] > 0.0]
    contracts = (held["maintenance"] / (0.1 * 3_500.0)).iloc[0]
    assert contracts == pytest.approx(round(contracts))
    with pytest.raises(ConfigError, match="'MES' is on the index SPX, but the market's index is NDX"):
        backtest(load_config(None, (), pattern="A"), market)
