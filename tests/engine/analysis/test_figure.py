"""What may be a figure, where it stands, and what is refused."""

import re
import sys
from operator import attrgetter

import numpy as np
import pytest

from data.base.errors import ConfigError, DataError
from engine import Record, backtest, figure, load_config, passing_figures
from engine.analysis import metrics as known
from engine.analysis.metrics import OURS, date_metrics, index_metrics, known_figures, metrics
from engine.report.formats import figure as printed
from engine.report.formats import meaning, place
from engine.words import LANGUAGES, words

WORDS = {"en": "novelty"}


@pytest.fixture(autouse=True)
def undone():
    with passing_figures():
        yield


@pytest.fixture(scope="module")
def tables(market):
    """Of a run of three sessions."""
    return backtest(load_config(None, ["period.start=2008-01-02", "period.end=2008-01-04"]), market).tables


def novelty(value=1.0, form="{:.2f}", words=WORDS, **more):
    """Make a function a figure that gives a value, or raises it."""

    def function(_record):
        if isinstance(value, Exception):
            raise value
        return value

    return figure(form=form, words=words, name=more.pop("name", "novelty"), **more)(function)


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_of_ours_has_a_definition_and_words_in_every_language(language):
    for one in known_figures().values():
        assert one.of.__module__ in OURS
        assert len(one.meaning) > 10
        told = meaning(one.name, "B", words(language))
        assert told.encode("cp932")
        assert (re.search(r"[぀-ヿ一-鿿]", told) is not None) == (language == "ja")


def test_it_stands_last_or_directly_behind_the_one_it_names():
    before = list(known_figures())
    novelty()
    novelty(name="second", after="sharpe")
    novelty(name="third", after="second")
    place_of_sharpe = before.index("sharpe") + 1
    behind = [*before[:place_of_sharpe], "second", "third", *before[place_of_sharpe:], "novelty"]
    assert list(known_figures()) == sorted(sorted(behind), key=place) == behind


def test_it_is_a_function_as_before(tables):
    function = figure(form="{:.1f}", words=WORDS)(own_function)
    assert function is own_function
    assert function(Record(tables)) == 3.0
    assert metrics(tables)["own_function"] == 3.0
    assert "own_function" not in metrics(tables, but={"own_function"})


def own_function(record):
    """Sessions of the
    account.

    More of it.
    """
    return len(record.life.days)


def test_its_definition_is_the_first_paragraph_of_its_docstring():
    figure(form="{:.1f}", words=WORDS)(own_function)
    assert known_figures()["own_function"].meaning == "Sessions of the account"


def test_what_is_defined_within_is_gone_afterwards():
    names = list(known_figures())
    with passing_figures():
        novelty()
        assert printed("novelty", 0.5) == "0.50"
        assert meaning("novelty", "", words("ja")) == "novelty"
    assert list(known_figures()) == names
    assert "metric.novelty" not in words("ja").sentences
    assert printed("novelty", 0.5) == "0.5"
    novelty()


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -np.inf, "0.5", True, np.ones(1), 1j])
def test_what_is_no_finite_number_is_refused(tables, value):
    novelty(value)
    with pytest.raises(DataError, match=r"^figure 'novelty' of \S+ gives .*; give a finite number, or None"):
        metrics(tables)


@pytest.mark.parametrize(("value", "told"), [(3, 3.0), (np.float64(0.5), 0.5), (np.int64(2), 2.0), (None, None)])
def test_a_number_of_any_kind_is_a_float_and_none_stays_none(tables, value, told):
    novelty(value)
    found = metrics(tables)["novelty"]
    assert found == told
    assert type(found) is type(told)


def test_one_that_raises_is_refused_with_what_it_raised(tables):
    novelty(ZeroDivisionError("division by zero"))
    with pytest.raises(DataError, match=r"^figure 'novelty' of \S+ fails with ZeroDivisionError \(division by zero\)"):
        metrics(tables)


@pytest.mark.parametrize("spoil", ["life.daily", "life.equity", "life.bills", "own.daily", "index"])
def test_one_that_writes_into_what_it_is_shown_is_refused(tables, spoil):
    @figure(form="{:.2f}", words=WORDS, index=True)
    def spoiling(record):
        attrgetter(spoil)(record)[0] = 9.0

    index = np.array([0.5, -0.25])
    with pytest.raises(
        DataError, match=r"'spoiling' of \S+ fails with ValueError \(assignment destination is read-only"
    ):
        index_metrics(tables, index)
    index[0] = 0.25


