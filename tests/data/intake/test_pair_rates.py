import pytest

from data.base.errors import DataError, OverlayError
from data.contracts.fx_pairs import fx_pair
from data.intake.pair_rates import own_rates

EURO = fx_pair("EURJPY")


@pytest.fixture
def written(tmp_path):
    def write(*lines):
        path = tmp_path / "eurjpy.csv"
        path.write_text("\n".join(lines) + "\n")
        return own_rates(path, EURO)

    return write


def test_rates_and_what_the_currency_earns_are_read(written):
    read = written("date,rate,base_rate", "2020-01-02,121.75,-0.005", "2020-01-03,120.52,-0.005")
    assert read.days.tolist() == [18263, 18264]
    assert read.rates.tolist() == [121.75, 120.52]
    assert read.base_rates.tolist() == [-0.005, -0.005]


@pytest.mark.parametrize("name", ["rate", "EURJPY", "EUR/JPY", "Close", "終値"])
def test_a_column_of_rates_has_many_names_and_another_need_not_be_there(written, name):
    read = written(f"date,{name}", "2020-01-02,121.75", "2020-01-03,120.52")
    assert read.rates.tolist() == [121.75, 120.52]
    assert read.base_rates is None


def test_files_are_alike_where_what_stands_in_them_is(written):
    lines = ("date,rate", "2020-01-02,121.75", "2020-01-03,120.52")
    assert written(*lines) == written(*lines)
    assert written(*lines) != written(*lines, "2020-01-06,120.88")


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        (("date,rate", "2020-01-02,0.0082", "2020-01-03,0.0083"), "2020-01-02: EUR/JPY at 0.0082 is upside down"),
        (("date,rate", "2020-01-02,121.75", "2020-01-03,1205.2"), "2020-01-03: EUR/JPY at 1205.2: since 1999 it was"),
        (("date,rate", "2020-01-02,121.75", "2020-01-03,"), "line 3: rate is missing"),
        (("date,rate,base_rate", "2020-01-02,121.75,4.25"), "base_rate 4.25 looks like per cent"),
        (("date,rate,base_rate", "2020-01-02,121.75,"), "base_rate"),
        (("date,rate", "2020-01-03,121.75", "2020-01-02,120.5"), "2020-01-03"),
        (("date,price,close", "2020-01-02,121.75,1"), "rate"),
    ],
)
def test_what_cannot_be_is_a_sentence(written, lines, told):
    with pytest.raises(OverlayError) as refused:
        written(*lines)
    assert told in str(refused.value)
    assert isinstance(refused.value, DataError)
