"""A loop runs its plan and variants of it: as they are or as records, one by one or many, in one thread or several."""

import pytest

from engine.fast.prepare import prepare
from engine.fast.simulate import Loop, simulate
from engine.settings.run_config import parse_config

RATIOS = 0.0, 0.1, 0.2, 0.29, 0.3


def settings(ratio):
    return parse_config({"pattern": "A", "period": "2008-10", "overlay": {"ratio": ratio, "max_total_exposure": 1.3}})


@pytest.fixture(params=[False, pytest.param(True, marks=pytest.mark.pages)], ids=["plain", "compiled"])
def loop(request):
    if request.param:
        pytest.importorskip("numba")
    return Loop(prepare(settings(0.2)), compiled=request.param)


def test_plans_are_taken_as_they_are_and_as_records(loop):
    plan = loop.prepared.plan
    assert loop.summary(plan) == loop.summary(loop.plans([plan])[0]) == loop.run(plan).summary
    assert loop.summaries([plan, plan]) == loop.summaries(loop.plans([plan, plan])) == [loop.summary(plan)] * 2


@pytest.mark.pages
def test_variants_come_to_what_their_settings_come_to_however_many_threads_run_them(loop):
    plans = [prepare(settings(ratio)).plan for ratio in RATIOS]
    told = [simulate(settings(ratio), compiled=False).summary for ratio in RATIOS]
    assert len({one.equity for one in told}) > 3
    assert [loop.summaries(plans, threads) for threads in (1, 2, 9)] == [told] * 3
