"""`overlay tonight` with an account that somebody wrote down from a statement, rounded as statements are: the orders of
the backtest all the same; and with one that cannot be: a sentence, and nothing written.
"""

import re
from pathlib import Path

import pytest

from tests.support.commands import outside, told
from tests.support.plan_options import options
from tests.support.statements import FLEX, PLAIN
from validation.evenings_asked import orders_by_day, whole_run
from validation.stepped_plans import day

ACCOUNTS = sorted((Path(__file__).parents[1] / "evening" / "accounts").glob("*.toml"))


@pytest.mark.pages
@pytest.mark.parametrize(
    "file",
    [pytest.param(one, id=one.stem) for one in ACCOUNTS],
)
def test_an_account_written_by_hand_sends_the_orders_of_the_backtest(file):
    plan, _, evening = file.stem.partition("_")
    found = told("tonight", *options(plan), "--as-of", evening, "--state", file)
    orders = sorted((one["contract"], one["size"], one["purpose"]) for one in found["orders"])
    assert orders == orders_by_day(whole_run(plan), [day(evening)])[day(evening)]
    assert orders or evening == "2020-03-20"


GOOD = """\
day = 2020-03-11
currency = "USD"
equity = {equity}
cash = 32779.39
fund = 976400.20

[[positions]]
contract = "MESH20"
size = 7

[[positions]]
contract = "XSP200320P320"
size = 3

[month]
opened = 1023491.08
"""
WRONG = {
    "an equity that is another account's": ("1022968.80", "2022968.80"),
    "a contract twice": ('"XSP200320P320"\nsize = 3', '"MESH20"\nsize = 3'),
    "a contract that has expired": ('"MESH20"', '"MESZ19"'),
    "a contract of another index": ('"MESH20"', '"NK225MH20"'),
    "a month that has no contract": ('"MESH20"', '"MESJ20"'),
    "a letter that is none": ('"MESH20"', '"MES H20"'),
    "more than the account can margin": ("size = 7", "size = 7000"),
    "half a contract": ("size = 7", "size = 7.5"),
    "no contract": ("size = 7", "size = 0"),
    "a fund that is owed": ("fund = 976400.20", "fund = -976400.20"),
    "money that came yesterday": ("[month]", "[[in_transit]]\narrives = 2020-03-10\namount = 1\n\n[month]"),
    "money that comes on a Sunday": ("[month]", "[[in_transit]]\narrives = 2020-03-15\namount = 1\n\n[month]"),
    "less than nothing on its way": ("[month]", "[[in_transit]]\narrives = 2020-03-13\namount = -5\n\n[month]"),
    "a call that was due": ("[month]", "[call]\namount = 5\ndue = 2020-03-10\n\n[month]"),
    "another evening": ("2020-03-11", "2020-03-10"),
    "a Sunday": ("2020-03-11", "2020-03-15"),
    "a day that is to come": ("2020-03-11", "2030-03-11"),
    "a day that never was": ("2020-03-11", "2020-02-31"),
    "another currency": ('"USD"', '"EUR"'),
    "an amount with commas": ("32779.39", "32,779.39"),
    "an amount that is none": ("32779.39", "nan"),
    "an amount as its own digits": ("32779.39", "\uff13\uff12\uff17\uff17\uff19"),
    "a key with a slip": ("fund =", "fnud ="),
    "a hedge that the plan has not": ("fund =", "hedge = 500000.0\nfund ="),
    "a rule that is in no such state": ("[month]", '[rules]\nloss_stop = "closed"\n\n[month]'),
    "a rule that is none": ("[month]", '[rules]\nhalving = "halved"\n\n[month]'),
    "a month that began with nothing": ("opened = 1023491.08", "opened = 0"),
    "options sold, which the plan never does": ("size = 3", "size = -3"),
    "a file cut in its midst": ("contract =", "contr\n"),
    "bytes of another file": ("[month]", "\x00\x00PAR1"),
    "nothing": (GOOD, ""),
}  # fmt: skip


def sentence(done):
    """What was said: one sentence, exit status 2, nothing printed."""
    assert done.returncode == 2, (done.returncode, done.stdout[:300])
    assert done.stdout == ""
    assert done.stderr.startswith("overlay: "), done.stderr
    assert done.stderr.count("\n") == 1, done.stderr
    return done.stderr


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """A folder with an account in which nothing is wrong."""
    folder = tmp_path_factory.mktemp("written")
    (folder / "good.toml").write_text(GOOD.format(equity="1022968.80"), encoding="utf-8")
    return folder


