"""The language in which a command speaks: asked for with --lang, in OVERLAY_LANG, or by the machine."""

import os
from collections.abc import Mapping, Sequence
from itertools import pairwise

import click

from engine.words import LANGUAGES, ORIGINAL

KEPT = "engine.cli.language"
"""Where the context keeps it, also for what is said after the command has ended."""
OPTION = "--lang"
VARIABLE = "OVERLAY_LANG"
LOCALE = ("LC_ALL", "LC_MESSAGES", "LANG")
"""Of these the first that says anything decides."""


def language_of(arguments: Sequence[str], environment: Mapping[str, str] = os.environ) -> str:
    """The language that a command line asks for, else that of OVERLAY_LANG, else that of the machine, else English.
    What is no language of ours is passed over: the option and `refuse_unknown` tell it.

    >>> language_of(["run", "--lang=ja"], {}), language_of(["run"], {"LANG": "ja_JP.UTF-8"}), language_of(["run"], {})
    ('ja', 'ja', 'en')
    """
    locale = next((environment[name] for name in LOCALE if environment.get(name)), "")
    wishes = (_asked(arguments), environment.get(VARIABLE, ""), locale.partition("_")[0].partition(".")[0].lower())
    return next((wish for wish in wishes if wish in LANGUAGES), ORIGINAL)


def _asked(arguments: Sequence[str]) -> str:
    """The last value of the option, wherever it stands."""
    given = list(arguments)[: list(arguments).index("--") if "--" in arguments else None]
    following = [value for name, value in pairwise(given) if name == OPTION]
    joined = [one.removeprefix(f"{OPTION}=") for one in given if one.startswith(f"{OPTION}=")]
    return (following + joined or [""])[-1]


def refuse_unknown(context: click.Context, environment: Mapping[str, str] = os.environ) -> None:
    """Raise `click.UsageError` where OVERLAY_LANG names a language that there is not."""
    named = environment.get(VARIABLE)
    if named and named not in LANGUAGES:
        raise click.UsageError(f"{VARIABLE}={named}: should be one of {', '.join(LANGUAGES)}", context)


def spoken_now() -> str:
    """The language of the command that runs."""
    context = click.get_current_context(silent=True)
    kept = context.meta.get(KEPT) if context else None
    return str(kept or language_of(()))
