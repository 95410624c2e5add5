"""The page on trades in dollars is what runs say."""

from validation.fx_trades import PAGE, SETTINGS, beyond, row_at, row_of, run, worst_trade


def test_lines_of_the_tables_are_what_runs_say():
    lines = set(PAGE.read_text(encoding="utf-8").splitlines())
    assert {row_of(name, SETTINGS[name]) for name in ("as they are", "one trade at a time")} <= lines
    assert row_at(0.2) in lines


def test_the_worst_trade_was_caught_by_the_intervention_of_october_2011():
    worst = worst_trade(run())
    assert (worst["opened"].isoformat(), worst["closed"].isoformat()) == ("2011-10-27", "2011-11-01")
    assert worst["gain_share"] < -7.0 * worst["risked_share"]
    text = PAGE.read_text(encoding="utf-8")
    assert f"{len(beyond(run()))} lost more" in text.replace("\n", " ")
