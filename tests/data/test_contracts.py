from datetime import date

import pytest

from data.contracts import FutureContract, future_roots, future_spec
from data.days import day_of
from data.errors import ConfigError

MARCH_2019 = day_of(date(2019, 3, 15))


def test_a_point_is_worth_50_dollars_on_the_e_mini_and_5_on_the_micro():
    assert (future_spec("ES").multiplier, future_spec("MES").multiplier) == (50.0, 5.0)
    assert future_spec("ES").multiplier * 4_000 == 200_000


def test_ticks():
    assert future_spec("ES").tick * future_spec("ES").multiplier == 12.50
    assert future_spec("ES").spread_tick * future_spec("ES").multiplier == 2.50


def test_a_micro_is_a_tenth_for_margin():
    assert (future_spec("ES").margin_share, future_spec("MES").margin_share) == (1.0, 0.1)


def test_codes_name_month_and_year():
    assert FutureContract(future_spec("MES"), MARCH_2019).code == "MESH19"


def test_a_micro_before_may_2019_is_hypothetical():
    contract = FutureContract(future_spec("MES"), MARCH_2019)
    assert contract.hypothetical(day_of(date(2019, 5, 3)))
    assert not contract.hypothetical(day_of(date(2019, 5, 6)))


def test_contracts_are_values():
    one, other = (FutureContract(future_spec("ES"), MARCH_2019) for _ in range(2))
    assert one == other
    assert len({one, other, FutureContract(future_spec("MES"), MARCH_2019)}) == 2


def test_an_unknown_root_is_answered_with_the_known_ones():
    assert future_roots() == ("ES", "MES")
    with pytest.raises(ConfigError, match="unknown future 'NQ'; known: ES, MES"):
        future_spec("NQ")
