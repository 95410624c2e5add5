"""The one name that nobody else has: it says which file of a user's own hides `data`, `strategies` or `engine`.

`python -m mmf_overlay` is the `overlay` command.
"""

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from importlib.machinery import ModuleSpec
    from pathlib import Path

STOPPED = 130
"""Exit status after Ctrl-C: 128 + the number of the signal."""


def take(*names: str, to: str, beside: str) -> None:
    """Import our packages of these names, which the module `to` stands on; they lie in the folder of the path `beside`.

    Raises ImportError, in one sentence, where another module has one of the names; its file is not run for it.
    """
    from importlib import import_module  # noqa: PLC0415  (what is imported here is guarded by `main`)
    from importlib.util import find_spec  # noqa: PLC0415
    from pathlib import Path  # noqa: PLC0415

    home = Path(beside).resolve().parent
    for name in names:
        there = name in sys.modules
        spec = getattr(sys.modules[name], "__spec__", None) if there else find_spec(name)
        place = _place(spec)
        if place != home / name and (there or spec):
            raise ImportError(_hidden(name, place, home), name=to)
        import_module(name)


def _place(spec: "ModuleSpec | None") -> "Path | None":
    """The file of a module, the folder of a package."""
    from pathlib import Path  # noqa: PLC0415

    if spec is None or not (spec.origin or spec.submodule_search_locations):
        return None
    return Path(next(iter(spec.submodule_search_locations or ()), spec.origin or "")).resolve()


def _hidden(name: str, place: "Path | None", home: "Path") -> str:
    what = place or f"a module `{name}` that is no file"
    cure = "give it another name" if place is None else f"rename or move that {'folder' if place.is_dir() else 'file'}"
    return f"{what} hides the package `{name}` of mmf-overlay, which stands in {home / name}; {cure}"


def main() -> None:
    """Run the command line; what hides a package of ours is one sentence on standard error and exit status 2. Ctrl-C
    while it still begins, or has ended, says no more than that.
    """
    import _signal as signal  # type: ignore[import-not-found]  # noqa: PLC0415

    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, _stop)
    try:
        take("data", "strategies", "engine", to=__name__, beside=__file__)
    except ImportError as hidden:
        told = "".join(one if one.isprintable() else ascii(one)[1:-1] for one in str(hidden))
        sys.stderr.write(f"overlay: {told}\n")
        sys.exit(2)
    from engine.cli import main as command  # noqa: PLC0415

    try:
        command()
    finally:
        if signal.getsignal(signal.SIGINT) is _stop:
            signal.signal(signal.SIGINT, signal.SIG_DFL)


def _stop(*_: object) -> None:
    import os  # noqa: PLC0415

    try:
        os.write(2, b"overlay: stopped\n")
    finally:
        os._exit(STOPPED)


if __name__ == "__main__":
    main()
