"""Where a result goes: standard output, or a file that is there whole or not at all."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from gouji.errors import UsageError


def to_stdout(text: str) -> None:
    """Write to standard output. Raises BrokenPipeError when nobody reads it, UsageError when it cannot be written."""
    if sys.stdout is None:
        return
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        raise UsageError(f"标准输出写不出去（{error.strerror}）；请换一个位置，或用 -o 写到文件。") from error


def holds_all_characters() -> bool:
    """Whether standard output can encode every character."""
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    return encoding.lower().replace("-", "").replace("_", "").startswith("utf")


def to_file(text: str, path: Path) -> None:
    """Write UTF-8 to a temporary file beside `path` and rename it. Raises UsageError; then nothing is left behind.

    A device or pipe is written to as it is: renaming would put a plain file in its place.
    """
    data = text.encode("utf-8", "backslashreplace")
    try:
        if path.exists() and not path.is_file():
            path.write_bytes(data)
        else:
            _replace(data, path)
    except OSError as error:
        raise UsageError(f"{path}：写不出去（{error.strerror}）；请换一个可写的位置。") from error


def _replace(data: bytes, path: Path) -> None:
    target = path.resolve()  # through a symbolic link, so that the link stays one
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        with part.open("xb") as file:
            file.write(data)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


def why_not_writable(path: Path, inputs: list[str]) -> str | None:
    """Return why `path` cannot be the output, before any work is done; None when it can."""
    if path.is_dir():
        return f"-o {path}：这是文件夹；请给出文件名。"
    if not path.resolve().parent.is_dir():
        return f"-o {path}：没有 {path.parent} 这个文件夹；请先建立。"
    if any(path.exists() and Path(i).exists() and path.samefile(i) for i in inputs if i != "-"):
        return f"-o {path}：与要读的文件是同一个，会把它盖掉；请换一个文件名。"
    return None
