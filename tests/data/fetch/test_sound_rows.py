"""Files of another series, of days that are none, or without numbers are not kept for what was asked."""

import gzip
import json
from datetime import date, timedelta

import pytest

from data.fetch.checks import extent
from data.fetch.failures import Unusable
from data.fetch.public_series import SERIES, chosen
from data.fetch.sound_rows import check_days, check_numbers

DAYS = [date(2024, 1, 1) + timedelta(days=one) for one in range(200)]


def refusal(name, sent):
    with pytest.raises(Unusable) as refused:
        extent(sent, chosen([name])[0].shape)
    return str(refused.value)


def changed(sent, change):
    chart = json.loads(sent)
    change(chart["chart"]["result"][0])
    return json.dumps(chart).encode()


def test_a_chart_of_another_symbol_is_none_of_what_was_asked(body):
    sent = body("gspc")
    assert refusal("gspc", sent.replace(b"^GSPC", b"^DJI")) == "the chart is of ^DJI, but ^GSPC was asked for"
    nameless = changed(sent, lambda one: one["meta"].pop("symbol"))
    assert refusal("gspc", nameless) == "the chart is of None, but ^GSPC was asked for"


def test_every_chart_of_the_catalogue_says_its_symbol():
    assert [one.name for one in SERIES if one.shape.kind == "chart" and not one.shape.symbol] == []


def test_a_chart_without_prices_or_of_one_time_is_none(body):
    sent = body("gspc")
    blank = changed(sent, lambda one: one["indicators"]["quote"][0].update(close=[None] * 40))
    assert refusal("gspc", blank) == "the column close has numbers on 0 of 40 days, which is no history of it"
    still = changed(sent, lambda one: one.update(timestamp=[one["timestamp"][0]] * 39 + one["timestamp"][-1:]))
    assert refusal("gspc", still).startswith(
        "38 of 40 days stand twice or out of order, first 1927-12-30 behind 1927-12-3"
    )


@pytest.mark.parametrize("value", ["<script>", "nan", "inf", "1,5", "", "."])
def test_a_column_without_numbers_is_no_history(value, body):
    head, *rows = body("dtb3").decode().splitlines()
    sent = "\n".join([head, *(f'{row.split(",")[0]},"{value}"' for row in rows)]).encode()
    assert refusal("dtb3", sent) == "the column DTB3 has numbers on 0 of 40 days, which is no history of it"


def test_days_that_stand_twice_are_no_history(body):
    head, *rows = body("dtb3").decode().splitlines()
    sent = "\n".join([head, *(row for row in rows for _ in range(2))]).encode()
    assert refusal("dtb3", sent) == (
        "40 of 80 days stand twice or out of order, first 1954-01-04 behind 1954-01-04, which is no daily history"
    )


def test_days_go_up_or_down_and_one_slip_of_a_publisher_is_left_to_the_reader():
    for days in (DAYS, DAYS[::-1], [*DAYS, DAYS[-1]], DAYS[:1], []):
        check_days(days)
    with pytest.raises(Unusable, match="99 of 200 days stand twice or out of order"):
        check_days([*DAYS[::2], *DAYS[1::2][:1], *DAYS[3::2][::-1]])


def test_holidays_leave_a_column_what_it_is():
    check_numbers("DTB3", ["1.5", ".", "2", "N/A"])
    check_numbers("close", [1, 2.5, None, 10**400])
    with pytest.raises(Unusable, match="the column close has numbers on 1 of 3 days"):
        check_numbers("close", [True, 1.0, float("nan")])


def test_a_packed_body_whose_end_nobody_could_see_is_not_kept(fetch, body, reply):
    half = body("vix")[:1000]
    sent = reply(gzip.compress(half), headers={"Content-Encoding": "gzip"}, framed=False)
    assert fetch("vix", sent).why == "the server did not say how long the body is, so nobody could tell if it was cut"