def test_one_against_the_index_has_it_and_one_that_forgot_to_ask_is_refused(tables):
    figure(form="{:.2f}", words=WORDS, index=True, name="moves")(lambda record: record.index.sum())
    assert index_metrics(tables, np.array([0.5, -0.25]))["moves"] == 0.25
    assert "moves" not in metrics(tables)
    figure(form="{:.2f}", words=WORDS, name="forgot")(lambda record: record.index.sum())
    with pytest.raises(DataError, match=r"'forgot' .*there is no index here; say @figure\(index=True\)"):
        metrics(tables)


def test_a_date_is_one_of_the_calendar(tables):
    novelty("2001-01-04", form="date")
    assert date_metrics(tables)["novelty"] == "2001-01-04"
    assert "novelty" not in metrics(tables)
    assert printed("novelty", "2001-01-04") == "2001-01-04"
    for wrong in ("January", 7.0):
        with passing_figures():
            novelty(wrong, form="date", name="wrong")
            with pytest.raises(DataError, match=r"'wrong' of \S+ gives .*; give an ISO date, or None"):
                date_metrics(tables)


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"name": "sharpe"}, r"'sharpe' of \S+: figure 'sharpe' of \S+ has that name already; give it another"),
        ({"name": "mean drawdown"}, "a name is letters, digits and underscores"),
        ({"form": "2%"}, "form '2%' prints no number"),
        ({"form": "{:d}"}, "form '{:d}' prints no number"),
        ({"form": "{}{}"}, "form '{}{}' prints no number"),
        ({"form": "date", "index": True}, "a date cannot be told against the index"),
        ({"words": {"ja": "新しい指標"}}, "words have no English"),
        ({"words": {"en": "over {rate}"}}, "words of 'en' ask for more than {bills}: 'over {rate}'"),
        ({"words": {"en": "novelty", "ja": "{"}}, "words of 'ja' ask for more than {bills}"),
    ],
)
def test_what_cannot_be_a_figure_is_refused_when_it_is_defined(given, sentence):
    names = list(known_figures())
    with pytest.raises(ConfigError, match=sentence):
        novelty(**given)
    assert list(known_figures()) == names


def test_two_of_one_name_are_refused_but_a_cell_of_a_notebook_may_run_again(tables, monkeypatch):
    novelty(1.0)
    with pytest.raises(ConfigError, match="has that name already"):
        novelty(2.0)
    for value in (3.0, 4.0):

        def cell(_record, value=value):
            return value

        cell.__module__ = "__main__"
        figure(form="{:.2f}", words=WORDS)(cell)
        assert metrics(tables)["cell"] == value
    monkeypatch.setattr(cell, "__module__", "elsewhere")
    with pytest.raises(ConfigError, match="has that name already"):
        figure(form="{:.2f}", words=WORDS)(cell)


def test_one_behind_a_figure_that_is_none_is_refused(tables):
    novelty(after="sharp")
    with pytest.raises(ConfigError, match=r"'novelty' of \S+ stands after 'sharp', which is no figure"):
        metrics(tables)


@pytest.fixture
def installed(tmp_path, monkeypatch):
    """Install a package with a figure, written as given."""

    def install(code):
        (tmp_path / "figures_elsewhere.py").write_text(code)
        told = tmp_path / "elsewhere-1.0.dist-info"
        told.mkdir()
        (told / "METADATA").write_text("Metadata-Version: 2.1\nName: elsewhere\nVersion: 1.0\n")
        (told / "entry_points.txt").write_text("[mmf_overlay.figures]\nhalf = figures_elsewhere\n")
        monkeypatch.syspath_prepend(tmp_path)
        known._load_installed.cache_clear()

    yield install
    sys.modules.pop("figures_elsewhere", None)
    known._load_installed.cache_clear()


def test_one_of_an_installed_package_is_there(tables, installed):
    code = "@figure(form='{:.0%}', words={'en': 'half'}, after='beta')\ndef half(record):\n    return 0.5\n"
    installed(f"from engine import figure\n\n{code}")
    assert metrics(tables)["half"] == 0.5
    names = list(known_figures())
    assert names[names.index("beta") + 1] == "half"


def test_an_installed_package_that_cannot_be_loaded_is_told_by_name(tables, installed):
    installed("import a_module_that_is_not_there\n")
    with pytest.raises(ConfigError, match=r"^figure 'half' of the package elsewhere cannot be loaded \(ModuleNotF"):
        metrics(tables)
