"""Paths that any executor runs are those that threads run, to the last bit."""

import pickle
from concurrent.futures import Executor, Future, ThreadPoolExecutor

import pytest

from data.base.errors import WorkerError
from engine.survival import elsewhere
from engine.survival.elsewhere import Question, run_there
from engine.survival.histories import How
from engine.survival.layout import layout_of
from engine.survival.part import Group, Part
from engine.survival.path_runs import PathRuns
from engine.survival.request import SurvivalTerms
from engine.survival.survive import survive
from engine.tasks.made_once import MadeOnce
from engine.tasks.market_ref import market_ref
from engine.tasks.workers import processes, scheduler
from tests.support.made_up_runs import KINDS, PLAN, MadeUpRuns, answer, contents

GRID = ("overlay.ratio=0.1,0.4", "cash.buffer=0.1,0.2")


class Pickling(Executor):
    """Runs tasks at once, as another process would have them: pickled, and so are results."""

    def submit(self, fn, /, *args, **kwargs):
        there, given, named = _sent((fn, args, kwargs))
        future = Future()
        future.set_result(_sent(there(*given, **named)))
        return future


def _sent(what):
    return pickle.loads(pickle.dumps(what))  # noqa: S301


@pytest.fixture(autouse=True)
def nothing_was_made_before(monkeypatch):
    monkeypatch.setattr(elsewhere, "_RUNS", MadeOnce(most=1))


@pytest.fixture(scope="module")
def in_threads(tmp_path_factory):
    return contents(answer(tmp_path_factory.mktemp("threads"), GRID))


@pytest.mark.pages
def test_an_executor_gives_the_same_bits(tmp_path, in_threads):
    assert contents(answer(tmp_path, GRID, executor=Pickling())) == in_threads


@pytest.mark.pages
def test_processes_give_the_same_bits(tmp_path, in_threads):
    with processes(2) as executor:
        assert contents(answer(tmp_path, GRID, executor=executor)) == in_threads


@pytest.mark.pages
def test_workers_of_a_scheduler_give_the_same_bits(tmp_path, in_threads):
    dask = pytest.importorskip("distributed")
    with (
        dask.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=":0") as cluster,
        scheduler(cluster.scheduler_address) as executor,
    ):
        assert contents(answer(tmp_path, GRID, executor=executor)) == in_threads


@pytest.mark.pages
def test_real_accounts_too(tmp_path, crisis):
    terms = SurvivalTerms(years=1, paths=20, histories=5)
    given = {"market": crisis, "terms": terms, "tell": lambda _: None}
    here = survive(PLAN, out=tmp_path / "here", **given)
    there = survive(PLAN, out=tmp_path / "there", executor=Pickling(), **given)
    assert contents(there) == contents(here)


@pytest.mark.pages
def test_stopped_it_goes_on_wherever_it_ran(tmp_path, in_threads):
    left = iter(range(3))

    def stop_later(_told):
        if next(left, None) is None:
            raise KeyboardInterrupt

    with ThreadPoolExecutor(1) as executor, pytest.raises(KeyboardInterrupt):
        answer(tmp_path, GRID, executor=executor, tell=stop_later)
    told = []
    again = contents(answer(tmp_path, GRID, tell=told.append))
    assert told[0].startswith("going on where it stopped: ")
    assert again == in_threads


@pytest.fixture
def question(crisis):
    return Question((PLAN,), market_ref(crisis), How(years=2), MadeUpRuns)


@pytest.fixture
def part():
    return Part(layout_of(KINDS, 5, 0), Group(0, 1, 0), range(5))


class Counted(MadeUpRuns):
    """Runs of which is known how often they were made."""

    made = 0

    def __init__(self, *given):
        super().__init__(*given)
        Counted.made += 1


def test_a_process_makes_the_runs_of_a_question_once(question, part):
    before, asks = Counted.made, question._replace(make=Counted)
    first, again = run_there(asks, part), run_there(asks, part)
    assert Counted.made == before + 1
    assert first.rows.equals(again.rows)


def test_a_worker_with_another_program_is_refused(question, part):
    reference = question.market
    asks = reference.program._replace(sources="another")
    run_there(question, part)
    with pytest.raises(WorkerError, match="has another program than the one that asks: other sources"):
        run_there(question._replace(market=reference._replace(program=asks)), part)


@pytest.mark.parametrize("other", [{"how": How(years=2, seed=2)}, {"make": PathRuns}, {"configs": (PLAN, PLAN)}])
def test_what_makes_other_runs_is_another_question(question, other):
    assert question._replace(**other).key != question.key
