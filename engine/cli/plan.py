"""`overlay plan`: a plan asked for step by step, written as TOML, and checked."""

import sys
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from functools import wraps
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from data.base.errors import ConfigError
from data.base.meant import hint
from data.base.numerals import number_of
from engine.cli.markets import MarketFiles, market_options
from engine.cli.options import Command, as_json, force, language
from engine.cli.rules_check import check_of, plain, show_check
from engine.cli.showing import print_json, printed
from engine.words import Words, words

if TYPE_CHECKING:
    from data.market.market import Market
    from engine.audit.plan_questions import Said
    from engine.questions.guide import Step
    from engine.settings.run_config import RunConfig

ANSWERS = {
    "account": "Account profile, one of `overlay profiles`.",
    "capital": "Opening capital in account currency.",
    "product": "Pattern, such as A.",
    "ratio": "Size where futures are held: their value over equity, such as 0.2 or 20%.",
    "budget": "Size where options are bought: premium a month over equity.",
    "leverage": "Size where dollars are held: their value over equity.",
    "allowed_loss": "Size where dollars are traded: loss of a trade at its stop over equity.",
    "floor": "Size where cash is held by rule: the least share of cash.",
    "spare": "Spare cash over the value of the overlay.",
    "halve_above": "Volatility a year above which the overlay is halved.",
    "monthly_loss": "Loss of a month at which the overlay is closed, or off.",
    "own_stop": "Equity over the requirement at which one closes oneself.",
    "living_cash": "Money to live on, outside the account.",
    "expenses": "What a month costs.",
    "tax": "none, japan or us_1256.",
}
"""Options that answer a step, in the order in which they are asked."""


def _named(option: str) -> str:
    return f"--{option.replace('_', '-')}"


Taken = Callable[[str], Any]
"""What a text is taken for; raises `ConfigError` for one that cannot be."""


class Guide:
    """Who answers: options first, then the person at the terminal; with `quick` the default in their place. `aside`
    whoever is there is spoken to on standard error.
    """

    def __init__(self, say: Words, given: dict[str, str | None], *, quick: bool, aside: bool = False) -> None:
        self.say, self.given, self.quick, self.aside = say, given, quick, aside
        self.meant: dict[str, list[str]] = {}
        self.asked: set[str] = set()

    def answer(self, option: str, default: Any, taken: "Taken", choices: Sequence[str] = ()) -> Any:
        """An answer as `taken` takes its text. Raises `ConfigError` where nobody is there to give one, and for an
        option that cannot be; a person is asked once more. Raises `KeyboardInterrupt` for Ctrl-C.
        """
        self.asked.add(option)
        given = self.given[option]
        if given is not None or self.quick:
            return taken(str(default) if given is None else given)

        def again(text: str) -> Any:
            try:
                return taken(text)
            except ConfigError as error:
                raise click.UsageError(str(error)) from None

        try:
            return click.prompt(
                self.say(f"guide.ask_{option}", choices=choices), default=str(default), value_proc=again, err=self.aside
            )
        except click.Abort as ended:
            if isinstance(ended.__context__, KeyboardInterrupt):
                raise KeyboardInterrupt from None
            raise ConfigError(f"nobody answers: give {_named(option)}, or --yes for what is usual") from None

    def explain(self, place: str, found: "Iterable[Said]") -> None:
        """Say what an answer means, and keep it for the file."""
        self.meant[place] = [self.say(one.key, **one.values) for one in found]
        for sentence in self.meant[place]:
            click.echo(f"  {sentence}", file=sys.stderr if self.aside else sys.stdout)

    def left_over(self) -> list[str]:
        """Options that were given and that no step asked for."""
        return [name for name, value in self.given.items() if value is not None and name not in self.asked]


def answers(command: Command) -> Command:
    """An option for each step, given to the command together as `given`."""

    @wraps(command)
    def bundled(**others: Any) -> None:
        command(given={name: others.pop(name) for name in ANSWERS}, **others)

    for name, explained in reversed(ANSWERS.items()):
        bundled = click.option(_named(name), name, help=explained)(bundled)
    return bundled


