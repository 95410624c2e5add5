"""A family of underlyings from a file of one's own: what is read, what is refused, how it comes and goes."""

import os
import sys
from importlib.metadata import EntryPoint

import pytest

from data.base.errors import ConfigError, DataError
from data.contracts.contracts import future_roots, future_spec, option_roots, option_spec
from data.contracts.rolls import roll_rule
from data.facts import facts, families
from data.facts.families import add_family, brought, remove_family
from data.margin.margins import margin_models
from tests.support.nq_file import NQ, changed_nq


@pytest.fixture
def written(tmp_path):
    """The example with texts put in place of others, as a file."""

    def write(*changes):
        return changed_nq(tmp_path, *changes)

    return write


def told(file):
    with pytest.raises(DataError) as raised:
        add_family(file)
    return [line.removeprefix(str(file)) for line in str(raised.value).splitlines()]


def line_of(file, start):
    return next(place for place, line in enumerate(file.read_text().splitlines(), 1) if line.startswith(start))


def test_a_family_is_known_while_it_is_there_and_leaves_nothing_behind():
    before = future_roots(), option_roots(), {name: len(list(facts(name))) for name in ("futures", "costs")}
    with add_family(NQ) as family:
        assert set(future_roots()) - set(before[0]) == {"MNQ", "NQ"}
        assert set(option_roots()) - set(before[1]) == {"NDX"}
        mnq, ndx = future_spec("MNQ"), option_spec("NDX")
        assert (mnq.multiplier, mnq.index, mnq.family, mnq.currency, mnq.calendar) == (2.0, "NDX", "NQ", "USD", "XNYS")
        assert (ndx.index, ndx.strike_step, ndx.settles_at_open(mnq.listed)) == ("NDX", 25.0, True)
        assert [days for _, days in roll_rule("NQ").leads] == [8, 4]
        assert brought("MNQ") is family
        assert brought("MES") is None
    assert (future_roots(), option_roots()) == before[:2]
    assert {name: len(list(facts(name))) for name in before[2]} == before[2]
    with pytest.raises(ConfigError, match=r"unknown future 'MNQ'; known: CLICK225, .*, ZT; add_family brings"):
        future_spec("MNQ")


def test_it_stays_until_it_is_removed_and_is_read_anew_where_it_is_added_again(written):
    file = written()
    add_family(file)
    try:
        assert future_spec("MNQ").multiplier == 2.0
        again = add_family(written(("futures,MNQ.multiplier,2019-05-06,2,", "futures,MNQ.multiplier,2019-05-06,3,")))
        assert future_spec("MNQ").multiplier == 3.0
    finally:
        remove_family(again)
    assert "MNQ" not in future_roots()
    remove_family(again)


def test_a_margin_model_may_be_another_family_s_but_for_what_it_says_itself(written):
    with add_family(NQ):
        assert margin_models("NQ") == margin_models("ES")
    own = "margin_model,NQ.cap,1999-06-21,0.25,share of notional,L,wider\nprice_limits"
    with add_family(written(("price_limits", own))):
        theirs = margin_models("NQ")
        assert {model.cap for _, model in theirs} == {0.25}
        of_es = {model for _, model in margin_models("ES")}
        rest = {model._replace(cap=0.25) for model in of_es}
        assert {model for _, model in theirs} == rest


def test_all_that_is_missing_is_told_at_once(written):
    file = written()
    lines = file.read_text().splitlines()
    gone = ("NQ.tick", "MNQ.commission", "NQ.stress_vix", "NQ.as", "NDX.on_future", "NQ.last_trade", "NQ.daily")
    file.write_text("\n".join(line for line in lines if line.split(",")[1] not in gone))
    (sentence,) = told(file)
    lacking = ["NQ.tick (futures)", "MNQ.commission (costs)", "NQ.stress_vix (costs)", "NQ.cap (margin_model)"]
    lacking += ["NDX.on_future (options)", "NQ.last_trade (roll_convention)", "NQ.daily (price_limits)"]
    assert sentence.startswith(": has no NQ.tick (futures), ")
    assert sentence.endswith("; docs/underlyings.md says what each is")
    assert all(one in sentence for one in lacking)
    assert sentence.count("(margin_model)") == 14


