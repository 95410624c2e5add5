"""Commands that explain themselves, and refuse, in the language asked for; their code has it in English."""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from copy import copy
from typing import IO, Any

import click

from engine.cli.language import KEPT, language_of, refuse_unknown
from engine.words import ORIGINAL, Words, words
from engine.words.explained import explained
from engine.words.refusals import refusal
from engine.words.wide import lines, width

FIRST_MOST, BETWEEN = 30, 2
"""Columns of names of options beside which their help begins, and between both."""
FIRST = re.compile("(?:[^。]*か。)?[^。]*")
"""The first sentence, and the one behind it where that is a question."""
LABELS = {"default": "default", "env var": "env_var", "required": "required"}
"""What click adds to a help, by the words for it."""


class Formatter(click.HelpFormatter):
    """Writes help of which a character may be two columns wide."""

    def __init__(self, say: Words, **sizes: Any) -> None:
        super().__init__(**sizes)
        self.say = say

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """The line with which a help begins."""
        prefix = prefix or f"{self.say('help.usage')} "
        wide = width(prefix) - len(prefix)
        self.width -= wide
        super().write_usage(prog, args, prefix)
        self.width += wide

    def write_heading(self, heading: str) -> None:
        """A heading by its English."""
        super().write_heading(self.say.told("help", heading.lower().replace(" ", "_")))

    def write_text(self, text: str) -> None:
        """Paragraphs, with an empty line between two."""
        indent = " " * self.current_indent
        paragraphs = [lines(one, self.width - self.current_indent) for one in re.split(r"\n\s*\n", text.strip())]
        self.write("\n\n".join("\n".join(indent + line for line in one) for one in paragraphs) + "\n")

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = FIRST_MOST, col_spacing: int = BETWEEN) -> None:
        """Names, and beside each its help."""
        rows = list(rows)
        first = min(max((len(name) for name, _ in rows), default=0), col_max) + col_spacing
        for name, text in rows:
            told = lines(self._labelled(text), max(self.width - self.current_indent - first, 10))
            begun = f"{'':{self.current_indent}}{name}"
            beside = len(name) + col_spacing <= first
            self.write(f"{begun:{self.current_indent + first}}{told[0]}\n" if beside else f"{begun}\n")
            for line in told[1:] if beside else told:
                self.write(f"{'':{self.current_indent + first}}{line}\n".rstrip(" "))

    def _labelled(self, text: str) -> str:
        """A help with what click adds to it: its default, its variable, whether it is required."""
        told, mark, added = (explained(text, self.say.language) or "").rpartition("  [")
        if not mark:
            return added
        for label, key in LABELS.items():
            added = re.sub(rf"\b{label}(?=[:\]])", self.say(f"help.{key}"), added)
        return f"{told} [{added}"


class Spoken(click.Context):
    """The context of a command that explains itself in the language asked for."""

    def make_formatter(self) -> click.HelpFormatter:
        """What writes its help."""
        language = self.meta.get(KEPT, ORIGINAL)
        if language == ORIGINAL:
            return super().make_formatter()
        return Formatter(words(language), width=self.terminal_width, max_width=self.max_content_width)


class Refusal(click.UsageError):
    """A usage error in the language asked for."""

    def __init__(self, error: click.UsageError, say: Words) -> None:
        super().__init__(refusal(error.format_message(), say.language), error.ctx)
        self.say = say

    def show(self, file: IO[Any] | None = None) -> None:
        """Print how the command is used, where to read more, and what is wrong."""
        said = [self.say("help.error", message=self.format_message())]
        if self.ctx:
            said = [self.ctx.get_usage(), f"{self.say('help.try', command=self.ctx.command_path)}\n", *said]
        click.echo("\n".join(said), file=file, err=True)


class SpokenGroup(click.Group):
    """The group of all commands: it finds out in which language they speak."""

    context_class = Spoken

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Keep the language for this command line. Raises `click.UsageError` where the environment names an unknown
        one; only help is shown in spite of it.
        """
        ctx.meta[KEPT] = language_of(args)
        with _refused_in(ctx.meta[KEPT]):
            if not ctx.resilient_parsing and not {"-h", "--help"} & {*args}:
                refuse_unknown(ctx)
            return super().parse_args(ctx, args)

    def get_help(self, ctx: click.Context) -> str:
        """The help of all commands."""
        return click.Group.get_help(in_language(self, ctx.meta.get(KEPT, ORIGINAL)), ctx)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that is asked for, as it explains itself in the language."""
        name, command, rest = super().resolve_command(ctx, args)
        return name, command and in_language(command, ctx.meta.get(KEPT, ORIGINAL)), rest

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command that was asked for."""
        with _refused_in(ctx.meta[KEPT]):
            return super().invoke(ctx)


@contextmanager
def _refused_in(language: str) -> Iterator[None]:
    try:
        yield
    except click.UsageError as error:
        if language == ORIGINAL or isinstance(error, Refusal | click.exceptions.NoArgsIsHelpError):
            raise
        raise Refusal(error, words(language)) from error


def in_language(command: click.Command, language: str) -> click.Command:
    """A command, and those below it, that explain themselves in a language; itself where that is English."""
    if language == ORIGINAL:
        return command
    told = copy(command)
    told.context_class = Spoken
    told.help = explained(command.help, language)
    told.short_help = FIRST.match(told.help or "")[0]  # type: ignore[index]  # matches whatever there is
    told.params = [_parameter_in(one, language) for one in command.params]
    if isinstance(told, click.Group):
        told.commands = {name: in_language(one, language) for name, one in told.commands.items()}
    return told


def _parameter_in(parameter: click.Parameter, language: str) -> click.Parameter:
    told = copy(parameter)
    told.help = explained(parameter.help, language)
    return told
