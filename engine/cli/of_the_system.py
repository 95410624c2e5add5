"""What the operating system refuses, of a file or folder that somebody named or of memory, in one sentence."""

import errno

CURES = {
    errno.ENAMETOOLONG: "give a shorter name",
    errno.ELOOP: "give the name of what the links lead to",
    errno.EACCES: "give one that you may use",
    errno.EPERM: "give one that you may use",
    errno.EROFS: "give a folder that can be written",
    errno.ENOSPC: "make room, or give another folder",
    errno.EDQUOT: "make room, or give another folder",
    errno.EFBIG: "make room, or give another folder",
    errno.ENOTDIR: "give a name that has only folders before it",
}
"""What would be right, by what is refused; not of a file that is not there, which whoever looks for it tells."""


def of_the_system(error: Exception) -> str | None:
    """An error in one sentence where it is of the system, about a file that it names, or memory that it has not; None
    for any other.
    """
    if isinstance(error, MemoryError):
        return "there is not enough memory for this; close other programs, or ask for less at once"
    if not isinstance(error, OSError) or error.errno not in CURES or error.filename is None:
        return None
    return f"{error.filename}: cannot be used ({error.strerror}); {CURES[error.errno]}"
