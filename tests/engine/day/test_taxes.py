"""Tax in the session: what the evening before brought is looked at in the morning, from the first session on."""

import json

from engine.tax.tax_regimes import REGIMES


def test_a_year_that_ends_with_the_first_session_is_assessed_on_the_second(small_market, play, script, terms):
    market = small_market([1000.0] * 3, "2013-12-31")
    run = play(market, script, terms(tax=REGIMES["us_1256"]))
    events = [row for row in run.tables["events"].to_pylist() if row["kind"] == "tax_assessed"]
    assert [str(row["date"]) for row in events] == ["2014-01-02"]
    assert json.loads(events[0]["numbers"])["year"] == 2013.0
