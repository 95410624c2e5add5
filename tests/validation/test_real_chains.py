"""Real option chains are no finding, that of 2018-02-05 among them; the same chains under the next session's dates are
one.
"""

import pytest

from tests.support.chain_play import chain, found, moved
from validation.lies_public import RECENT, recent_quotes
from validation.option_chains import RND, SHOCK, SNAPSHOTS, rnd_quotes, shock_quotes, snapshot_quotes

READ = {
    RND: lambda _: rnd_quotes(),
    SHOCK: lambda _: shock_quotes().assign(root="SPX"),
    SNAPSHOTS: lambda _: snapshot_quotes().query("root == 'SPX'").dropna(subset=["bid", "ask"]),
    RECENT: lambda _: recent_quotes(),
}


@pytest.fixture(scope="module", params=READ)
def real(request, development_data):
    table = READ[request.param](development_data(request.param))
    days = {name: table[name].dt.date for name in ("date", "expiry")}
    columns = table.assign(**days)[["date", "root", "expiry", "strike", "right", "bid", "ask"]]
    return request.param, chain(*columns.itertuples(index=False, name=None))


@pytest.mark.pages
def test_a_real_chain_is_no_finding(real):
    assert not found(real[1])


def test_a_real_chain_under_the_next_dates_is_one(real):
    name, of = real
    if name != SHOCK:
        pytest.skip("days apart from each other have no changes to compare")
    assert "quotes-shifted" in {finding.check for finding in found(moved(of, 1))}
