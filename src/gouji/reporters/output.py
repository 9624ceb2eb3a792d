"""Where a result goes: standard output, or a file that is there whole or not at all."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Self

from gouji.errors import UsageError, trouble
from gouji.reporters.plain import Style, clean, visible, width


class Output:
    """The place -o names; an empty name or - is standard output.

    Raises UsageError before any work is done where the place cannot hold the result, or is one of the `inputs`.
    """

    def __init__(self, option: str = "", inputs: Sequence[str] = ()) -> None:
        self.path = None if option in ("", "-") else Path(option)
        problem = self.path and _why_not_writable(self.path, inputs)
        if problem:
            raise UsageError(problem)

    def write(self, page: str | bytes) -> None:
        """Write the page. Raises BrokenPipeError when nobody reads standard output, UsageError when writing fails.

        Bytes keep their own encoding in a pipe; a person at a terminal gets them as text.
        """
        if self.path is not None:
            _to_file(page.encode("utf-8", "backslashreplace") if isinstance(page, str) else page, self.path)
        elif isinstance(page, bytes) and not self.is_terminal and hasattr(sys.stdout, "buffer"):
            _to_stdout(page)
        else:
            _to_stdout(visible(page.decode("utf-8-sig", "replace")) if isinstance(page, bytes) else page)

    @property
    def ascii_only(self) -> bool:
        """Whether JSON has to escape what the encoding of standard output cannot hold."""
        encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
        return self.path is None and not encoding.lower().startswith("utf")

    @property
    def is_terminal(self) -> bool:
        return self.path is None and is_terminal(sys.stdout)

    @property
    def style(self) -> Style:
        """Colours for a terminal that shows them, and its width: neither in a pipe or file, no colours with NO_COLOR."""
        plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
        old_console = os.name == "nt" and not any(os.environ.get(name) for name in ("WT_SESSION", "TERM", "ANSICON"))
        columns = (
            shutil.get_terminal_size().columns if self.is_terminal else None
        )  # COLUMNS, else what the terminal says
        return Style(self.is_terminal and not plain and not old_console, columns)


def is_terminal(stream: Any) -> bool:
    """Whether a person reads the stream; it is None where it was closed before the start."""
    return stream is not None and bool(stream.isatty())


class Progress:
    """How far long work on several reports has come, on standard error: a line that moves on a terminal, else one a report."""

    def __init__(self) -> None:
        self._moving = is_terminal(sys.stderr)
        self._width = 0

    def __enter__(self) -> Self:
        return self

    def __call__(self, name: str, done: int, whole: int) -> None:
        line = f"{clean(name)}：{done}/{whole}"
        if self._moving:
            self._move(line)
        elif done == whole:
            tell(line)

    def __exit__(self, *_: object) -> None:
        self.wipe()

    def wipe(self) -> None:
        """Leave the line empty for what is printed next."""
        if self._width:
            self._move("")
            print("\r", end="", file=sys.stderr, flush=True)

    def _move(self, line: str) -> None:
        print(f"\r{line}{' ' * max(0, self._width - width(line))}", end="", file=sys.stderr, flush=True)
        self._width = width(line)


def tell(text: str) -> None:
    """Print a notice or error on standard error."""
    if sys.stderr is not None:
        print(visible(text), file=sys.stderr)


def _to_stdout(page: str | bytes) -> None:
    if sys.stdout is None:
        return
    try:
        if isinstance(page, bytes):
            sys.stdout.flush()
            sys.stdout.buffer.write(page)
        else:
            sys.stdout.write(page)
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        raise UsageError(f"标准输出写不出去（{error.strerror}）；请用 -o 写到别处。") from error


def _to_file(data: bytes, path: Path) -> None:
    """Write to a temporary file beside `path` and rename it; when that fails, nothing is left behind.

    A device or pipe is written to as it is: renaming would put a plain file in its place.
    """
    try:
        if path.exists() and not path.is_file():
            path.write_bytes(data)
        else:
            replace_file(data, path)
    except OSError as error:
        raise UsageError(f"-o {path}：写不出去（{trouble(error)}）；请换一个可写的位置。") from error


def replace_file(data: bytes, path: Path) -> None:
    """Write bytes beside a path and rename them: it is there whole or not at all."""
    target = path.resolve()  # through a symbolic link, so that the link stays one
    part = _part_of(target)
    try:
        with part.open("xb") as file:
            file.write(data)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


def _part_of(target: Path) -> Path:
    return target.with_name(f".{target.name}.{os.getpid()}.part")


def write_all(files: Mapping[Path, bytes], folder: Path) -> None:
    """Write all files into the folder, which is made where it is missing; when one fails, all are as they were before.

    Raises UsageError.
    """
    made = not folder.exists()
    before: dict[Path, bytes | None] = {}
    try:
        folder.mkdir(exist_ok=True)
        targets = {path.resolve(): data for path, data in files.items()}
        for target, data in targets.items():  # all of them before the first stands in its place: a full disk shows here
            with _part_of(target).open("xb") as file:
                file.write(data)
        for target in targets:
            before[target] = target.read_bytes() if target.exists() else None
            _part_of(target).replace(target)
    except OSError as error:
        _undo(before)
        for path in files:
            _part_of(path.resolve()).unlink(missing_ok=True)
        if made and folder.is_dir():
            folder.rmdir()
        raise UsageError(f"-o {folder}：写不出去（{trouble(error)}）；请换一个可写的位置。") from error


def _undo(before: Mapping[Path, bytes | None]) -> None:
    for target, data in before.items():
        if data is not None:
            replace_file(data, target)
        elif target.is_file():
            target.unlink()


def same_file(path: Path, given: str) -> bool:
    """Whether both names lead to one file that is there."""
    return given != "-" and path.exists() and Path(given).exists() and path.samefile(given)


def _why_not_writable(path: Path, inputs: Sequence[str]) -> str | None:
    try:
        if path.is_dir():
            return f"-o {path}：这是文件夹；请给出文件名，或用 --format 说明要写哪几种。"
        if not path.resolve().parent.is_dir():
            return f"-o {path}：没有 {path.parent} 这个文件夹；请先建立。"
        if any(same_file(path, i) for i in inputs):
            return f"-o {path}：与要读的文件是同一个，会把它盖掉；请换一个文件名。"
    except (OSError, ValueError) as error:
        return f"-o {path}：路径无效（{error}）。"
    return None
