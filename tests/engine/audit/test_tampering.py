"""A run whose tables tell of a broken rule does not pass, and one whose tables are its own does."""

from dataclasses import replace

import pytest

from engine import backtest, load_config
from tests.engine.audit.accounts import EXAMPLES
from tests.engine.audit.rederivation import rederive
from tests.engine.audit.tampering import TAMPERINGS

SHORT = {
    "core": (None, ["period.end=1999-12-31"]),
    "A": (None, ["period.start=2012-01-03", "period.end=2013-12-31"]),
    "B": (None, ["period.start=2012-01-03", "period.end=2013-12-31"]),
    "C": (None, ["period.start=2012-01-03", "period.end=2013-12-31"]),
    "cash": ("cash_ratio.toml", ["period.end=2000-12-29"]),
    "fx": (None, ["fx.leverage=3.0", "period.end=1999-12-31"]),
    "fx_trades": ("fx_trades.toml", ["period.end=2000-12-29"]),
}


@pytest.fixture(scope="module")
def runs(market):
    made = {}

    def run(pattern):
        if pattern not in made:
            example, assignments = SHORT[pattern]
            config = load_config(EXAMPLES / example if example else None, assignments, pattern=pattern)
            made[pattern] = backtest(config, market)
        return made[pattern]

    return run


@pytest.mark.parametrize(("pattern", "code", "standing", "tamper"), TAMPERINGS)
def test_a_broken_rule_is_seen(runs, tmp_path, pattern, code, standing, tamper):
    run = runs(pattern)
    honest = rederive(run.save(tmp_path / "honest").path)[code]
    tampered = rederive(replace(run, tables=tamper(run.tables)).save(tmp_path / "tampered").path)[code]
    assert honest.standing != standing
    assert tampered.standing == standing
    assert tampered.sessions > 0 or code == "carry"
