import pytest

from tests.support.worth_result import interpreted as plain_python


@pytest.fixture(scope="module")
def interpreted():
    """The fast driver in plain Python."""
    patched = plain_python()
    yield
    patched.undo()


@pytest.fixture
def result(small_worth):
    return small_worth
