"""`overlay plan`: answered by options, by a person, or by nobody; the file that it writes."""

import tomllib

import pytest
from click.testing import CliRunner

from data.base.errors import ConfigError, DataError
from engine import load_config
from engine.cli import cli
from engine.words import LANGUAGES, words

ENOUGH = ("--living-cash", "120,000", "--expenses", "5000")
TYPED = "jp_retail_futures\n3000000\nC\n0.1\n40%\n\noff\n500000\n25000\n\n"


@pytest.fixture
def ask(tmp_path):
    target = tmp_path / "plan.toml"

    def asked(*arguments, typed=None, check=False):
        of_check = ("--paths", "0") if check else ("--no-check",)
        done = CliRunner().invoke(cli, ["plan", "--to", str(target), *of_check, *arguments], input=typed)
        return done, target

    return asked


def test_options_and_defaults_make_a_plan_that_loads(ask):
    done, target = ask("--yes", *ENOUGH, "--ratio", "10%", "--capital", "2,000,000", "--product", "core")
    assert isinstance(done.exception, ConfigError)
    assert str(done.exception) == "--ratio is no question of pattern core at us_fcm_tbill"
    assert not target.exists()
    done, target = ask("--yes", *ENOUGH, "--ratio", "10%", "--capital", "2,000,000")
    assert done.exit_code == 0, done.output
    config = load_config(target)
    assert (config.overlay.ratio, config.capital.initial, config.living.months) == (0.1, 2_000_000.0, 24.0)


def test_the_file_says_what_each_answer_means_in_money(ask):
    _, target = ask("--yes", *ENOUGH, "--ratio", "0.2")
    lines = target.read_text(encoding="utf-8").splitlines()
    above = lines[lines.index("ratio = 0.2") - 1]
    assert above.startswith("# 0.2 times 1,000,000 USD is 200,000: ")
    assert "# it lasts 24.0 months" in lines
    assert list(tomllib.loads("\n".join(lines))) == [
        "pattern", "account", "capital", "overlay", "cash", "halving", "stops", "living", "tax",
    ]  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_person_is_asked_account_product_size_and_rules_in_this_order(language, ask):
    done, target = ask("--lang", language, typed=TYPED, check=True)
    assert done.exit_code == 1, "a plan without a monthly stop is refused"
    say = words(language)
    asked = [
        say(f"guide.ask_{one}", choices=[]).partition("(")[0].strip()[:2]
        for one in ("account", "product", "ratio", "spare")
    ]
    assert asked == ["1.", "2.", "3.", "4."]
    places = [done.output.index(f"{number} ") for number in asked]
    assert places == sorted(places)
    assert say("questions.refused", sentence=say("lacking.stop")) in done.output
    config = load_config(target)
    assert (config.pattern, config.cash.buffer, config.stops.limit) == ("C", 0.4, None)


def test_an_answer_that_cannot_be_is_asked_again(ask):
    done, target = ask(typed="nobody\njp_retail_fx\n\nA\nfx\n100\n2\n\n6000000\n250000\n\n")
    assert done.output.count("Error: ") == 3
    assert load_config(target).fx.leverage == 2.0


def test_where_nobody_answers_it_says_which_option_would(ask):
    done, target = ask("--account", "jp_retail_fx", typed="")
    assert str(done.exception) == "nobody answers: give --capital, or --yes for what is usual"
    assert not target.exists()


@pytest.mark.pages
def test_a_file_that_exists_is_left_alone_unless_it_is_meant(ask):
    done, target = ask("--yes", check=True)
    assert done.exit_code == 1, "living money was not said"
    before = target.read_bytes()
    done, _ = ask("--yes", *ENOUGH)
    assert "exists; choose another name or give --force" in str(done.exception)
    assert target.read_bytes() == before
    done, _ = ask("--yes", "--force", *ENOUGH)
    assert target.read_bytes() != before


def test_a_file_that_cannot_be_written_is_told_before_anything_is_asked(tmp_path):
    for target, told in ((tmp_path / "none" / "plan.toml", "there is no folder"), (tmp_path, "is a folder")):
        done = CliRunner().invoke(cli, ["plan", "--force", "--to", str(target)])
        assert isinstance(done.exception, DataError)
        assert told in str(done.exception)
        assert not done.output


def test_numbers_may_stand_in_full_width(ask):
    done, target = ask("--yes", *ENOUGH, "--ratio", "\uff11\uff10\uff05", "--capital", "\uff12\uff0c000\uff0c000")
    assert done.exit_code == 0, done.output
    config = load_config(target)
    assert (config.overlay.ratio, config.capital.initial) == (0.1, 2_000_000.0)


@pytest.mark.parametrize(
    ("option", "told"),
    [
        (("--account", "nobody"), "--account nobody: should be one of us_fcm_tbill"),
        (("--product", "fx"), "--product fx: should be one of core"),
        (("--ratio", "many%"), "--ratio many%: should be a number, such as 20% or 0.2"),
        (("--ratio", "many"), "overlay.ratio"),
        (("--tax", "france"), "tax.regime"),
    ],
)
def test_an_option_that_cannot_be_is_told(option, told, ask):
    done, target = ask("--yes", *option)
    assert isinstance(done.exception, ConfigError)
    assert told in str(done.exception)
    assert not target.exists()
