"""What can be wrong with a user's input.

    OverlayError
    ├── ConfigError    (ValueError)    a setting is unknown, of the wrong type or out of range
    ├── DataError      (ValueError)    a market table breaks its schema; `Refused` has every finding
    ├── MissingFact    (LookupError)   no dated fact is valid on the day asked for
    ├── LookAheadError (LookupError)   something after today was asked for
    ├── MissingPackage (ImportError)   a package that only some things need is not installed
    ├── ResultError    (OSError)       a run folder is missing, damaged, or in the way
    └── WorkerError    (RuntimeError)  what should run tasks is not there, is another program, or has gone

Each message is one sentence: what, where, and what would be right. The command line prints it and exits with status 2.
Errors in our own code (a broken identity, say) are not in this family: they are bugs and show their traceback.
"""

from typing import Any

from data.base.days import Day, iso


class OverlayError(Exception):
    """Something a user can mend; the message says how. It can be handed from one process to another."""

    def __reduce__(self) -> tuple[Any, ...]:
        return _again, (type(self), str(self), vars(self))


def _again(kind: type[OverlayError], message: str, attributes: dict[str, Any]) -> OverlayError:
    """An error as it was: made without its own `__init__`, which may ask for more than the message."""
    error = kind.__new__(kind, message)
    super(OverlayError, error).__init__(message)
    vars(error).update(attributes)
    return error


class ConfigError(OverlayError, ValueError):
    """A setting is unknown, of the wrong type or out of range."""


class DataError(OverlayError, ValueError):
    """A market table breaks its schema or its quality checks."""


class ResultError(OverlayError, OSError):
    """A run folder is missing, damaged, or in the way."""


class WorkerError(OverlayError, RuntimeError):
    """What should run tasks is not there, is another program than the one that asks, or has gone."""


class MissingFact(OverlayError, LookupError):  # noqa: N818  (reads as the sentence it prints)
    """No dated fact is valid on the day asked for."""

    def __init__(self, file: str, name: str, day: Day | None, hint: str) -> None:
        when = "" if day is None else f" on {iso(day)}"
        super().__init__(f"{file} has no {name}{when}; {hint}")
        self.file, self.name, self.day = file, name, day


class MissingPackage(OverlayError, ImportError):  # noqa: N818  (as above)
    """A package that only some things need is not installed; the message has the command that installs it."""

    def __init__(self, what: str, package: str) -> None:
        super().__init__(f"{what} needs the package {package}; install it with: python -m pip install {package}")
        self.package = package


class LookAheadError(OverlayError, LookupError):
    """Something after today was asked for; the message has the day asked for, and today."""

    def __init__(self, what: str, asked: Day, today: Day) -> None:
        super().__init__(f"{what}: asked for {iso(asked)}, but today is {iso(today)}")
        self.what, self.asked, self.today = what, asked, today
