"""The rules on offer as they act in whole runs: in a range, before events, after a sudden move."""

from datetime import date

import numpy as np
import pytest

from data.base.arrow import to_array
from data.base.days import day_of
from data.base.errors import ConfigError
from engine import backtest, load_config
from engine.analysis.rulings import evenings, multiplier, target
from engine.audit.chapters import audit
from engine.fast.simulate import simulate
from tests.support.rows_until import rows_until

PERIOD = ("period.start=2007-01-03", "stops.monthly_loss=off")
RULES = {
    "efficiency": ("in_range", ("in_range.measure=efficiency", "in_range.factor=0.25")),
    "adx": ("in_range", ("in_range.measure=adx", "in_range.window=10", "in_range.factor=0.0")),
    "regime": ("in_range", ("in_range.measure=regime", "regimes.trend_efficiency=0.1")),
    "labels": ("in_range", ("in_range.measure=labels", "in_range.labels=['flat', 'other']", "regimes.file={labels}")),
    "events": ("before_events", ("before_events.enabled=true", "before_events.calendars=['FOMC', 'CPI']")),
    "a file of events": ("before_events", ("before_events.enabled=true", "before_events.calendars=[]",
        "before_events.file={events}", "before_events.factor=0.0", "before_events.days_before=4")),
    "pause": ("pause", ("pause.enabled=true", "pause.factor=0.25")),
}  # fmt: skip
CUT = "2008-10-09"


@pytest.fixture(scope="module")
def market(market):
    """Its sessions to the end of 2009."""
    return market.until(day_of(date(2009, 12, 31)))


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("files")
    (folder / "labels.csv").write_text("date,label\n2007-03-01,up\n2007-06-01,flat\n2008-09-15,fall\n2009-05-01,flat\n")
    (folder / "events.csv").write_text("date\n" + "".join(f"2008-{month:02d}-13\n" for month in range(1, 13)))
    return {name: folder / f"{name}.csv" for name in ("labels", "events")}


def config(name, files, pattern="A", *more):
    settings = [one.format(**files) if "{" in one else one for one in RULES[name][1]]
    return load_config(None, [*PERIOD, *settings, *more], pattern=pattern)


@pytest.fixture(scope="module")
def runs(files, market):
    return {name: backtest(config(name, files), market) for name in RULES}


def asked(name, run, market, files):
    """What the rule has to leave on each evening, worked out from the market alone."""
    days = evenings(run.tables).tolist()
    rows = [market.row_of(day) for day in days]
    if name == "pause":
        closes = market.values("close")
        moves = [abs(closes[row] / closes[row - 1] - 1.0) for row in rows]
        return [0.25 if max(moves[max(0, place - 4) : place + 1]) >= 0.03 else 1.0 for place in range(len(rows))]
    if name == "labels":
        out = (day_of(date(2007, 3, 1)), day_of(date(2007, 6, 1)), day_of(date(2008, 9, 15)), day_of(date(2009, 5, 1)))
        return [1.0 if out[0] <= day < out[1] or out[2] <= day < out[3] else 0.5 for day in days]
    if name == "a file of events":
        events = [day_of(date(2008, month, 13)) for month in range(1, 13)]
        nexts = [market.next_sessions[row] for row in rows]
        return [0.0 if any(0 <= event - day <= 4 for event in events) else 1.0 for day in nexts]
    return None


@pytest.mark.parametrize("name", RULES)
def test_it_acts_is_told_and_what_was_held_followed(name, runs, market, files):
    run, rule = runs[name], RULES[name][0]
    left = multiplier(run.tables, rule)
    expected = asked(name, run, market, files)
    assert expected is None or left.tolist() == expected
    assert 0.05 < np.mean(left < 1.0) < 0.95
    assert (target(run.tables, "target_ratio") <= left * target(run.tables, "base_ratio") + 1e-12).all()
    kinds = run.table("events")["kind"].to_pylist()
    begins = {"in_range": "range_entered", "before_events": "event_ahead", "pause": "paused"}[rule]
    assert kinds.count(begins) == np.sum(np.diff(left < 1.0, prepend=False) & (left < 1.0))
    (verdict,) = (one for one in audit(run) if one.check == "reductions")
    assert verdict.standing in ("kept", "drifted")
    assert verdict.numbers["evenings"] > 20


@pytest.mark.parametrize("name", RULES)
def test_no_evening_knows_what_comes_after_it(name, runs, market, files):
    part = backtest(config(name, files), market.until(day_of(date.fromisoformat(CUT))))
    for table in ("equity", "fills", "rules", "targets"):
        assert part.table(table).equals(rows_until(runs[name], table, CUT)), table


@pytest.mark.parametrize("name", RULES)
def test_the_loop_runs_it_to_the_same_bits(name, runs, market, files):
    assert (
        simulate(runs[name].config, market, compiled=False).equity
        == to_array(runs[name].table("equity")["equity"]).tolist()
    )


@pytest.mark.pages
def test_a_run_without_the_rules_is_the_run_that_never_knew_of_them(market, runs, files):
    off = (
        "in_range.factor=0.0",
        "before_events.factor=0.0",
        "pause.factor=0.0",
        f"before_events.file={files['events']}",
    )
    plain, told = (backtest(load_config(None, [*PERIOD, *more]), market) for more in ((), off))
    assert told.table("equity").equals(plain.table("equity"))
    (note,) = [one for one in told.notes() if one.startswith("no effect with in_range.measure")]
    assert "in_range.factor" in note


def test_a_label_that_the_file_does_not_have_is_refused_in_both_drivers(market, files):
    wrong = load_config(None, [*PERIOD, "in_range.measure=labels", "in_range.labels=['sideways']",
        f"regimes.file={files['labels']}"])  # fmt: skip
    for run in (backtest, simulate):
        with pytest.raises(ConfigError, match=r"in_range.labels names 'sideways', .* it has up, flat, fall, other"):
            run(wrong, market)


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        (("in_range.measure=labels",), "in_range.measure = 'labels' needs labels of your own: set regimes.file"),
        (("in_range.measure=adx", "in_range.enter_below=30"), "in_range.leave_above 25 should not be below"),
        (("in_range.measure=efficiency", "in_range.leave_above=2"), "an efficiency ratio is from 0 to 1"),
        (("before_events.enabled=true", "before_events.calendars=[]"), "before_events.enabled: there are no events"),
        (("before_events.calendars=['FED']",), "before_events.calendars"),
        (("pause.factor=1.0",), "pause.factor = 1.0"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(settings, sentence):
    with pytest.raises(ConfigError, match=sentence):
        load_config(None, settings)


@pytest.mark.pages
def test_calendars_that_do_not_reach_over_a_run_and_its_files_are_told(market, files):
    told = config("a file of events", files, "A", "before_events.calendars=['EARNINGS']")
    run = backtest(told, market)
    path = str(files["events"])
    assert f"no event of {path} is known until 2008-01-13" in run.notes()
    assert f"no event of {path} is known after 2008-12-13" in run.notes()
    assert path in run.manifest["inputs"]
