"""LibreOffice as a converter: found, run in a folder of its own without macros and links, and ended when it takes too long."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from gouji.errors import Unreadable, UsageError
from gouji.ingest.limits import Budget

VARIABLE = "GOUJI_SOFFICE"
_NAMES = ("soffice", "libreoffice")
# Where the installers put it without adding to PATH.
_PLACES = (
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    r"C:\Program Files\LibreOffice\program\soffice.exe",
    r"C:\Program Files (x86)\LibreOffice\program\soffice.exe",
)
_INSTALL = (
    "Debian、Ubuntu：sudo apt install libreoffice-writer libreoffice-calc；"
    "Windows：winget install TheDocumentFoundation.LibreOffice；macOS：brew install --cask libreoffice"
)
_FILTERS = {"docx": "docx:MS Word 2007 XML", "xlsx": "xlsx:Calc MS Excel 2007 XML"}

# The settings of the private profile: no macro runs, no link is followed or refreshed, and what asks for the network anyway meets a
# closed door (a proxy on the discard port of this machine).
_SETTINGS = (
    ("Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("Writer/Content/Update", "Link", "0"),
    ("Calc/Content/Update", "Link", "2"),
    ("Inet/Settings", "ooInetProxyType", "2"),
    ("Inet/Settings", "ooInetHTTPProxyName", "127.0.0.1"),
    ("Inet/Settings", "ooInetHTTPProxyPort", "9"),
    ("Inet/Settings", "ooInetHTTPSProxyName", "127.0.0.1"),
    ("Inet/Settings", "ooInetHTTPSProxyPort", "9"),
)


def convert(data: bytes, ending: str, target: str, called: str, budget: Budget) -> bytes:
    """Return the file as LibreOffice converts it. `called` is what the format is called in messages.

    The file is given to it under a name of our own in a temporary folder, which also holds its profile and is removed afterwards.
    """
    program = find(called, budget.name)
    with tempfile.TemporaryDirectory(prefix="gouji-", ignore_cleanup_errors=True) as folder:
        root = Path(folder)
        (root / f"document.{ending}").write_bytes(data)
        _profile(root / "profile")
        _run(program, root, ending, target, budget)
        made = root / "out" / f"document.{target}"
        if not made.is_file():
            raise Unreadable(
                f"{budget.name}：LibreOffice 没能转换这个{called}，文件可能已损坏或加了密码；"
                f"请用 Word 或 WPS 打开它，另存为 {target}。",
                "damaged",
            )
        budget.ensure("bytes", made.stat().st_size)
        return made.read_bytes()


def find(called: str, name: str) -> str:
    """Return where LibreOffice is. Raises UsageError for a wrong setting, Unreadable where there is none."""
    given = os.environ.get(VARIABLE)
    if given:
        found = shutil.which(given)
        if found is None:
            raise UsageError(
                f"环境变量 {VARIABLE}={given}：这里没有可运行的程序；请写 soffice 的完整路径，或取消这个变量。"
            )
        return found
    candidates = (*_NAMES, *_PLACES) if os.name != "nt" else _PLACES  # Windows would also look in the current folder
    found = next((path for path in map(shutil.which, candidates) if path), None)
    if found is None:
        raise Unreadable(
            f"{name}：这是{called}，读它要用 LibreOffice，这台电脑上没有找到。请安装（{_INSTALL}），"
            f"已装在别处的用环境变量 {VARIABLE} 指明 soffice 的位置；或用 Word、WPS 另存为 docx 或 xlsx。",
            "no-libreoffice",
        )
    return found


def _profile(folder: Path) -> None:
    items = "".join(
        f'<item oor:path="/org.openoffice.{path if path.startswith("Inet") else f"Office.{path}"}">'
        f'<prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>'
        for path, name, value in _SETTINGS
    )
    (folder / "user").mkdir(parents=True)
    (folder / "user" / "registrymodifications.xcu").write_text(
        '<?xml version="1.0" encoding="UTF-8"?>\n<oor:items xmlns:oor="http://openoffice.org/2001/registry">'
        f"{items}</oor:items>\n",
        "utf-8",
    )


def _run(program: str, root: Path, ending: str, target: str, budget: Budget) -> None:
    command = [
        program, f"-env:UserInstallation={(root / 'profile').as_uri()}",
        "--headless", "--invisible", "--norestore", "--nolockcheck", "--nodefault", "--nologo", "--nofirststartwizard",
        "--convert-to", _FILTERS[target], "--outdir", str(root / "out"), str(root / f"document.{ending}"),
    ]  # fmt: skip
    home = {"HOME": str(root), "XDG_CONFIG_HOME": str(root / "config"), "XDG_CACHE_HOME": str(root / "cache")}
    try:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=root,
            env={**os.environ, **home, "SAL_USE_VCLPLUGIN": "svp"}, start_new_session=True,
        )  # fmt: skip
    except OSError as error:
        raise Unreadable(
            f"{budget.name}：LibreOffice（{program}）启动不了（{error.strerror}）；请重新安装。", "no-libreoffice"
        ) from error
    try:
        process.wait(budget.left())
    except subprocess.TimeoutExpired:
        budget.ensure_time()
    finally:
        _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a program that is still running, with everything it has started: soffice is a script, its children do the work."""
    if process.poll() is not None:
        return
    if sys.platform == "win32":
        subprocess.run(["taskkill", "/T", "/F", "/PID", str(process.pid)], capture_output=True, check=False)
    else:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()
