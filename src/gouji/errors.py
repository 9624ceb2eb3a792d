"""The exceptions gouji raises, and what each means to the caller.

    GoujiError
    ├── UsageError        a wrong option or setting                       exit 2
    ├── InputError        a file that cannot be read or holds nothing     exit 3
    │   ├── Unreadable    missing, a directory, binary, too large, undecodable
    │   └── NothingToCheck  readable, but without a table or a narrative figure
    └── InternalError     our own mistake                                 exit 4

Every message is Chinese, names the file and says what would be accepted.
"""

from __future__ import annotations


def trouble(error: OSError) -> str:
    """Return in Chinese why a file could not be read or written; the system's own words where we have none."""
    known: dict[type[OSError], str] = {
        FileNotFoundError: "找不到这个文件",
        IsADirectoryError: "这是文件夹",
        NotADirectoryError: "路径里有一段不是文件夹",
        PermissionError: "没有权限",
    }
    return next((words for kind, words in known.items() if isinstance(error, kind)), error.strerror or str(error))


class GoujiError(Exception):
    """Base of all errors gouji raises on purpose. `code` is a stable slug for machine output."""

    code = "error"
    exit_status = 4


class UsageError(GoujiError):
    """An option, a setting or a profile that cannot be used as given."""

    code = "usage"
    exit_status = 2


class InputError(GoujiError):
    """A source that cannot be used. The message names the file and the remedy."""

    code = "input"
    exit_status = 3


class Unreadable(InputError):
    """The bytes could not be turned into text."""

    def __init__(self, message: str, code: str = "unreadable") -> None:
        super().__init__(message)
        self.code = code


class NothingToCheck(InputError):
    """The text was read, but there is nothing in it that could be checked."""

    code = "nothing-to-check"


class InternalError(GoujiError):
    """A defect of gouji itself, such as two checks with one code."""

    code = "internal"
