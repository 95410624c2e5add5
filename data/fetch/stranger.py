"""What a stranger wrote, as it may stand in a sentence of ours."""


def excerpt(text: bytes | str, most: int = 80) -> str:
    """The beginning, in one line without control characters."""
    begins = text[: 4 * most]
    line = " ".join((begins.decode("utf-8", "replace") if isinstance(begins, bytes) else begins).split())
    plain = "".join(letter for letter in line if letter.isprintable())
    return plain if len(plain) <= most else f"{plain[:most]}..."
