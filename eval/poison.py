"""Workers that fail as hostile files make them fail: a name in the file says how. Named to a batch in place of the usual one."""

from __future__ import annotations

import os
import re
import signal
import time
from pathlib import Path

from gouji.batch.worker import Setup, Task, work

FUNCTION = "eval.poison:poisoned"
POISONS = {"hang": "timeout", "hang-in-c": "timeout", "segfault": "crash", "exit": "crash", "memory": "memory"}


def poisoned(task: Task, setup: Setup) -> bytes:
    """Do the usual work, unless the file holds the name of a poison."""
    text = Path(task.files[0]).read_bytes()
    if b"POISON:hang-in-c" in text:
        re.match("(a+)+$", "a" * 60 + "b")  # never lets go of the interpreter
    if b"POISON:hang" in text:
        time.sleep(3600)
    if b"POISON:segfault" in text:
        os.kill(os.getpid(), signal.SIGSEGV)
    if b"POISON:exit" in text:
        os._exit(9)
    if b"POISON:memory" in text:
        held = [bytearray(1 << 24) for _ in range(1 << 16)]
        del held
    return work(task, setup)


def write_poison(folder: Path, poison: str, name: str = "") -> Path:
    """Write a file that the poisoned worker fails on."""
    path = folder / f"坏-{poison}{name}.txt"
    path.write_text(f"POISON:{poison}\n白鹭县2023年度部门决算，支出决算为1.00万元。\n", "utf-8")
    return path
