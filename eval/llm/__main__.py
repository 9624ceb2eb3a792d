"""Record the replies of the careful reader, or see what one does who errs or answers at random.

    python -m eval.llm record FOLDER...
    python -m eval.llm err FOLDER... [--share 0.1 ...] [--seeds N]
    python -m eval.llm wild FOLDER... [--seeds N]

Every case is run with the real client against a real server on this machine, which answers from the case's reader.yml. `record`
writes what came over the wire to replies.jsonl: to be done again whenever a prompt, a schema or a report changes. `err` spoils a
share of the answers and scores what comes of it. `wild` takes any labelled case: all answers are drawn, and every finding is counted.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from shutil import copytree
from tempfile import TemporaryDirectory

from eval.llm.erring import ErringReader
from eval.llm.reader import Reader
from eval.llm.server import MODEL, PORT, Server
from eval.llm.wild import WildReader

# Not public, but what a session is made of.
from gouji import __version__
from gouji.assist.assistant import Assignment
from gouji.batch import checked
from gouji.llm.endpoint import Endpoint
from gouji.llm.prompts import all_prompts
from gouji.llm.session import Session
from gouji.llm.store import Store
from gouji.llm_settings import LlmSettings
from gouji.measure.assisted import Way, compare
from gouji.measure.cases import load_case
from gouji.measure.counts import Counts


def record(folder: Path, server: Server, reader: Reader | None = None) -> tuple[int, Reader]:
    """Write the replies to all that a check of the case asks, with the rules and alone; return their number and the reader."""
    server.reader = reader = reader or Reader(folder / "reader.yml")
    endpoint = Endpoint(server.base_url, MODEL, retries=0, concurrency=2)
    with Store.memory() as store:
        for alone in (False, True):
            with Session(endpoint, store) as session:
                checked(str(folder / "report.md"), (), None, Assignment(session, alone=alone))
                if session.usage.failed or session.usage.stopped:
                    raise SystemExit(f"{folder}: {dict(session.usage.troubles)}")
        return store.export(folder / "replies.jsonl"), reader


def erred(folders: Iterable[Path], server: Server, share: float, seed: int) -> Counts:
    """Return the score of rules and a reader who errs in a share of the answers."""
    with TemporaryDirectory() as place:
        copies = [copytree(folder, Path(place) / folder.name) for folder in folders]
        for copy in copies:
            record(copy, server, ErringReader(copy / "reader.yml", share, seed))
        done = compare(copies, LlmSettings(), lambda path, task: checked(str(path), (), None, task), __version__)
        return done.scores[Way.BOTH].total


def drawn(report: Path, server: Server, seed: int) -> Counter[str]:
    """Return how many findings of each severity a reader brings about who answers at random, and the questions put to it."""
    server.reader = WildReader(seed)
    endpoint = Endpoint(server.base_url, MODEL, retries=0, concurrency=2)
    with Store.memory() as store, Session(endpoint, store) as session:
        run = checked(str(report), (), None, Assignment(session))
        new = [finding.severity.value for finding in run.findings if finding.origin == "model"]
        return Counter(new) + Counter(questions=session.usage.calls)


def _record(given: argparse.Namespace, server: Server) -> None:
    for folder in given.folders:
        number, reader = record(folder, server)
        unread = "，".join(f"{task} {n}" for task, n in sorted(reader.unread.items()))
        print(f"{folder.name}: {number} replies" + (f"; no entry for {unread}" if unread else ""))


def _err(given: argparse.Namespace, server: Server) -> None:
    print(f"rules and a reader who errs, {given.seeds} seeds each")
    print(
        f"{'answers spoiled':>15}{'certain found':>15}{'loud':>7}{'false':>7}{'traps':>7}{'quiet false':>13}{'checked':>12}"
    )
    for share in given.share:
        c = sum((erred(given.folders, server, share, seed) for seed in range(given.seeds)), Counts())
        found, read = f"{c.must_found}/{c.must}", f"{c.checked}/{c.figures}"
        print(f"{share:>15.0%}{found:>15}{c.loud:>7}{c.false:>7}{c.tripped:>7}{c.quiet_false:>13}{read:>12}")


def _wild(given: argparse.Namespace, server: Server) -> None:
    print(f"findings of rules and a reader who answers at random, {given.seeds} seeds each")
    print(f"{'':>40}{'questions':>12}{'warning':>10}{'info':>7}")
    for folder in given.folders:
        report = load_case(folder).report
        c = sum((drawn(report, server, seed) for seed in range(given.seeds)), Counter[str]())
        print(f"{folder.name:>40}{c['questions']:>12}{c['error'] + c['warning']:>10}{c['info']:>7}")


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m eval.llm")
    commands = parser.add_subparsers(required=True)
    for name, act in (("record", _record), ("wild", _wild), ("err", _err)):
        command = commands.add_parser(name)
        command.set_defaults(act=act, port=PORT if act is _record else 0)
        command.add_argument("folders", nargs="+", type=Path)
        if act is not _record:
            command.add_argument("--seeds", type=int, default=3)
    command.add_argument("--share", nargs="+", type=float, default=[0.0, 0.1, 0.2, 0.5, 1.0])
    given = parser.parse_args(arguments)
    with Server({prompt.turns[0][1]: prompt.name for prompt in all_prompts()}, given.port) as server:
        given.act(given, server)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
