"""The agreement of the drivers is asked of every setting, a lie of one of them is found, and the page is that of new
runs.
"""

from random import Random

import pytest

from engine.plugs.pattern import PATTERNS
from engine.settings.run_settings import RunSettings
from engine.settings.section import Section
from validation.agreement import PAGE, RUNS, Sum, all_runs, page
from validation.agreement_markets import crash_market, stretch
from validation.agreement_runs import DRAWN, Told, case, compare, event_engine
from validation.agreement_settings import NOT_DRAWN, assignments
from validation.mutants_of_steps import ROOT
from validation.step_mutants import LOOP, STEPS


def settings_read():
    """Names of the settings that one of the patterns reads."""
    sections = {name: value for name, value in RunSettings() if isinstance(value, Section)}
    names = [f"{name}.{key}" for name, section in sections.items() for key in type(section).model_fields]
    return {name for name in names if any(PATTERNS[pattern].reads_setting(name) for pattern in DRAWN)}


def test_every_setting_is_drawn_but_those_with_a_reason():
    chance = Random(1)  # noqa: S311  (settings are drawn, not keys)
    markets = [stretch(chance) for _ in range(20)]
    drawn = {name for place in range(600)
        for name, _ in assignments(chance, markets[place % 20], steep=0.5, yen=0.5)}  # fmt: skip
    assert drawn == settings_read() - NOT_DRAWN.keys()
    assert settings_read() >= NOT_DRAWN.keys()


def test_a_run_of_a_number_is_always_the_same():
    for seed in (4, 5):
        (one, market), (again, other) = case(seed), case(seed)
        assert one == again
        assert market.digest == other.digest


@pytest.mark.pages
def test_crashes_are_beyond_what_markets_have_seen():
    markets = [crash_market(Random(seed)) for seed in range(40)]  # noqa: S311  (as above)
    moves = [close / before - 1.0 for one in markets for before, close in
        zip(one.values("close"), one.values("close")[1:], strict=False)]  # fmt: skip
    assert min(moves) < -0.3
    assert max(max(one.values("vix")) for one in markets) > 100.0
    assert max(max(one.values("bill_yield")) for one in markets) > 0.115


@pytest.fixture(scope="module")
def run():
    """A run with fills and events, and what the event engine tells of it."""
    one = next(one for one in map(case, range(1, 60, 2)) if len(event_engine(*one)[1].events) > 4)
    return one, event_engine(*one)[1]


def test_a_driver_that_tells_the_same_agrees(run):
    one, told = run
    found = compare(one, lambda *_: told)
    assert (found.differences, found.unequal, found.worst) == ((), 0, 0.0)
    assert found.sessions == len(told.days)


def last_of(told, name, change):
    values = list(getattr(told, name))
    return told._replace(**{name: [*values[:-1], *change(values[-1])]})


LIES = {
    "equity": lambda told: last_of(told, "equity", lambda value: [value * (1.0 + 1e-8)]),
    "days": lambda told: told._replace(days=told.days[:-1]),
    "events": lambda told: last_of(told, "events", lambda _: []),
    "events: ": lambda told: last_of(told, "events", lambda event: [(event[0] + 1, event[1])]),
    "fills": lambda told: last_of(told, "fills", lambda _: []),
    "fills: ": lambda told: last_of(told, "fills", lambda fill: [fill._replace(size=fill.size + 1)]),
    "prices": lambda told: last_of(told, "fills", lambda fill: [fill._replace(commission=fill.commission + 0.01)]),
    "refused": lambda _: Told(refused="no"),
    "equity: ": lambda told: last_of(told, "equity", lambda _: [float("nan")]),
}


@pytest.mark.parametrize("lie", LIES.values(), ids=list(LIES))
def test_a_driver_that_lies_is_found(run, lie):
    one, told = run
    found = compare(one, lambda *_: lie(told))
    assert len(found.differences) >= 1


def test_a_last_bit_is_no_difference_but_is_counted(run):
    one, told = run
    found = compare(one, lambda *_: last_of(told, "equity", lambda value: [value * (1.0 + 4e-16)]))
    assert (found.differences, found.unequal) == ((), 1)
    assert 0.0 < found.worst < 1e-15


def mutants():
    """The lines of the page about mutants."""
    return PAGE.read_text(encoding="utf-8").partition("| change | of |")[2].splitlines()


def test_the_page_has_no_run_that_differs_and_no_mutant_that_nobody_noticed():
    text = PAGE.read_text(encoding="utf-8")
    assert "## Runs that differ\n\nNone.\n" in text
    assert f"| all | {RUNS:,} |" in text
    told = [line for line in mutants()[2:] if line]
    assert [line for line in told if not line.endswith("| yes |")] == []
    assert len(told) == len(LOOP) + len(STEPS)


def test_every_mutant_changes_its_file_in_one_place():
    for one in (*LOOP, *STEPS):
        assert (ROOT / one.file).read_text(encoding="utf-8").count(one.was) == 1, one.what


@pytest.mark.pages
def test_the_page_is_what_thousands_of_runs_say():
    runs = all_runs()
    assert Sum.of(runs).different == 0
    text = PAGE.read_text(encoding="utf-8")
    about_runs, _, rest = page(runs, ["| change | of |"]).partition("| change | of |")
    assert text.startswith(about_runs)
    assert rest == "\n"
