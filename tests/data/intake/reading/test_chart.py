"""A chart in JSON, as Yahoo answers, is an index."""

import json

import pytest

from data.base.finding import Refused
from data.intake.reading.chart import chart_text, is_chart
from data.intake.series_file import read_history
from data.intake.source import Source


def chart(**changed):
    # 2026-07-09 and 2026-07-10, 09:30 in New York; 7575.39013671875 is 7575.39 as a number of 32 bits
    quote = {"open": [7491.6, None], "high": [7546.89, None], "low": [7481.73, None],
        "close": [7575.39013671875, None], "volume": [3_000_000_000, None]}  # fmt: skip
    result = {
        "meta": {"gmtoffset": -14400}, "timestamp": [1783603800, 1783690200], "indicators": {"quote": [quote]},
        **changed,
    }  # fmt: skip
    return json.dumps({"chart": {"result": [result], "error": None}}).encode()


def test_prices_have_the_digits_they_were_published_with_and_days_without_a_close_are_left_out():
    assert (
        chart_text(chart(), "x")
        == "Date,Open,High,Low,Close,Volume\n2026-07-09,7491.6,7546.89,7481.73,7575.39,3000000000"
    )


def test_days_are_those_of_the_exchange():
    told = chart_text(chart(meta={"gmtoffset": 32_400}, timestamp=[1783695600, 1783782000]), "x")
    assert told.splitlines()[1].startswith("2026-07-11,")


def test_it_is_read_as_an_index(tmp_path):
    path = tmp_path / "gspc.chart.json"
    path.write_bytes(b"\xef\xbb\xbf" + chart())
    history = read_history(Source("index", path))
    assert [one for one in history.findings if one.severity == "error"] == []
    assert history.values["close"].tolist() == [7575.39]


@pytest.mark.parametrize(
    "sent",
    [
        b'{"chart": {}}', b'{"chart": {"result": null}}', b'{"chart": {"result": []}}', b'{"chart": {',
        b'{"chart": {"result": [[]]}}',
        chart(timestamp=[1]), chart(timestamp=["x", "y"]), chart(timestamp=[1e300, 2.0]), chart(timestamp=[10**30, 1]),
        chart(meta={}), chart(meta=[]), chart(indicators={"quote": []}), b'{"chart": {"a":' + b"[" * 100_000,
        b'{"chart": {"result": ' + b"9" * 5_000,
    ],
)  # fmt: skip
def test_one_without_prices_by_day_is_refused(sent, tmp_path):
    assert is_chart(sent)
    with pytest.raises(Refused, match="is a chart in JSON without prices by day"):
        chart_text(sent, "x")


def test_other_json_is_still_the_message_of_a_service(tmp_path):
    path = tmp_path / "message.json"
    path.write_bytes(b'{"error": {"chart": 1}}')
    with pytest.raises(Refused, match="is JSON, not a table"):
        read_history(Source("index", path))
