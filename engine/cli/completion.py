"""`overlay completion`: the script by which a shell completes commands, options and names."""

import os
from collections.abc import Mapping

import click
from click.shell_completion import (
    BashComplete,
    CompletionItem,
    add_completion_class,
    get_completion_class,
    split_arg_string,
)

from data.base.errors import ConfigError
from engine.cli.options import language
from engine.cli.showing import printed
from engine.words import words

ASKED = "_OVERLAY_COMPLETE"
"""Variable by which a script of a shell asks for completions, or for itself."""
INSTALLED = {
    "bash": 'overlay completion bash > ~/.overlay.bash; echo ". ~/.overlay.bash" >> ~/.bashrc',
    "zsh": 'overlay completion zsh > ~/.overlay.zsh; echo ". ~/.overlay.zsh" >> ~/.zshrc',
    "fish": "overlay completion fish > ~/.config/fish/completions/overlay.fish",
}


class WholeWords(BashComplete):
    """Completion in bash of words with `=` in them, which bash takes for several: the line is sent as it is typed."""

    source_template = BashComplete.source_template.replace(
        'COMP_WORDS="${COMP_WORDS[*]}" COMP_CWORD=$COMP_CWORD', 'COMP_WORDS="${COMP_LINE:0:COMP_POINT}"'
    ).replace("COMPREPLY+=($value)", "COMPREPLY+=($value)\n            [[ $value == *= ]] && compopt -o nospace")

    def get_completion_args(self) -> tuple[list[str], str]:
        """(the words before the cursor, the one that is begun)."""
        line = os.environ["COMP_WORDS"]
        given = split_arg_string(line)[1:]
        begun = given.pop() if given and not line[-1].isspace() else ""
        self.before = begun[: begun.rfind("=") + 1]
        return given, begun

    def format_completion(self, item: CompletionItem) -> str:
        """A completion as the script reads it: what stands before `=` is there already."""
        return f"{item.type},{item.value.removeprefix(self.before)}"


add_completion_class(WholeWords)


def refuse_half_asked(environment: Mapping[str, str] = os.environ) -> None:
    """Raise `ConfigError` where a shell asks for completions and does not say of what, and for what no shell asks."""
    said = environment.get(ASKED, "")
    shell, _, asked = said.partition("_")
    if said and not (get_completion_class(shell) and asked in {"complete", "source"}):
        raise ConfigError(
            f"{ASKED}={said}: is nothing that a shell asks; use the script that `overlay completion` prints, or leave "
            "it out"
        )
    needed = {"COMP_WORDS"} if shell == "bash" else {"COMP_WORDS", "COMP_CWORD"}
    counted = shell != "zsh" or environment.get("COMP_CWORD", "").isdecimal()
    if asked == "complete" and not (needed <= environment.keys() and counted):
        raise ConfigError(
            f"{ASKED}={said}: COMP_WORDS and COMP_CWORD do not say what is to be completed; use the "
            "script that `overlay completion` prints"
        )


@click.command()
@click.argument("shell", type=click.Choice(tuple(INSTALLED)))
@language
@click.pass_context
def completion(context: click.Context, *, shell: str, language: str) -> None:
    """Print the script by which bash, zsh or fish completes commands, options, settings, patterns, profiles, periods
    and saved results; how to install it stands in its first line.
    """
    kind = get_completion_class(shell)
    if kind is None:
        raise click.UsageError(f"no completion is known for {shell}")
    script = kind(context.find_root().command, {}, "overlay", ASKED).source()
    printed(f"# {words(language)('completion.install', command=INSTALLED[shell])}\n{script}")


COMMANDS = (completion,)