@click.command()
@answers
@click.option("--yes", "quick", is_flag=True, help="Take what is usual for whatever no option answers.")
@click.option("--to", "target", type=click.Path(path_type=Path), default=Path("plan.toml"), show_default=True)
@force
@click.option("--paths", type=click.IntRange(0), default=500, show_default=True, help="As of `overlay rules check`.")
@click.option("--no-check", "unchecked", is_flag=True, help="Write the plan and leave it at that.")
@market_options
@as_json
@language
def plan(
    *, given: dict[str, str | None], quick: bool, target: Path, force: bool, paths: int, unchecked: bool,
    market_files: MarketFiles, as_json: bool, language: str,
) -> None:  # fmt: skip
    """Make a plan step by step: account, product, size, rules. It is written as TOML, and checked as by
    `overlay rules check`.

    What no option answers is asked, with what each answer means in money. Exit status 1 where the plan is refused.
    \f
    Raises `ConfigError` for an answer that cannot be, `DataError` for a file that exists, `ResultError` where it cannot
    be written.
    """
    from data.intake.market_file import refuse_existing  # noqa: PLC0415
    from engine.questions.plan_file import plan_text  # noqa: PLC0415
    from engine.results.folders import write_text  # noqa: PLC0415

    refuse_existing(target, force=force)
    guide = Guide(words(language), given, quick=quick, aside=as_json)
    config, settings = _asked(guide, market_files.open())
    if left := guide.left_over():
        raise ConfigError(f"{_named(left[0])} is no question of pattern {config.kind.name} at {config.account.profile}")
    write_text(target, plan_text(config.kind.name, settings, guide.meant), force=force)
    if as_json:
        found = None if unchecked else check_of(config, market_files, guide.say, quiet=True, paths=paths)
        told = {"file": str(target), "settings": settings, "meanings": guide.meant}
        print_json("plan", {**config.identity, **told, "check": found and plain(found, guide.say)})
        sys.exit(1 if found and found.refused else 0)
    printed(guide.say("said.saved", path=target))
    if unchecked:
        return
    printed("")
    if show_check(config, market_files, guide.say, as_json=False, paths=paths):
        sys.exit(1)


def _asked(guide: Guide, market: "Market") -> "tuple[RunConfig, dict[str, Any]]":
    """The plan that comes of the answers, and its settings in the order in which they were given."""
    from data.base.days import day_of  # noqa: PLC0415
    from engine.account.profiles import fx_profile_names, profile_names  # noqa: PLC0415
    from engine.questions import guide as told  # noqa: PLC0415
    from engine.settings.run_config import load_config  # noqa: PLC0415

    today = day_of(datetime.now(UTC).date())
    profiles = (*profile_names(), *fx_profile_names())
    profile = guide.answer("account", profiles[0], _one_of("account", profiles), profiles)
    guide.explain("account.profile", told.account_means(profile, today))
    capital = guide.answer("capital", "1,000,000", lambda text: _number(text, "capital"))
    products = told.products(profile)
    usual = load_config().kind.name
    pattern = guide.answer(
        "product", usual if usual in products else products[0], _one_of("product", products), products
    )
    settings = {"account.profile": profile, "capital.initial": capital}
    config = _config(pattern, settings)
    settings["capital.currency"] = config.capital.currency
    guide.explain("pattern", told.product_means(config, market))
    for step in told.steps(config, today):

        def taken(text: str, step: "Step" = step) -> "tuple[Any, RunConfig]":
            value = _number(text, step.option)
            return value, _config(pattern, {**settings, step.setting: value})

        settings[step.setting], config = guide.answer(step.option, attrgetter(step.setting)(config), taken)
        guide.explain(step.setting, [step.means(config, market)])
    return config, settings


def _one_of(option: str, known: Sequence[str]) -> Taken:
    def taken(text: str) -> str:
        if text not in known:
            otherwise = f"should be one of {', '.join(known)}"
            raise ConfigError(f"{_named(option)} {text}: {hint(text, known, otherwise)}")
        return text

    return taken


def _config(pattern: str, settings: dict[str, Any]) -> "RunConfig":
    from engine.settings.run_config import parse_config  # noqa: PLC0415

    nested: dict[str, Any] = {"pattern": pattern}
    for name, value in settings.items():
        section, _, key = name.partition(".")
        nested.setdefault(section, {})[key] = value
    return parse_config(nested, "plan")


def _number(text: str, option: str) -> float | str:
    """A number as people write it; a word as it stands."""
    try:
        return number_of(text)
    except ValueError:
        if text.strip().endswith(("%", "\uff05")):
            raise ConfigError(f"{_named(option)} {text}: should be a number, such as 20% or 0.2") from None
        return text.strip()


COMMANDS = (plan,)
