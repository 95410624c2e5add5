"""A run from a real start date is the run of `backtest` over that period, to the last bit."""

from datetime import date

import numpy as np
import pytest

from data.base.arrow import to_array
from data.base.days import date_of, day_of
from data.base.errors import ConfigError
from data.fund.funds import fund_path
from data.market.market import Market
from engine import backtest, load_config
from engine.assembly.core_terms import chosen_fund
from engine.settings.run_config import parse_config
from engine.survival.schemas import SCHEMAS
from engine.survival.starts import StartRuns, crises_unseen, run_from
from engine.survival.windows import windows, years_later
from tests.support.own_profile import csv_of, profile_csv
from tests.support.sparing import only

pytestmark = pytest.mark.pages

YEARS = 2
COUNTS = {
    "calls": "margin_call", "missed": "deadline_missed", "loss_cuts": "loss_cut", "forced_sales": "liquidation",
    "stops": "loss_stop",
}  # fmt: skip
FIRSTS = {
    "first_call": "margin_call", "first_missed": "deadline_missed", "first_sale": "liquidation", "first_ruin": "ruin",
    "first_stop": "loss_stop",
}  # fmt: skip
BOLD = (
    "overlay.ratio=2.5", "overlay.max_total_exposure=4.0", "overlay.acknowledge_high_leverage=true",
    "cash.buffer=0.02", "halving.enabled=false", "stops.voluntary=false",
)  # fmt: skip
PLANS = {
    "A": ("A", ()),
    "B": ("B", ("options.contract=ES",)),
    "C in Japan": ("C", ("account.profile=jp_retail_futures", "investor.currency=JPY", "investor.capital=200000000")),
    "hedged": ("A", ("investor.currency=JPY", "hedge.ratio=0.5", "account.profile=retail_cash_margin")),
    "reckless": ("A", (*BOLD, "overlay.ratio=9", "overlay.max_total_exposure=15", "stops.monthly_loss=off")),
    "bold in Japan": ("A", (*BOLD, "account.profile=jp_retail_futures")),
    "bold within the day": ("A", (*BOLD, "account.profile=cme_ief2", "margin.test=intraday", "fund.kind=SGOV")),
}


def plan(name):
    pattern, settings = PLANS[name]
    return load_config(None, list(settings), pattern=pattern)


@pytest.fixture(scope="module")
def table(crisis):
    return StartRuns([plan(name) for name in PLANS], crisis, YEARS, compiled=False).table()


def told_by(run):
    """The columns of a row, from the tables of the event engine."""
    equity = to_array(run.table("equity")["equity"])
    days = to_array(run.table("equity")["date"]).tolist()
    happened = list(
        zip(to_array(run.table("events")["date"]).tolist(), run.table("events")["kind"].to_pylist(), strict=True)
    )
    told = {name: [kind for _, kind in happened].count(wanted) for name, wanted in COUNTS.items()}
    for name, wanted in FIRSTS.items():
        told[name] = next((days.index(day) for day, kind in happened if kind == wanted), None)
    falls = 1.0 - equity / np.maximum.accumulate(equity)
    for fall in (10, 20, 35, 50):
        deep = np.flatnonzero(falls >= fall / 100.0)
        told[f"first_fall_{fall}"] = int(deep[0]) if len(deep) else None
    margin = run.table("equity").filter(run.table("equity")["maintenance"].to_numpy() > 0.0)
    ratios = to_array(margin["collateral"]) / to_array(margin["maintenance"])
    return told | {
        "fills": len(run.table("fills")),
        "drawdown": falls.max(),
        "least_ratio": ratios.min() if len(ratios) else None,
        "wealth": equity[-1],
        "start": date_of(days[0]),
        "end": date_of(days[-1]),
    }


def check(rows, config, market, chance, count):
    """`count` rows of `starts` by chance, held against runs of the event engine over their periods."""
    for place in chance.choice(len(rows), count, replace=False):
        row = rows[place]
        own = {**config.settings(), "period": {"start": row["start"], "end": row["end"]}}
        run = backtest(parse_config(own), market)
        told = told_by(run)
        capital = config.capital.initial
        if config.investor.capital is not None:
            capital = config.investor.capital / market.as_of(day_of(row["start"])).value("usdjpy")
        told["wealth"] /= capital
        assert {name: row[name] for name in told} == told


@pytest.mark.parametrize("count", only([1, 3], 1))
@pytest.mark.parametrize("name", PLANS)
def test_a_row_is_the_run_of_backtest_over_its_period(name, crisis, table, count):
    rows = [row for row in table.to_pylist() if row["cell"] == list(PLANS).index(name)]
    assert len(rows) == 15
    assert all(row["fills"] > 0 for row in rows)
    check(rows, plan(name), crisis, np.random.default_rng(len(name)), count)


def test_everything_that_can_happen_did(table):
    assert {name for name in (*COUNTS, *FIRSTS) if not any(table[name].to_pylist())} == {"first_ruin"}
    assert table.schema == SCHEMAS["starts"]
    order = list(zip(table["start"].to_pylist(), table["cell"].to_pylist(), strict=True))
    assert order == sorted(order)


