"""What pydantic found wrong with settings, in a user's words."""

import json
from collections.abc import Sequence
from itertools import islice
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from data.base.meant import nearest, shortened
from engine.settings.section import alternatives, kind_below

Model = type[BaseModel]
MOST = 10  # settings that are wrong, of which each gets a sentence of its own


def sentences(error: ValidationError, root: Model) -> list[str]:
    """One sentence for each setting that is wrong, and one that says how many more there are; the alternatives of a
    setting that may be one of several are joined.
    """
    by_setting: dict[tuple[str, ...], list[ErrorDetails]] = {}
    for one in error.errors(include_url=False):
        by_setting.setdefault(_of_setting(one, root), []).append(one)
    told = _told([one for found in islice(by_setting.values(), MOST) for one in found], root)
    more = len(by_setting) - MOST
    return [*told, f"{more:,} more settings are wrong"] if more > 0 else told


def _of_setting(one: ErrorDetails, root: Model) -> tuple[str, ...]:
    """Which setting is wrong; of an unknown key itself."""
    return tuple(map(str, one["loc"])) if one["type"] == "extra_forbidden" else tuple(_known_path(one["loc"], root))


def _told(found: Sequence[ErrorDetails], root: Model) -> list[str]:
    problems: dict[str, list[str]] = {}
    for one in found:
        place, name = [str(part) for part in one["loc"]], ".".join(_known_path(one["loc"], root))
        if one["type"] == "extra_forbidden":
            problems[f"unknown key {shortened('.'.join(place))}{_suggestion(place, root)}"] = []
        elif one["type"] == "model_type":
            problems.setdefault(name, []).append(
                f"is a section; set one of its keys, such as {name}.{_keys(place, root)[0]}"
            )
        elif one["type"] == "value_error":
            problems[str(one["ctx"]["error"])] = []
        else:
            message = (
                _list(one["input"])
                if one["type"] == "tuple_type"
                else one["msg"].replace("Input should be", "should be") + _near(place, one["input"], root)
            )
            problems.setdefault(f"{name} = {shortened(repr(one['input']))}", []).append(message)
    return [f"{name}: {' or '.join(messages)}" if messages else name for name, messages in problems.items()]


def _near(place: Sequence[str], given: Any, root: Model) -> str:
    """A question after the word of a setting that is nearest to what was given, where one is."""
    model: Any = root
    for part in place:
        model = kind_below(model, part) or model
    words = [one for one in alternatives(model) if isinstance(one, str)]
    meant = nearest(given, words) if isinstance(given, str) else []
    return f"; did you mean {meant[0]}?" if meant else ""


def _list(given: Any) -> str:
    """What is said where a single value stands in place of a list: the list that was probably meant."""
    if not isinstance(given, str):
        return f"should be a list, such as [{given}]"
    meant = json.dumps([_number_or_text(part.strip()) for part in given.strip("[]").split(",")])
    shell = "; a shell takes the quotes away unless the whole setting is quoted" if given.startswith("[") else ""
    return f"should be a list, such as {meant}{shell}"


def _number_or_text(part: str) -> float | str:
    try:
        return int(part) if part.isdecimal() else float(part)
    except ValueError:
        return part


def _known_path(place: Sequence[Any], root: Model) -> list[str]:
    """The part of a place that names settings; pydantic adds the alternatives of a union to it."""
    path: list[str] = []
    model: Any = root
    for part in place:
        model = kind_below(model, part)
        if model is None:
            break
        path.append(str(part))
    return path


def _keys(path: Sequence[str], root: Model) -> list[str]:
    """Keys below a section; none below a value."""
    model: Any = root
    for part in path:
        model = kind_below(model, part)
    return list(getattr(model, "model_fields", {}))


def _suggestion(place: Sequence[str], root: Model) -> str:
    """What was probably meant: a key of the section, one of another section, or a section itself."""
    sections = [name for name in root.model_fields if _keys([name], root)]
    everywhere = {key: f"{section}.{key}" for section in sections for key in _keys([section], root)}
    here = {key: ".".join([*place[:-1], key]) for key in _keys(place[:-1], root)}
    if len(place) == 1 and place[0] in everywhere:
        return f"; did you mean {everywhere[place[0]]}?"
    if len(place) > 1 and place[-1] in sections:
        return f"; did you mean {place[-1]}.{_keys([place[-1]], root)[0]}?"
    for known in (here, everywhere):
        if close := nearest(place[-1], known):
            return f"; did you mean {known[close[0]]}?"
    return f"; known here: {', '.join(here)}"