def asked(file, *more):
    plan = [*options("C"), "--as-of", "2020-03-11"]
    return outside("tonight", *plan, "--state", file, *more)


@pytest.mark.pages
def test_the_account_in_which_something_will_be_wrong_is_right(written):
    done = asked(written / "good.toml", "--quiet")
    assert (done.returncode, done.stderr) == (10, "")


@pytest.mark.pages
def test_an_account_that_cannot_be_is_one_sentence_and_nothing_is_written(written, subtests):
    file, right = written / "wrong.toml", GOOD.format(equity="1022968.80")
    for what, (before, after) in WRONG.items():
        with subtests.test(what):
            assert right.count(before.format(equity="1022968.80")) >= 1
            text = right.replace(before.format(equity="1022968.80"), after, 1)
            file.write_text(text, encoding="utf-8")
            assert "wrong.toml" in sentence(asked(file, "--ics", written / "tonight.ics"))
            assert sorted(one.name for one in written.iterdir()) == ["good.toml", "wrong.toml"]
            assert file.read_text(encoding="utf-8") == text


FLEX_ALONE = re.sub(r'<OpenPosition assetCategory="OPT".*?/>\n', "", FLEX, flags=re.DOTALL)
PLAIN_ALONE = PLAIN
OF_STATEMENTS = {
    "XML cut in its midst": (FLEX_ALONE, "</FlexStatements>", ""),
    "an entity that grows": (FLEX_ALONE, "<FlexQueryResponse", '<!DOCTYPE a [<!ENTITY b "c">]><FlexQueryResponse'),
    "another size of contract": (FLEX_ALONE, 'multiplier="5" position', 'multiplier="50" position'),
    "a position that is no number": (FLEX_ALONE, 'position="2"', 'position="two"'),
    "part of a future": (FLEX_ALONE, 'position="2"', 'position="2.5"'),
    "a contract that nobody knows": (FLEX_ALONE, 'symbol="MESU6" underlyingSymbol="MES" expiry="20260918"',
                                     'symbol="QQQU6" underlyingSymbol="QQQ" expiry="20260918"'),
    "an expiry that was": (FLEX_ALONE, 'symbol="MESU6" underlyingSymbol="MES" expiry="20260918"',
                           'symbol="MESH6" underlyingSymbol="MES" expiry="20260320"'),
    "no cash": (FLEX_ALONE, 'currency="USD" endingCash="30000.5"', 'currency="USD"'),
    "two accounts": (FLEX_ALONE, "</FlexStatement></FlexStatements>",
                     '</FlexStatement><FlexStatement accountId="U7" toDate="20260710" /></FlexStatements>'),
    "a day that is no session": (FLEX_ALONE, 'toDate="20260710"', 'toDate="20260711"'),
    "more than can be margined": (PLAIN_ALONE, "buy,2,6300", "buy,2000,6300"),
    "neither bought nor sold": (PLAIN_ALONE, "MESU26,buy,2", "MESU26,hold,2"),
    "two days": (PLAIN_ALONE, "2026-07-10,cash", "2026-07-09,cash"),
    "a column that is gone": (PLAIN_ALONE, "date,kind,contract", "date,sort,contract"),
    "a kind of row that nobody knows": (PLAIN_ALONE, "fund,VMFXX", "stocks,VMFXX"),
    "another currency": (PLAIN_ALONE, "30000.5,USD", "30000.5,EUR"),
    "an empty file": (PLAIN_ALONE, PLAIN_ALONE, ""),
    "a picture": (PLAIN_ALONE, PLAIN_ALONE, "\x89PNG\r\n\x1a\n\0\0\0"),
}  # fmt: skip


@pytest.mark.pages
def test_a_statement_that_cannot_be_is_one_sentence_and_no_state(tmp_path, subtests):
    file = tmp_path / "statement"
    for good in (FLEX_ALONE, PLAIN_ALONE):
        file.write_text(good, encoding="utf-8")
        done = outside("state", "from", file)
        assert (done.returncode, done.stderr) == (0, ""), done.stderr
    for what, (text, before, after) in OF_STATEMENTS.items():
        with subtests.test(what):
            assert before in text
            file.write_text(text.replace(before, after, 1), encoding="utf-8")
            assert "statement" in sentence(outside("state", "from", file))
            assert [one.name for one in tmp_path.iterdir()] == ["statement"]
