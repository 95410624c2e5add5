"""`engine/cli/settings.txt`: what `--set` may name, for shells that complete it.

`python -m validation.setting_names` writes it.
"""

from collections.abc import Iterator

from engine.cli.completing import SETTINGS
from engine.settings.run_config import RunConfig
from engine.settings.section import SWITCH, Section, alternatives


def main() -> None:
    """Write the file."""
    SETTINGS.write_text(text(), encoding="utf-8")


def text() -> str:
    """The settings of the program as they are, and the words that each may be."""
    return "".join(f"{' '.join(line)}\n" for line in _lines())


def _lines() -> Iterator[list[str]]:
    for name, field in RunConfig.model_fields.items():
        kind = field.annotation
        if not (isinstance(kind, type) and issubclass(kind, Section)):
            yield [name, *_words(kind)]
            continue
        if "enabled" in kind.model_fields:
            yield [name, *SWITCH]
        yield from ([f"{name}.{key}", *_words(one.annotation)] for key, one in kind.model_fields.items())


def _words(annotation: object) -> list[str]:
    takes = alternatives(annotation)
    switch = list(SWITCH) if bool in takes else []
    return [*switch, *(one for one in takes if isinstance(one, str))]


if __name__ == "__main__":
    main()
