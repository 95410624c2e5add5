"""Plans of several accounts: what is wrong with one is a sentence."""

import pytest

from data.base.errors import ConfigError
from engine.portfolio.plan import load_plan, parse_plan

ONE = '[accounts.a]\nshare = 1\npattern = "core"\n'
WRONG = {
    "": "has no accounts",
    "accounts = 1": "has no accounts",
    "[accounts]": "has no accounts",
    "[[accounts]]\nshare = 1": "has no accounts",
    "[accounts]\na = 1": "accounts.a: should be a table",
    "[accounts.a]": "accounts.a: has no share",
    '[accounts.a]\nshare = "half"': "accounts.a.share: should be a number above 0 and at most 1; it is 'half'",
    "[accounts.a]\nshare = true": "it is True",
    "[accounts.a]\nshare = 0": "it is 0",
    "[accounts.a]\nshare = nan": "it is nan",
    "[accounts.a]\nshare = inf": "it is inf",
    "[accounts.a]\nshare = [1]": r"it is \[1\]",
    "[accounts.a]\nshare = 0.5": "add up to 0.5; they should add up to 1",
    '[accounts.a]\nshare = 1\npattern = "Z"': "accounts.a: pattern = 'Z'",
    '[accounts.a]\nshare = 1\npatern = "A"': "accounts.a: unknown key patern; did you mean pattern?",
    "[accounts.a]\nshare = 1\noverlay.ratoi = 1": "unknown key overlay.ratoi; did you mean overlay.ratio?",
    "[accounts.a]\nshare = 1\noverlay = 3": "accounts.a: overlay: is a section",
    "[accounts.a]\nshare = 1\nconfig = 3": "accounts.a.config: should be the path",
    '[accounts.a]\nshare = 1\nconfig = ""': "accounts.a.config: should be the path",
    '[accounts.a]\nshare = 1\nconfig = "no.toml"': "no.toml: cannot be read",
    "[accounts.a]\nshare = 1\nmarket = 3": "accounts.a.market: should be a file",
    "[accounts.a]\nshare = 1\ncapital.initial = 3": "accounts.a.capital: what the whole says of initial holds",
    '[accounts.a]\nshare = 1\nperiod = "2008"': "accounts.a.period: what the whole says of start and end holds",
    "[accounts.a]\nshare = 1\ninvestor.capital = 3": "accounts.a.investor: what the whole says of capital holds",
    f"curency = 1\n{ONE}": "unknown key curency; did you mean currency?",
    f'currency = "EUR"\n{ONE}': "currency = 'EUR': should be 'USD' or 'JPY'",
    f"capital = 0\n{ONE}": "capital = 0: should be greater than or equal to 1",
    f'capital = "much"\n{ONE}': "capital = 'much': should be a valid number",
    f'period = "nonsense"\n{ONE}': "period 'nonsense' is not known",
    f"transfers = 1\n{ONE}": "transfers: is a section",
    f'[transfers]\nevery = "week"\n{ONE}': "transfers.every = 'week': should be",
    f"[transfers]\nband = 2\n{ONE}": "transfers.band = 2: should be less than or equal to 1",
    f"[transfers]\ndays = 0\n{ONE}": "transfers.days = 0: should be greater than or equal to 1",
    f'[transfers]\nrescue_from = "b"\n{ONE}': "rescue_from = 'b': should be one of the accounts a",
    '[accounts."a/b"]\nshare = 1': "accounts.'a/b': should be letters",
    '[accounts."../x"]\nshare = 1': "accounts.'../x': should be letters",
    '[accounts."a\\nb"]\nshare = 1': r"accounts.'a\\nb': should be letters",
    '[accounts.""]\nshare = 1': "accounts.'': should be letters",
    '[accounts."日本"]\nshare = 1': "accounts.'日本': should be letters",
    f"[accounts.{'a' * 41}]\nshare = 1": "40 at most",
    "[accounts.portfolio]\nshare = 1": "neither of portfolio and on_its_way",
    "[accounts.a]\nshare = 0.5\n[accounts.A]\nshare = 0.5": "accounts.A: another name differs from it only in capitals",
    "".join(f"[accounts.a{place}]\nshare = 0.05\n" for place in range(13)): "13 accounts; 12 at most",
    "accounts = ": "is not valid TOML",
    f"a = {'[' * 600}{']' * 600}": "is nested too deeply",
    f"[accounts.a]\nshare = 1\noverlay = {'[' * 600}{']' * 600}": "is nested too deeply",
    '[accounts.a]\nshare = 1\nconfig = "a\\u0000b"': "is not valid TOML: embedded null byte",
    f'[accounts.a]\nshare = 1\nconfig = "{"a" * 5000}"': "cannot be read",
    f"{ONE}{ONE.replace('.a', '.NUL')}": "accounts.NUL: is the name of a device of Windows",
}


@pytest.mark.parametrize("text", WRONG)
def test_what_is_wrong_with_a_plan_is_one_sentence(text, tmp_path):
    file = tmp_path / "plan.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError, match=WRONG[text]) as error:
        load_plan(file)
    assert len(str(error.value).splitlines()) == 1


def test_a_file_that_is_not_there_is_a_sentence(tmp_path):
    with pytest.raises(ConfigError, match=r"no.toml: cannot be read .*; give the path of a TOML file"):
        load_plan(tmp_path / "no.toml")


def test_a_name_that_is_no_text_is_refused():
    with pytest.raises(ConfigError, match=r"accounts\.1: should be letters"):
        parse_plan({"accounts": {1: {"share": 1}}})


def test_an_account_takes_a_config_beside_the_plan_and_what_it_says_itself_wins(tmp_path):
    (tmp_path / "mine.toml").write_text('pattern = "A"\noverlay.ratio = 0.1\ncapital.initial = 5\nperiod = "2008"\n')
    text = '[accounts.a]\nshare = 1\nconfig = "mine.toml"\noverlay.band = 0.01\n'
    (tmp_path / "plan.toml").write_text(text)
    (one,) = load_plan(tmp_path / "plan.toml").accounts
    assert (one.config.overlay.ratio, one.config.overlay.band) == (0.1, 0.01)
    assert one.config.capital.initial == 1_000_000.0


def test_a_plan_that_is_written_is_the_same_plan(root):
    plan = load_plan(root / "examples" / "portfolio.toml")
    assert parse_plan(plan.written()).written() == plan.written()
