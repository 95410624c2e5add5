"""Series of one's own and the pause in whole runs: no look-ahead, what is published counts then, what is told of it."""

import re
import tomllib
from datetime import date, timedelta

import pytest

from data.base.days import day_of
from data.base.errors import ConfigError, DataError
from engine import load_config
from engine.audit.cash_ratio_checks import pauses_were_kept
from engine.audit.chapters import audit
from engine.report.rows import reasons
from engine.settings.run_config import as_written, describe, parse_config
from engine.settings.scope import changed
from engine.words import words
from tests.support.cash_runs import ALONE, rows, run

FIRST = date(2005, 1, 7)
WEEKS = [FIRST + timedelta(days=7 * week) for week in range(290)]
SERIES = "date,baa,aaa,dollar\n" + "".join(
    f"{day},{6 + (7 * place) % 11 / 4},{5 + (3 * place) % 7 / 8},{80 + (5 * place) % 23}\n"
    for place, day in enumerate(WEEKS)
)
SPREAD = {"column": "baa", "minus": "aaa", "lag_days": 2, "edges": [1.0, 2.5], "asks": [0.0, 0.05, 0.1], "leave": 0.3}
DOLLAR = {"column": "dollar", "by": "growth", "window": 21, "edges": [-0.05, 0.05], "asks": [0.3, 0.2, 0.5]}
RISE = {"column": "dollar", "by": "change", "window": 10, "edges": [5.0], "asks": [0.0, 0.1]}


def named(name, **more):
    return tuple(f"cash_series.{name}.{key}={value}" for key, value in {"file": "series.csv", **more}.items())


ALL = (*named("spread", **SPREAD), *named("dollar", **DOLLAR, gives="ratio"), *named("rise", **RISE))
FALL = ("period.start=2008-06-02", "period.end=2009-03-31")
PAUSE = ("cash_pause.enabled=true", "cash_pause.move=0.03", "cash_pause.sessions=4")
INPUTS = {
    "all together": (*ALL, *PAUSE),
    "level": (*ALONE, *named("spread", **SPREAD)),
    "growth": (*ALONE, *named("dollar", **DOLLAR, gives="ratio")),
    "change": (*ALONE, *named("rise", **RISE)),
    "pause": (*PAUSE, "cash_pause.holds=buying"),
    "conditions": (*ALONE, "cash_conditions.enabled=true", "cash_conditions.leave=0.004"),
}


@pytest.fixture(autouse=True)
def series_file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "series.csv").write_text(SERIES)
    return tmp_path / "series.csv"


@pytest.mark.pages
@pytest.mark.parametrize("inputs", INPUTS)
def test_cutting_the_market_leaves_everything_before_unchanged(market, inputs):
    cut, settings = "2008-10-17", ("period.start=2008-06-02", *INPUTS[inputs])
    whole = run(market, *settings, "period.end=2008-12-31")
    part = run(market.until(day_of(date.fromisoformat(cut))), *settings)
    told = {"cash_series"} & set(whole.tables)
    assert bool(told) == ("cash_series" in str(settings))
    for name in ("equity", "ledger", "fills", "cash_rules", "events", *told):
        assert part.table(name).to_pylist() == rows(whole, name, cut), name


@pytest.mark.pages
def test_a_value_counts_from_the_day_it_was_published(market, series_file):
    settings = ("period.start=2008-06-02", "period.end=2008-12-31", *ALL)
    whole = run(market, *settings)
    cut = day_of(date(2008, 9, 17))
    lines = SERIES.splitlines()
    known = [one for one, day in zip(lines[1:], WEEKS, strict=True) if day_of(day) + 1 <= cut]
    series_file.write_text("\n".join([lines[0], *known]) + "\n")
    part = run(market, *settings)
    for name in ("cash_rules", "cash_series"):
        assert rows(part, name, "2008-09-17") == rows(whole, name, "2008-09-17"), name
        assert rows(part, name) != rows(whole, name), name
    assert list(whole.manifest["inputs"]) == ["series.csv"]


def test_a_change_is_of_what_was_known_then_and_a_week_without_news_has_none(market):
    made = run(market, "period.start=2008-06-02", "period.end=2008-07-31", *named("rise", **RISE, lag_days=3))
    sessions = [day for day in market.days if day <= day_of(date(2008, 7, 31))]
    told = {day_of(day): 80 + (5 * place) % 23 for place, day in enumerate(WEEKS)}

    def known(day):
        return told[max(one for one in told if one + 3 <= day)]

    for row in rows(made, "cash_series"):
        place = sessions.index(day_of(row["date"]))
        assert row["value"] == known(sessions[place]) - known(sessions[place - 10])
        assert row["asks"] == (0.1 if row["value"] >= 5.0 else 0.0)


def test_a_series_that_ends_keeps_its_band_and_the_run_says_so(market, series_file):
    series_file.write_text("\n".join(SERIES.splitlines()[:185]) + "\n")
    made = run(market, "period.start=2008-06-02", "period.end=2008-12-31", *named("dollar", **DOLLAR, oldest_days=30))
    last = rows(made, "cash_series")[-1]
    assert (last["value"], last["band"] > 0) == (None, True)
    old = [one for one in made.notes() if "dollar" in one]
    assert len(old) == 1
    assert "was more than 30 days old on" in old[0]
    assert [one for one in made.notes("ja") if "dollar" in one]


