"""The shape of the manifest of a result of `overlay worth`."""

from engine.results.manifest_shapes import COMMON, MADE_OF
from engine.results.shapes import Shape, is_count, is_day, is_note, is_number, is_share

REQUEST: Shape = {
    "paths": is_count, "years": is_count, "histories": is_count, "seed": is_count, "resamples": is_count,
    "first": is_day, "last": is_day, "level": is_share, "block": is_number, "looks": is_count,
}  # fmt: skip


def are_refused(value: object) -> bool:
    """Notes by the places of variants."""
    return isinstance(value, dict) and all(name.isdecimal() and is_note(one) for name, one in value.items())


MANIFEST: Shape = {
    **COMMON, **MADE_OF, "seconds": is_number, "digest": str, "patterns": [str], "request": REQUEST,
    "refused": are_refused, "refused_paths": are_refused, "survival": (str, None),
}  # fmt: skip
