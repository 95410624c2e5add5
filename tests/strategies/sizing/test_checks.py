import pytest

from data.base.errors import ConfigError
from strategies.sizing.checks import level, positive, share


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        (2.0, "loss 2 means 200%; for 2 % write 0.02"),
        (1.0, "loss 1 means 100%; for 1 % write 0.01"),
        (0.0, "should be a share above 0 and below 1"),
        (-0.02, "should be a share above 0 and below 1"),
        (250.0, "should be a share above 0 and below 1"),
        (float("nan"), "should be a share above 0 and below 1"),
    ],
)
def test_percent_is_refused_where_a_decimal_belongs(value, sentence):
    with pytest.raises(ConfigError, match=sentence):
        share("loss", value)


def test_a_level_in_percent_is_refused():
    assert level("level", 1.5) == 1.5
    with pytest.raises(ConfigError, match=r"level 50 means 5000% of the requirement; for 50 % write 0.5"):
        level("level", 50.0)
    with pytest.raises(ConfigError, match="should be a multiple of the requirement above 0"):
        level("level", 0.0)


@pytest.mark.parametrize("value", [0.0, -1.0, float("inf"), float("nan")])
def test_what_must_be_above_zero_is(value):
    with pytest.raises(ConfigError, match=r"capital .* should be above 0"):
        positive("capital", value)