def test_a_replayed_start_is_that_run_with_everything_it_has(crisis, table):
    row = table.to_pylist()[7]
    run = run_from(plan("A"), crisis, day_of(row["start"]), YEARS)
    told = told_by(run)
    assert (told["start"], told["end"], told["wealth"] / 1e6) == (row["start"], row["end"], row["wealth"])
    with pytest.raises(ConfigError, match=r"^--start 2008-03-15: from there no run of 2 years begins; those begin on "):
        run_from(plan("A"), crisis, day_of(date(2008, 3, 15)), YEARS)


def test_the_fund_alone_is_what_its_rates_make_of_one(crisis, table):
    rates, days = fund_path(crisis, chosen_fund(plan("A"))), np.array(crisis.days)
    rows = [row for row in table.to_pylist() if row["cell"] == 0]
    for row in rows[::5]:
        first, end = (crisis.row_of(day_of(row[name])) for name in ("start", "end"))
        years = np.diff(days[first : end + 1]) / 365.0
        income, price, expense = (np.array(one)[first + 1 : end + 1] for one in rates)
        grown = np.prod((1.0 + income * years - expense * years) * (1.0 + price * years))
        assert row["fund"] == pytest.approx(grown, rel=1e-12)
    assert len({row["fund"] for row in rows}) == len(rows)


def test_terms_are_those_of_each_day(crisis, tmp_path):
    """A profile that asks for more margin from a day on, and pays out later from another."""
    more = [
        ("mine.margin_multiple", "2007-06-01", "3.0", "multiple of exchange margin", "M", "its terms"),
        ("mine.redemption_lag", "2007-09-12", "5", "sessions", "M", "its terms"),
    ]
    before, after = (tmp_path / name for name in ("before.csv", "after.csv"))
    before.write_text(profile_csv("jp_retail_futures"), encoding="utf-8")
    after.write_text(profile_csv("jp_retail_futures") + csv_of(more).partition("\n")[2], encoding="utf-8")
    bold = ["overlay.ratio=1.5", *BOLD[1:], "account.profile=mine"]
    configs = [load_config(None, [*bold, f"account.profile_file={file}"], pattern="A") for file in (before, after)]
    rows = StartRuns(configs, crisis, YEARS, compiled=False).table().to_pylist()
    as_before, as_changed = ([{**row, "cell": 0} for row in rows[cell::2]] for cell in (0, 1))
    assert not any(old == new for old, new in zip(as_before, as_changed, strict=True))
    for part in (as_changed[:7], as_changed[7:11], as_changed[11:]):
        check(part, configs[1], crisis, np.random.default_rng(1), 3)


def test_windows_leave_out_what_a_run_could_not_have(crisis):
    opens = crisis.table["open_is_real"].to_numpy().copy()
    opens[crisis.row_from(day_of(date(2007, 3, 14)))] = False
    table = crisis.table.set_column(
        crisis.table.schema.get_field_index("open_is_real"), crisis.table.schema.field("open_is_real"), [opens]
    )
    holed = Market(table, index=crisis.index, bill_months=crisis.bill_months, starts=crisis.starts)
    config = load_config(None, ["execution.fill_at=open"], pattern="A")
    found = windows(config, holed, 1)
    starts = [date_of(holed.days[one.first]) for one in found]
    assert starts[0] == date(2007, 3, 15)
    assert starts[-1] == date(2009, 1, 2)
    before = holed.row_of(day_of(starts[0])) - holed.row_of(holed.starts)
    assert len(windows(load_config(None, [], pattern="A"), holed, 1)) == before + len(found)
    with pytest.raises(
        ConfigError, match=r"^--history: from no session of this market, 2006-11-01 to 2009-12-31, .* 3 y"
    ):
        windows(config, holed, 3)


def test_a_window_has_all_its_years(crisis):
    found = windows(plan("A"), crisis, YEARS)
    for one in found:
        end = years_later(crisis.days[one.first], YEARS)
        assert crisis.days[one.end - 1] < end <= crisis.next_sessions[one.end - 1]
    last = found[-1].first
    assert years_later(crisis.days[last + 1], YEARS) > crisis.next_sessions[-1]
    assert date_of(years_later(day_of(date(1988, 2, 29)), 4)) == date(1992, 2, 29)


def test_crises_unseen_are_those_that_do_not_lie_within():
    early = crises_unseen(day_of(date(1987, 10, 6)), day_of(date(2009, 3, 9)))
    assert early[:4] == ["1929-32", "1937", "1973-74", "1987-10"]
    assert "1990-08" not in early
    assert "2008" not in early
    assert "2020-03" in early
    assert "2008" in crises_unseen(day_of(date(1987, 10, 5)), day_of(date(2009, 3, 8)))


def test_compiled_runs_are_those_of_python_in_any_number_of_threads(crisis, table):
    pytest.importorskip("numba")
    whole = [StartRuns([plan(name) for name in PLANS], crisis, YEARS, compiled=True).table(one) for one in (1, 2)]
    assert whole[0].equals(whole[1])
    assert len(whole[0]) == len(PLANS) * len(windows(plan("A"), crisis, YEARS))
    first = set(table["start"].to_pylist())
    ours = [row for row in whole[0].to_pylist() if row["start"] in first]
    for one, other in zip(ours, table.to_pylist(), strict=True):
        assert one == other
