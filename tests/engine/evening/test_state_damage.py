"""Files damaged anywhere end in a sentence, or in what they still say: never in an error of the program."""

import numpy as np
import pytest

from data.base.errors import OverlayError
from data.contracts.calendars import xnys
from data.contracts.contracts import option_contract
from data.intake.statements.statement import read_statement
from engine.evening.from_statement import account_of
from engine.evening.state_checks import checked
from engine.evening.state_file import parse_state, state_text
from engine.settings.run_config import parse_config
from tests.support.statements import FLEX, JAPANESE, PLAIN

PLAN = parse_config({})
PIECES = (b"9999999999999", b"-", b"nan", b'"', b"e308", b",", b"\xef\xbc\x91", b"0", b"<", b"\n")


def damaged(content, chance):
    """Some bytes changed, cut out, put in, or told twice."""
    told = bytearray(content)
    for place in chance.integers(0, len(told), size=chance.integers(1, 4)).tolist():
        kind = chance.integers(0, 4)
        if kind == 0:
            told[place : place + 1] = bytes([chance.integers(0, 256)])
        elif kind == 1:
            del told[place : place + int(chance.integers(1, 12))]
        elif kind == 2:
            told[place:place] = PIECES[chance.integers(0, len(PIECES))]
        else:
            told[place:place] = told[: chance.integers(1, 40)]
    return bytes(told)


@pytest.mark.pages
@pytest.mark.parametrize("form", ["state", "flex", "plain", "japanese"])
def test_damage_is_never_an_error_of_the_program(form, market, tmp_path):
    chance, refused, file = np.random.default_rng(27), 0, tmp_path / "statement"
    held = account_of(_read(file, FLEX.encode()), PLAN).held._replace(day=market.days[-2], positions=())
    texts = {"state": state_text(held, "USD", 100000.5), "flex": FLEX, "plain": PLAIN, "japanese": JAPANESE}
    content = texts[form].encode("cp932")
    for _ in range(100):
        try:
            if form == "state":
                checked(parse_state(damaged(content, chance), "state.toml"), PLAN, market)
            else:
                account_of(_read(file, damaged(content, chance)), PLAN, leave_out=True)
        except OverlayError:
            refused += 1
    assert refused > 20


def _read(file, content):
    file.write_bytes(content)
    return read_statement(file, xnys(), "USD")


def test_an_option_whose_day_is_none_is_no_contract():
    with pytest.raises(OverlayError, match="269918 is no day"):
        option_contract("XSP269918P600")
