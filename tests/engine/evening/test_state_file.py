"""An account as TOML: what is written is read back, and what cannot be is told in one sentence."""

import os
import sys
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.base.days import day_of
from data.base.errors import ConfigError
from engine.account.held_account import HeldAccount, HeldPosition, OpenCall
from engine.evening.state_file import load_state, parse_state, state_text

AMOUNTS = st.floats(-1e12, 1e12, allow_nan=False)
ABOVE = st.floats(0.01, 1e12)
DAYS = st.integers(-4000, 40000)
ACCOUNTS = st.builds(
    HeldAccount,
    DAYS,
    AMOUNTS,
    ABOVE,
    st.lists(st.tuples(DAYS, ABOVE), max_size=3).map(tuple),
    st.lists(
        st.builds(HeldPosition, st.sampled_from(("MESU26", "XSP260918P600", "日経")), st.integers(1, 10**9)), max_size=3
    ).map(tuple),
    st.none() | st.builds(OpenCall, ABOVE, DAYS, ABOVE),
    ABOVE,
    st.none() | ABOVE,
    st.sampled_from(((), (("loss_stop", True),), (("loss_stop", False), ("voluntary_stop", True)))),
)
STATE = """\
day = 2020-03-16
currency = "USD"
cash = 25000.0
fund = 975000.0

[[positions]]
contract = "MESM20"
size = 7
"""


@pytest.mark.pages
@given(ACCOUNTS, st.none() | ABOVE)
def test_what_is_written_is_read_back_equal(held, equity):
    told = parse_state(state_text(held, "JPY", equity).encode(), "state.toml")
    assert (told.held, told.currency, told.equity) == (held, "JPY", equity)


def test_a_state_is_read_as_other_editors_save_it():
    plain = parse_state(STATE.encode(), "s").held
    assert parse_state(b"\xef\xbb\xbf" + STATE.replace("\n", "\r\n").encode(), "s").held == plain
    assert parse_state(STATE.replace("2020-03-16", '"2020-03-16"').encode(), "s").held == plain
    assert parse_state(STATE.replace("size = 7", "size = 7.0").encode(), "s").held == plain
    assert plain == HeldAccount(day_of(date(2020, 3, 16)), 25000.0, 975000.0, (), (HeldPosition("MESM20", 7),))


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("cash = 25000.0\n", "", "cash: is missing; write a line such as cash = 12000.0"),
        ("cash", "csh", "cash: is missing"),
        ("fund", "funds", "funds: there is no such key here; there are day, currency, cash, fund,"),
        ("size = 7", "size = 7\nprice = 2", "positions 1, price: there is no such key here; there are contract, size"),
        ("25000.0", '"25,000"', "cash: '25,000' is a text; write the number without quotes and commas"),
        ("25000.0", "nan", "cash: nan is no amount"),
        ("25000.0", "-inf", "cash: -inf is no amount"),
        ("25000.0", "true", "cash: True is no amount"),
        ("25000.0", "1e300", "cash: 1e+300 is beyond 1e+13; count its digits"),
        ("25000.0", "\uff12\uff15", "line 3: has a full-width \uff12, write 2 in its place"),
        ("25000.0", "25000.0\ncash = 1", "is no TOML: Cannot overwrite a value"),
        ("2020-03-16", "2020-02-30", "is no TOML"),
        ("2020-03-16", '"16.3.2020"', "day: '16.3.2020' is no day; write it as 2026-07-10"),
        ("2020-03-16", "2020-03-16T09:00:00", "day: 2020-03-16 09:00:00 is no day; write it as 2026-07-10, without"),
        ("2020-03-16", "20200316", "day: 20200316 is no day"),
        ('"USD"', "7", "currency: 7 is no name"),
        ("size = 7", "size = 1.5", "positions 1, size: 1.5 of MESM20 is no number of whole contracts"),
        ("size = 7", "size = 0", "positions 1, size: 0 of MESM20 is no position; leave it out"),
        ("size = 7", 'size = "7"', "positions 1, size: '7' of MESM20 is no number"),
        ("size = 7", "size = 1" + 17 * "0", "count its digits"),
        ("[[positions]]", "[positions]", "positions: should be tables, each under a line [[positions]]"),
        ("[[positions]]", "[call]\namount = 0\ndue = 2020-03-17\n[[positions]]", "call.amount: 0 is no call"),
        ("[[positions]]", "[month]\nopened = -5\n[[positions]]", "month.opened: -5 is no equity to begin a month with"),
        (
            "[[positions]]",
            '[rules]\nloss_stop = "shut"\n[[positions]]',
            "'shut' is no state of a stop; write 'open'",
        ),
        ("[[positions]]", "[[in_transit]]\narrives = 2020-03-17\namount = -1\n[[positions]]", "is nothing on its way"),
    ],
)
def test_what_cannot_be_is_one_sentence(before, after, said):
    with pytest.raises(ConfigError) as refused:
        parse_state(STATE.replace(before, after, 1).encode(), "state.toml")
    assert str(refused.value).startswith("state.toml")
    assert said in str(refused.value)
    assert "\n" not in str(refused.value)


def test_files_that_are_no_state_are_refused(tmp_path):
    for content, said in (
        ("現金".encode("cp932"), "line 1: is not UTF-8; save the file as UTF-8"),
        (STATE.encode("utf-16"), "is not UTF-8"),
        (b"\0" * 40, "is no TOML"),
        (b"", "day: is missing"),
        (b"x = " + b"[" * 5000, "is nested too deeply"),
        (b"#" * 1_200_000, "cannot be read (it has 1.20 MB, and at most 1.00 MB are read)"),
    ):
        (tmp_path / "s.toml").write_bytes(content)
        with pytest.raises(ConfigError, match=r"s\.toml") as refused:
            load_state(tmp_path / "s.toml")
        assert said in str(refused.value)
        assert "\n" not in str(refused.value)
    with pytest.raises(ConfigError, match="is no file"):
        load_state(tmp_path)
    with pytest.raises(ConfigError, match="cannot be read"):
        load_state(tmp_path / "none.toml")


@pytest.mark.skipif(sys.platform == "win32", reason="has no such pipes")
def test_a_pipe_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "state.toml")
    with pytest.raises(ConfigError, match=r"cannot be read \(it is a pipe, and only ordinary files are read\)"):
        load_state(tmp_path / "state.toml")


@pytest.mark.parametrize(
    "nested", ["a = " + "[" * 600 + "]" * 600, "a = " + "[" * 100_000, "a" + ".a" * 3_000 + " = 1"]
)
def test_a_state_that_is_nested_without_end_is_refused(nested):
    with pytest.raises(ConfigError, match=r"s: is nested too deeply: it has more than 60 .*; a state has tables"):
        parse_state(nested.encode(), "s")


@pytest.mark.parametrize("word", ["[]", "[[1]]", "{ a = 1 }", "1", "true", "nan", "2020-01-01"])
def test_a_stop_that_is_no_word_is_refused(word):
    text = STATE.replace("[rules]", "") + f"\n[rules]\nloss_stop = {word}\n"
    with pytest.raises(ConfigError, match=r"s: rules\.loss_stop: .* is no state of a stop; write 'open' or 'stopped'"):
        parse_state(text.encode(), "s")
