from datetime import UTC, datetime, timedelta

from data.base import moment


class SetBack(datetime):
    """A clock that goes back an hour whenever it is looked at."""

    hours = iter(range(9, 0, -1))

    @classmethod
    def now(cls, tz=None):
        return datetime(2024, 3, 15, tzinfo=tz) + timedelta(hours=next(cls.hours))


def test_how_long_it_took_is_never_negative_though_the_clock_is_set_back(monkeypatch):
    monkeypatch.setattr(moment, "datetime", SetBack)
    first, second = moment.now(), moment.now()
    assert first.at > second.at
    assert first.at.tzinfo is UTC
    assert 0.0 <= second.seconds <= first.seconds
