"""The shape of the manifest of a comparison."""

from engine.results.manifest_shapes import COMMON
from engine.results.shapes import Shape, is_count, is_day, is_note, is_number, is_share

RUN: Shape = {"pattern": str, "config_digest": str, "market_sha256": str, "account?": str, "folder": str}
ACROSS: Shape = {"first": (is_day, None), "last": (is_day, None), "currency": (str, None), "notes": [is_note]}
MANIFEST: Shape = {
    **COMMON, "digest": str, "runs": {str: RUN}, "regimes": str, "baseline?": (str, None),
    "hypothetical_until?": (is_day, None), "common?": [is_day], "apart?": is_count, "apart_because?": is_note,
    "across?": ACROSS, "otherwise?": {str: str},
    "resampling": {"block": is_number, "count": is_count, "seed": is_count, "level": is_share},
}  # fmt: skip
