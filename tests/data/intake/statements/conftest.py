"""Statements to be read, and what is read of them."""

import pytest

from data.contracts.calendars import xnys
from data.intake.statements.statement import read_statement
from tests.support.statements import FLEX, JAPANESE, PLAIN


@pytest.fixture(scope="session")
def flex():
    return FLEX


@pytest.fixture(scope="session")
def plain():
    return PLAIN


@pytest.fixture(scope="session")
def japanese():
    return JAPANESE


@pytest.fixture
def read(tmp_path):
    """What a text, or bytes, says as a statement."""

    def of(content, currency="USD"):
        file = tmp_path / "statement.txt"
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read_statement(file, xnys(), currency)

    return of
