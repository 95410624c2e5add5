"""What the first screen says of a survival result that lies beside a run of the same plan."""

import re

import pytest

from engine import backtest, compare_results, load_config
from engine.analysis.uncertainty import Resampling
from engine.report.page import report_html
from engine.report.survived import survival_of
from engine.words import words
from tests.support.survival_tables import survival_result

PERIOD = ("period.start=2018-07-02", "period.end=2018-12-31")
PLAN = "account.profile=jp_retail_futures"


@pytest.fixture(scope="module")
def compared(market, tmp_path_factory):
    """A run whose plan was tried, and one whose plan was not, saved beside the answer."""
    folder = tmp_path_factory.mktemp("beside")
    survival_result(folder, overlays=(0.2,), buffers=(0.3,), settings=PERIOD)
    runs = {
        name: backtest(load_config(None, [*PERIOD, PLAN, *own], pattern="A"), market).save(folder)
        for name, own in {"tried": (), "another": ("overlay.ratio=0.1",)}.items()
    }
    return compare_results(runs, market, plan=Resampling(count=50))


@pytest.mark.pages
@pytest.mark.parametrize(("language", "told"), [("en", r"\d+% to \d+%"), ("ja", r"\d+%～\d+%")])  # noqa: RUF001
def test_how_often_a_plan_was_thrown_out_stands_beside_its_run_and_no_other(compared, language, told):
    found = survival_of(compared, words(language))
    assert list(found) == ["tried"]
    assert re.fullmatch(told, found["tried"])
    page = report_html(compared, language)
    cells = re.findall(r'<td data-cell="survival">([^<]*)</td>', page)
    assert cells == [found["tried"], ""]
    assert words(language)("report.survival") in page


@pytest.mark.pages
def test_where_no_plan_was_tried_there_is_no_such_column(compared, market, tmp_path):
    alone = compare_results({"A": compared.runs["another"]}, market, plan=Resampling(count=50))
    assert "survival" not in re.findall(r'data-cell="(\w+)"', report_html(alone))
