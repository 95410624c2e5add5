"""A market of a bond future from a file of yields: what its index is, what it earns, and what is refused."""

from datetime import date

import pytest

from data.base.days import day_of, iso
from data.base.errors import ConfigError, DataError
from data.contracts.calendars import exchange
from data.intake.bond_yields import bond_of
from data.pricing.bonds import bond_price, income


@pytest.fixture
def files(own_files):
    """Yields and bills of the quarter; bonds kept Presidents' Day as the exchange did, and one day more."""
    days = [row[:10] for row in own_files["bills"][1:]]
    yields = [f"{day},{'.' if day == '2015-02-03' else f'{2 + n / 100:.2f}'}" for n, day in enumerate(days)]
    return {"yields": ["DATE,DGS10", *yields], "bills": own_files["bills"]}


def at(market, day, column):
    return market.as_of(day_of(date.fromisoformat(day))).value(column)


def test_the_index_is_the_price_of_the_bond_and_its_dividends_the_yield(files, build):
    market = build(files, bond=bond_of("ZN"))
    assert (market.index, len(market)) == ("UST10", 61)
    assert at(market, "2015-01-05", "close") == pytest.approx(bond_price(0.06, 6.5, 0.0201), rel=1e-14)
    assert at(market, "2015-01-06", "open") == at(market, "2015-01-05", "close")
    assert at(market, "2015-01-05", "dividend_yield") == pytest.approx(income(0.0201), rel=1e-14)
    assert not any(market.values("open_is_real"))


def test_a_session_without_a_yield_has_the_last_one_known(files, build):
    market = build(files, bond=bond_of("ZN"))
    assert at(market, "2015-02-03", "close") == at(market, "2015-02-02", "close") != at(market, "2015-02-04", "close")


@pytest.mark.pages
def test_what_is_known_of_a_day_does_not_depend_on_later_ones(files, build):
    whole = build(files, bond=bond_of("ZN"))
    for rows in (5, 20, 40):
        known = build({kind: text[: rows + 1] for kind, text in files.items()}, bond=bond_of("ZN"))
        for column in ("close", "open", "dividend_yield", "bill_yield", "vix"):
            assert known.values(column) == whole.values(column)[: len(known)]


def test_volatility_is_that_of_the_price_where_none_is_quoted(files, build):
    market = build(files, bond=bond_of("ZN"))
    assert all(market.values("vix_modelled"))
    assert market.values("vix")[0] == pytest.approx(6.5 * 0.94**0.5)
    assert max(market.values("vix")) < 7.0
    assert market.origin["columns"]["vix"]["source"] == "volatility of the closes"


def test_yields_that_stand_still_for_a_year_are_a_market(build):
    days = [iso(day) for day in exchange("XNYS").between(*(day_of(date(year, 1, 1)) for year in (2018, 2019)))]
    files = {"yields:percent": ["date,yield", *(f"{day},0.5" for day in days)]}
    market = build(files | {"bills:yield": ["date,rate_percent", *(f"{day},0.1" for day in days)]}, bond=bond_of("ZT"))
    assert min(market.values("vix")) == 0.01


def test_the_coupon_of_what_is_delivered_is_the_users_to_say(files, build):
    low, notional = (build(files, bond=bond_of("ZN", coupon)).values("close")[0] for coupon in (0.02, None))
    assert low == pytest.approx(bond_price(0.02, 6.5, 0.02) / bond_price(0.02, 6.5, 0.06) * 100.0)
    assert low > notional


def test_the_record_says_what_was_made_of_the_file(files, build):
    source = next(one for one in build(files, bond=bond_of("ZN")).origin["sources"] if one["kind"] == "yields")
    assert [note["code"] for note in source["notes"]] == ["noted.bond"]


@pytest.mark.parametrize(
    ("root", "plan", "told"),
    [
        ("ZN", {"calendar": "XTKS"}, "ZN has the sessions of XNYS: give --calendar XNYS"),
        ("ZN", {"index": "SPX"}, "--index-name SPX: ZN is on UST10; leave the name out"),
        ("JGBM", {}, "JGBM has the sessions of XTKS: give --calendar XTKS"),
    ],
)
def test_another_calendar_or_index_is_refused(files, build, root, plan, told):
    with pytest.raises(ConfigError, match=told):
        build(files, bond=bond_of(root), **plan)


def test_a_bond_needs_yields_and_yields_a_bond(files, own_files, build):
    with pytest.raises(ConfigError, match="a market needs --yields"):
        build({"bills": files["bills"]}, bond=bond_of("ZN"))
    for more in ({"index": own_files["index"]}, {}):
        with pytest.raises(ConfigError, match="--yields is for the market of a bond future: name it with --contract"):
            build({**files, **more})
    with pytest.raises(ConfigError, match="--yields and --index both say what the index is"):
        build({**files, "index": own_files["index"]}, bond=bond_of("ZN"))
    with pytest.raises(ConfigError, match="MES is no future on bonds; known: JGBL, JGBM, ZB, ZF, ZN, ZT"):
        bond_of("MES")


@pytest.mark.parametrize(("first", "last"), [("2015-02-20", "2015-02-10"), ("2015-01-10", "2015-01-11")])
def test_a_period_without_a_session_is_refused(files, build, first, last):
    days = {name: day_of(date.fromisoformat(day)) for name, day in (("first", first), ("last", last))}
    told = r"yields\.csv: yields from 20\S+ to 20\S+ leave no session of XNYS in the period; choose another one"
    with pytest.raises(DataError, match=told):
        build(files, bond=bond_of("ZN"), **days)


def test_no_yield_is_carried_for_weeks(files, build):
    gap = [row for row in files["yields"] if not "2015-01-20" <= row[:10] <= "2015-02-20"]
    with pytest.raises(
        DataError, match=r"yields\.csv: no yield is known on 2015-01-\d\d, and none of the last 10 days"
    ):
        build({**files, "yields": gap}, bond=bond_of("ZN"))


def test_the_ten_days_without_a_session_in_tokyo_are_no_gap(build):
    days = [iso(day) for day in exchange("XTKS").between(*(day_of(date(2019, month, 1)) for month in (4, 6)))]
    files = {"yields": ["date,yield", *(f"{day},-0.{n % 9 + 1:02d}" for n, day in enumerate(days))]}
    files["bills:yield:3m"] = ["date,rate_percent", *(f"{day},-0.15" for day in days)]
    market = build(
        {f"{kind}:percent" if kind == "yields" else kind: rows for kind, rows in files.items()},
        bond=bond_of("JGBM"),
        calendar="XTKS",
    )
    told = -0.0001 * (days.index("2019-05-07") % 9 + 1)
    assert at(market, "2019-05-07", "close") == pytest.approx(bond_price(0.06, 7.0, told), rel=1e-12)
    assert not any(market.values("bill_carried"))