def test_a_run_says_how_long_it_knew_nothing_of_a_series(market, series_file):
    lines = SERIES.splitlines()
    series_file.write_text("\n".join([lines[0], *lines[182:]]) + "\n")
    made = run(market, "period.start=2008-06-02", "period.end=2008-09-30", *named("spread", **SPREAD))
    unknown = rows(made, "cash_series")
    sessions = sum(row["band"] == 0 for row in unknown)
    assert sessions > 0
    assert any(f"the series spread was not known on {sessions} sessions" in one for one in made.notes())


@pytest.mark.pages
def test_a_run_says_which_series_never_left_its_band_and_where_it_stood(market):
    settings = ("period.start=2008-06-02", "period.end=2008-07-31", *named("spread", **{**SPREAD, "edges": [100, 250]}))
    (told,) = [one for one in run(market, *settings).notes() if "stayed in band" in one]
    assert re.fullmatch(r"the series spread stayed in band 1 of 3, at [\d.]+ to [\d.]+: its edges told .*", told)
    assert not [one for one in run(market, *settings[:2], *named("spread", **SPREAD)).notes() if "stayed in" in one]


@pytest.mark.pages
def test_a_window_of_a_level_and_a_series_that_is_off_have_no_effect_and_that_is_said(market):
    settings = (
        "period.start=2008-06-02",
        "period.end=2008-07-31",
        *named("spread", **SPREAD, window=21),
        *named("rise", **RISE),
    )
    told = [one for one in run(market, *settings, "cash_series.rise.enabled=off").notes() if "no effect" in one]
    assert told == [
        'no effect with cash_series.spread.by = "level": cash_series.spread.window',
        "no effect with cash_series.rise.enabled = false: cash_series.rise",
    ]
    assert not [one for one in run(market, *settings[:2], *ALL).notes() if "no effect" in one]


@pytest.mark.pages
def test_nothing_is_ordered_in_a_pause_and_the_audit_counts_what_was(market):
    made = run(market, *FALL, *PAUSE, "cash_ratio.band=0.01")
    verdict = pauses_were_kept(made)
    assert (verdict.standing.value, verdict.numbers["orders"]) == ("kept", 0.0)
    assert verdict.numbers["paused"] > 50
    assert "cash_pause" in [one.check for one in audit(made)]
    free = run(market, *FALL, "cash_ratio.band=0.01")
    broken = pauses_were_kept(type(made)(made.config, free.tables, made.manifest))
    assert (broken.standing.value, broken.numbers["orders"] > 0) == ("not_kept", True)
    assert "cash_pause" not in [one.check for one in audit(free)]


def test_what_changed_is_told_in_a_sentence_of_each_language(market):
    made = run(market, "period.start=2008-09-02", "period.end=2008-11-28", *INPUTS["all together"])
    for language, told in (("en", "spread 2, band 2 of 3: adds 5%"), ("ja", "spread")):
        assert any(told in one for one in reasons(made.table("events"), words(language)))


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"column": "bond"}, r"bond .* cash_series\.NAME\.column"),
        ({"column": "dollar", "minus": "euro"}, "euro"),
        ({"column": "dollar", "file": "none.csv"}, "none.csv"),
    ],
)
def test_a_file_that_does_not_have_it_is_refused(market, more, sentence):
    with pytest.raises(DataError, match=sentence):
        run(market, "period.start=2008-06-02", "period.end=2008-07-31", *named("one", edges=[1], asks=[0, 0.1], **more))


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        (("cash_series.one.edges=[1]",), "cash_series.one.file: the market has no such series"),
        (named("one", file="", edges=[1], asks=[0, 0.1]), "cash_series.one.file: the market has no such series"),
        (
            named("one", edges=[2, 1], asks=[0, 0, 0]),
            r"cash_series.one.edges \[2.0, 1.0\] should be one number or more",
        ),
        (named("one", edges=[2], asks=[0, 0, 0]), "cash_series.one.asks has 3 values, but 1 edges make 2 bands"),
        (named("one", edges=[2], asks=[-0.1, 0.1], gives="ratio"), "cash_series.one.asks -0.1 should be a cash ratio"),
        (named("One", edges=[2], asks=[0, 0.1]), "cash_series.One: a name should be of small letters"),
        (named("one", edge=[2]), "unknown key cash_series.one.edge; did you mean cash_series.one.edges"),
        (named("one", by="levl"), "cash_series.one.by = 'levl': should be 'level', 'change' or 'growth'; did you mean"),
        (named("one", column="a", minus="a"), "cash_series.one.minus a is cash_series.one.column itself, which"),
        (("cash_series.one=3",), "cash_series.one: is a section; set one of its keys, such as cash_series.one.enabled"),
        (("cash_conditions.leave=0.02",), "cash_conditions.leave 0.02 should not be above cash_conditions.rise 0.01"),
    ],
)
def test_settings_that_make_no_series_are_refused_in_a_sentence(settings, sentence):
    with pytest.raises(ConfigError, match=sentence):
        load_config(None, settings, pattern="cash")


def test_the_example_has_two_series_and_another_pattern_says_that_it_reads_none(root):
    config = load_config(root / "examples" / "cash_inputs.toml")
    assert list(config.cash_series.named) == ["policy", "dear"]
    other = load_config(None, ALL, pattern="A")
    assert {"cash_series.spread", "cash_series.dollar"} <= set(changed(other))
    assert not other.reads("cash_series.spread")


def test_a_series_is_written_and_read_as_it_is():
    config = load_config(None, ALL, pattern="cash")
    written = tomllib.loads(describe(config))
    assert parse_config(written) == config
    assert as_written(written).cash_series.named == config.cash_series.named
    assert parse_config(config.settings()).digest == config.digest
    assert load_config(None, (*ALL, "cash_series.rise.enabled=off"), pattern="cash").digest != config.digest