@pytest.mark.parametrize(
    ("old", "new", "line", "problem"),
    [
        ("futures,MNQ.tick", "future,MNQ.tick", "future,", "unknown table 'future'; known: futures, costs, options,"),
        ("futures,MNQ.tick", "futures,MNQ.tik", "futures,MNQ.tik",
         "futures knows no MNQ.tik; known of MNQ: multiplier,"),
        ("USD per point of NDX", "dollars a point", "futures,NQ.mult",
         "the unit of NQ.multiplier is 'dollars a point'; it should be like 'USD per point of NDX'"),
        (",contracts of NQ,H", ",shares,H", "futures,NQ.margin_share",
         "the unit of NQ.margin_share is 'shares'; it should be like 'contracts of NQ'"),
        ("futures,MNQ.", "futures,MES.", "futures,MES.",
         "the root MES is taken by data/facts/families/SPX.csv; choose another"),
        ("options,NDX.", "options,ES.", "options,ES.",
         "the root ES is taken by data/facts/families/SPX.csv; choose another"),
        ("options,NDX.", "options,N100.", "options,N100.", "the root 'N100' should be of capital letters"),
        (',"E-mini Nasdaq-100 of CME, from memory"', ",", "futures,NQ.mult", "NQ.multiplier has no source"),
        ("0.25,index points,M", "0.25,,M", "futures,NQ.tick", "NQ.tick has no unit"),
        ("NQ.daily,1999-06-21", "NQ.daily,1999-06-31", "price_limits",
         "NQ.daily is '0.20' from '1999-06-31'; give a number and a date such as 1999-06-21"),
        ("21,0.20,share", "21,a fifth,share", "price_limits",
         "NQ.daily is 'a fifth' from '1999-06-21'; give a number and a date such as 1999-06-21"),
        ("21,0.20,share", "21,0_2,share", "price_limits", "NQ.daily is '0_2'; give a number"),
        ("21,0.20,share", "21,nan,share", "price_limits", "NQ.daily is 'nan'; give a number"),
        ("close,M,as for ES", "close,sure,as for ES", "price_limits",
         "confidence 'sure' of NQ.daily should be one of H, M, L, own, carried"),
        ("close,M,as for ES", "close,M,as for ES, or so", "price_limits",
         "has more than 7 cells; put quotes around text with commas"),
        ("price_limits,NQ.daily", "price_limits,daily", "price_limits",
         "name 'daily' should be a root and what is told of it, such as ES.tick"),
        ("model of ES", "model of SP", "margin_model",
         "there is no margin model of SP; known: CLICK225, ES, JGBL, JP225"),
        ("exchange_margin,NQ.", "exchange_margin,QQ.", "exchange_margin,QQ",
         "QQ of QQ.initial_ratio is no contract of this file"),
        ("2022-06-13,4", "1999-06-21,4", "roll_convention,NQ.days_before_friday,1999-06-21,4",
         "NQ.days_before_friday begins on the same day as on line 20; leave one of them out"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_one_sentence_with_its_line(written, old, new, line, problem):
    file = written((old, new))
    assert any(one.startswith(f", line {line_of(file, line)}: {problem}") for one in told(file))


def test_a_published_history_says_when_it_ends(written):
    row = "exchange_margin,NQ.maintenance,{},{},USD per contract,L,made up\n"
    begins, ends = row.format("1999-06-21", 15_000), row.format("2018-01-02", "")
    file = written(("price_limits,", f"{begins}price_limits,"))
    problem = "NQ.maintenance has no end; add a row without a value from the day on that is not known"
    assert told(file) == [f", line {line_of(file, 'exchange_margin,NQ.maint')}: {problem}"]
    with add_family(written(("price_limits,", f"{ends}{begins}price_limits,"))):
        assert [fact.value for fact in facts("exchange_margin").history("NQ.maintenance")] == [15_000.0, None]


def test_files_that_are_none(tmp_path):
    assert told(tmp_path / "none.csv") == [": cannot be read (No such file or directory); give the path of a CSV file"]
    (tmp_path / "other.csv").write_text("name,value\n")
    assert told(tmp_path / "other.csv") == [
        ": its first line should be table,name,valid_from,value,unit,confidence,source"
    ]
    (tmp_path / "empty.csv").write_text("table,name,valid_from,value,unit,confidence,source\n")
    assert told(tmp_path / "empty.csv") == [": has no contract; docs/underlyings.md has an example"]
    (tmp_path / "bytes.csv").write_bytes(b"\xff\xfe\x00\xd8")
    assert told(tmp_path / "bytes.csv")[0].startswith(": is no CSV in UTF-8 (")
    if sys.platform != "win32":
        os.mkfifo(tmp_path / "pipe")
        assert told(tmp_path / "pipe") == [
            ": cannot be read (it is a pipe, and only ordinary files are read); give the path of a CSV file"
        ]


def test_nothing_is_there_after_a_refusal(written):
    told(written(("model of ES", "model of SP")))
    assert "MNQ" not in future_roots()


class Point(EntryPoint):
    """An entry point that needs no installed package."""

    def load(self):
        return {"path": NQ, "function": lambda: str(NQ), "broken": lambda: 1 / 0}[self.value]


@pytest.fixture
def installed(monkeypatch):
    """Packages with an entry point of a kind."""

    def install(kind):
        points = [Point("NQ", kind, families.GROUP)]
        monkeypatch.setattr(families, "entry_points", lambda group: points if group == families.GROUP else [])
        families._installed.cache_clear()
        families.forget()

    yield install
    monkeypatch.undo()
    families._installed.cache_clear()
    families.forget()


@pytest.mark.parametrize("kind", ["path", "function"])
def test_an_installed_package_brings_a_family(installed, kind):
    installed(kind)
    assert future_spec("MNQ").family == "NQ"
    assert brought("MNQ").label == str(NQ)


def test_a_package_that_brings_none_is_told(installed):
    installed("broken")
    said = r"the underlying 'NQ' of a package \(broken\) cannot be loaded: division by zero; mend or uninstall it"
    with pytest.raises(DataError, match=said):
        future_roots()
