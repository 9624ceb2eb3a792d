"""Which reports a batch is about: files of folders, and lists of files."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from gouji.errors import UsageError, trouble

_LOCK = "~$"  # Word and Excel put such a file beside one that is open
_SYSTEM = ("thumbs.db", "desktop.ini")  # and Windows these into folders
_LONGEST_LIST = 1 << 26


@dataclass(frozen=True, slots=True)
class Item:
    """A report to check: `name` is its path as the store has it, `files` the report and where given those of its tables."""

    name: str
    files: tuple[str, ...]


def items_of(inputs: Sequence[str], out: Path, base: Path) -> list[Item]:
    """Return the reports, each once, by name. Raises UsageError.

    Left out of folders: hidden files, lock files, those of Windows itself, what is not a plain file. `base` is the folder names count from; `out`, where results
    are written, must not hold what is read.
    """
    found: dict[str, Item] = {}
    for given in inputs:
        for files in _given(given, out):
            names = [name_of(file, base) for file in files]
            found.setdefault(names[0], Item(names[0], tuple(_path(file, base) for file in files)))
    return [found[name] for name in sorted(found)]


def name_of(path: str, base: Path) -> str:
    """Return a path as the store has it: below the base relative to it, with / between its parts; bytes that are no text escaped."""
    shown = Path(_path(path, base)).as_posix()
    return shown.encode("utf-8", "backslashreplace").decode("utf-8")


def _path(path: str, base: Path) -> str:
    """Return a path below the base relative to it, another one absolute."""
    whole = os.path.abspath(path)  # noqa: PTH100 - Path.resolve would follow links, and a report goes by the name it was given
    folder = os.path.abspath(base)  # noqa: PTH100
    return os.path.relpath(whole, folder) if whole.startswith(os.path.join(folder, "")) else whole  # noqa: PTH118


def _given(given: str, out: Path) -> Iterator[tuple[str, ...]]:
    path = Path(given)
    if path.is_dir():
        _ensure_apart(path, out)
        yield from ((file,) for file in _files_in(given, out))
    elif not path.exists():
        raise UsageError(f"{given}：找不到；请给出文件夹、报告，或每行一个路径的清单。")
    else:
        lines = _lines(path)
        yield from ((given,),) if lines is None else _listed(lines, given, out)


def _ensure_apart(folder: Path, out: Path) -> None:
    inner, outer = folder.resolve(), out.resolve()
    if inner == outer or outer in inner.parents:
        raise UsageError(f"-o {out}：要核对的 {folder} 就在其中；结果请另放一个文件夹。")


def _files_in(folder: str, out: Path) -> Iterator[str]:
    closed: list[str] = []
    own = os.path.realpath(out)
    for here, folders, files in os.walk(folder, onerror=lambda error: closed.append(str(error.filename))):
        folders[:] = sorted(f for f in folders if not f.startswith(".") and not _is(here, f, own))
        for name in sorted(files):
            path = os.path.join(here, name)  # noqa: PTH118 - a string: forty thousand of them
            if not name.startswith((".", _LOCK)) and name.lower() not in _SYSTEM and os.path.isfile(path):  # noqa: PTH113
                yield path
    yield from closed  # a folder that cannot be read is told like a file that cannot


def _is(here: str, name: str, own: str) -> bool:
    return name == os.path.basename(own) and os.path.realpath(os.path.join(here, name)) == own  # noqa: PTH118, PTH119


def _lines(path: Path) -> list[str] | None:
    """Return the lines of a list, or None for a file that is none: the first path of a list leads somewhere."""
    try:
        if not path.is_file() or path.stat().st_size > _LONGEST_LIST:
            return None
        with path.open("rb") as opened:
            if b"\x00" in opened.read(4096):
                return None
        text = path.read_text("utf-8-sig")
    except UnicodeDecodeError:
        return None
    except OSError as error:
        raise UsageError(f"{path}：读不出来（{trouble(error)}）；请核对路径和权限。") from error
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    return lines if lines and _found(lines[0].split("\t")[0].strip(), path) is not None else None


def _listed(lines: Iterable[str], given: str, out: Path) -> Iterator[tuple[str, ...]]:
    """Yield what a list names: a folder, a report, or divided by tabs a report and the files of its tables."""
    for line in lines:
        parts = [part.strip() for part in line.split("\t") if part.strip()]
        files = [_found(part, Path(given)) or part for part in parts]
        if len(files) == 1 and Path(files[0]).is_dir():
            _ensure_apart(Path(files[0]), out)
            yield from ((file,) for file in _files_in(files[0], out))
        elif files:
            yield tuple(files)


def _found(path: str, list_: Path) -> str | None:
    """Return where a path of a list leads: from here, as everything on a command line, else from the list's own folder."""
    for place in (Path(path), list_.parent / path):
        try:
            if path and place.exists():
                return str(place)
        except (OSError, ValueError):  # longer than a path can be: a line of text
            return None
    return None
