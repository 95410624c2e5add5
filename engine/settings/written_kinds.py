"""The settings of a finished run, each of a kind that it can be, whatever would be allowed today."""

import math
from collections.abc import Mapping
from datetime import date
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from engine.settings.section import Section, kind_below


def section_as_written(kind: type[Section], settings: Mapping[str, Any], section: str) -> Any:
    """Settings of a section as they were written. Raises `ValueError` for one that there is not, or that cannot be."""
    unknown = [name for name in settings if name not in kind.model_fields and kind.model_config["extra"] != "allow"]
    if unknown:
        raise ValueError(f"unknown setting {section}{unknown[0]}")
    for name, value in settings.items():
        field = kind.model_fields.get(name)
        if field is not None and not _is_section(kind, name) and not is_of_kind(value, field.annotation):
            raise ValueError(f"setting {section}{name} cannot be {value!r:.60}")
    return kind.model_construct(**{name: _plain(kind, name, value) for name, value in settings.items()})


def _is_section(kind: type[Section], name: str) -> bool:
    of = kind_below(kind, name)
    return isinstance(of, type) and issubclass(of, Section)


def _plain(kind: type[Section], name: str, value: Any) -> Any:
    """A value as validation would have left it: sections as sections, lists as tuples."""
    of = kind_below(kind, name)
    if isinstance(of, type) and issubclass(of, Section):
        if not isinstance(value, Mapping):
            raise ValueError(f"settings {name} is no section")  # noqa: TRY004  (of a file, not of an argument)
        return section_as_written(of, value, f"{name}.")
    return tuple(value) if isinstance(value, list) else value


def is_of_kind(value: Any, kind: Any) -> bool:
    """Whether a plain value is of the kind of an annotation: a number finite, a word one of its words."""
    origin, inner = get_origin(kind), get_args(kind)
    if kind is Any or isinstance(kind, str):
        return True
    if origin is Annotated:
        return is_of_kind(value, inner[0])
    if origin in {Union, UnionType}:
        return any(is_of_kind(value, one) for one in inner)
    if origin is Literal:
        return any(type(value) is type(one) and value == one for one in inner)
    if origin in {tuple, list}:
        return isinstance(value, list | tuple) and all(is_of_kind(one, inner[0]) for one in value)
    return _is_plain(value, origin or kind)


def _is_plain(value: Any, kind: Any) -> bool:
    if kind is float:
        return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
    if kind is int:
        return isinstance(value, int) and not isinstance(value, bool) and abs(value) < 1 << 63
    if kind in {dict, Mapping}:
        return isinstance(value, Mapping)
    if kind is NoneType:
        return value is None
    return isinstance(value, kind) if kind in {bool, str, date} else True
