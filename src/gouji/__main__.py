"""The command `gouji`: `--version` answers before anything is imported; everything else is in cli.py."""

from __future__ import annotations

import codecs
import sys
from collections.abc import Sequence

from gouji import __version__

# cp936, the console of a Chinese Windows, has no minus sign, and every formula has one.
_LOOKALIKES = {"−": "-", "–": "-", "\xa0": " "}


def main(arguments: Sequence[str] | None = None) -> int:
    """Return the exit status of one command line, by default that of the process."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    _make_streams_safe()
    try:
        if given in (["--version"], ["-V"]):
            print(f"gouji {__version__}")
            status = 0
        else:
            from gouji.cli import run

            if arguments is None:  # the process is ours to end
                _end_when_stuck()
            status = run(given)
        _flush()
    except BrokenPipeError:  # the reader has seen enough, as with `| head`
        _discard_output()
        return 141
    except KeyboardInterrupt:
        return 130
    return status


def _make_streams_safe() -> None:
    """Let no character of a document stop the output, whatever the encoding; lines end alike on every system."""
    codecs.register_error("gouji.lookalike", _lookalike)
    for stream, errors in ((sys.stdout, "gouji.lookalike"), (sys.stderr, "backslashreplace")):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors=errors, newline="\n")


def _lookalike(error: UnicodeError) -> tuple[str, int]:
    """Return as many characters as could not be encoded, so that offsets into the printed text still count."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "".join(_LOOKALIKES.get(c, "?") for c in error.object[error.start : error.end]), error.end


def _end_when_stuck() -> None:
    """End with status 3 where a library reading a file does not come back; nothing else can stop native code."""
    import os

    from gouji.ingest import limits

    def end(message: str) -> None:
        print(f"\n{message}", file=sys.stderr, flush=True)
        os._exit(3)

    limits.when_stuck = end


def _flush() -> None:
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            stream.flush()


def _discard_output() -> None:
    """Point the output at nothing, so that the interpreter does not complain when it flushes at exit."""
    import os

    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            os.dup2(nowhere, stream.fileno())


if __name__ == "__main__":
    sys.exit(main())
