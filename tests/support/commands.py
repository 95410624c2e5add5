"""Commands of the program, run in this process, for tests."""

import json

from click.testing import CliRunner

from engine.cli import cli


def overlay(*arguments):
    """What a command prints; it ends well."""
    done = CliRunner().invoke(cli, [str(one) for one in arguments], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.stdout


def told(*arguments):
    """What it tells as JSON."""
    return json.loads(overlay(*arguments, "--json"))
