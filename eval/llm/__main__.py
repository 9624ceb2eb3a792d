"""Record the replies of the careful reader: python -m eval.llm record FOLDER...

Every case is run with the real client against a real server on this machine, which answers from the case's reader.yml; what came
over the wire is written to replies.jsonl. To be done again whenever a prompt, a schema or a report changes.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from eval.llm.reader import Reader
from eval.llm.server import MODEL, PORT, Server

# Not public, but what a session is made of.
from gouji.assist.assistant import Assignment
from gouji.llm.endpoint import Endpoint
from gouji.llm.prompts import all_prompts
from gouji.llm.session import Session
from gouji.llm.store import Store
from gouji.pipeline import check


def record(folder: Path, server: Server) -> tuple[int, Reader]:
    """Write the replies to all that a check of the case asks, with the rules and alone; return their number and the reader."""
    server.reader = reader = Reader(folder / "reader.yml")
    endpoint = Endpoint(server.base_url, MODEL, retries=0, concurrency=2)
    with Store.memory() as store:
        for alone in (False, True):
            with Session(endpoint, store) as session:
                check(str(folder / "report.md"), assignment=Assignment(session, alone=alone))
                if session.usage.failed or session.usage.stopped:
                    raise SystemExit(f"{folder}: {dict(session.usage.troubles)}")
        return store.export(folder / "replies.jsonl"), reader


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m eval.llm")
    command = parser.add_subparsers(required=True).add_parser("record")
    command.add_argument("folders", nargs="+", type=Path)
    command.add_argument("--port", type=int, default=PORT)
    given = parser.parse_args(arguments)
    with Server({prompt.turns[0][1]: prompt.name for prompt in all_prompts()}, given.port) as server:
        for folder in given.folders:
            number, reader = record(folder, server)
            unread = "，".join(f"{task} {n}" for task, n in sorted(reader.unread.items()))
            print(f"{folder.name}: {number} replies" + (f"; no entry for {unread}" if unread else ""))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
