"""The built wheel runs outside the checkout, with its data, cases and types. No network: the build tools are installed already."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.cases import FIXTURES
from tests.commands import FAULTY, gouji

ROOT = FIXTURES.parent


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that holds the package as the wheel unpacks it."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)],
        check=True, capture_output=True, timeout=60,
    )  # fmt: skip
    [wheel] = folder.glob("gouji-*.whl")
    with zipfile.ZipFile(wheel) as packed:
        packed.extractall(folder / "site")
    return folder / "site"


def _run(installed: Path, *arguments: object) -> subprocess.CompletedProcess[bytes]:
    """Run the unpacked package, with the checkout's own link and folder out of reach."""
    environment = {**os.environ, "PYTHONPATH": str(installed), "PYTHONIOENCODING": "utf-8"}
    return subprocess.run(
        [sys.executable, "-m", "gouji", *map(str, arguments)],
        cwd=installed.parent, env=environment, capture_output=True, check=False, timeout=60,
    )  # fmt: skip


def test_the_wheel_holds_data_cases_and_the_mark_of_types(installed: Path) -> None:
    package = installed / "gouji"
    assert (package / "py.typed").is_file()
    assert {p.name for p in (package / "cases").iterdir()} == {p.name for p in (FIXTURES / "checks").iterdir()}
    assert {p.name for p in (package / "lexicon" / "data").iterdir()} == {
        p.name for p in (ROOT / "src" / "gouji" / "lexicon" / "data").iterdir()
    }
    page = Path("reporters", "html")
    ours = {p.name for p in (ROOT / "src" / "gouji" / page).iterdir() if p.suffix in (".css", ".js", ".j2")}
    assert len(ours) == 3
    assert ours <= {p.name for p in (package / page).iterdir()}
    assert not list(installed.glob("*/tests"))


def test_the_package_is_the_installed_one(installed: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", "import gouji; print(gouji.__file__)"],
        cwd=installed.parent, env={**os.environ, "PYTHONPATH": str(installed)}, capture_output=True, check=True,
    )  # fmt: skip
    assert Path(os.fsdecode(done.stdout).strip()).is_relative_to(installed)


def test_the_installed_program_says_the_same_as_the_checkout(installed: Path) -> None:
    for arguments in (
        ("check", FAULTY),
        ("tables", FAULTY),
        ("checks",),
        ("explain", "WX03"),
        ("schema",),
        ("prompts",),
        ("prompts", "label-figures"),
        ("--version",),
    ):
        ours, theirs = gouji(*arguments), _run(installed, *arguments)
        assert theirs.stderr == b""
        assert theirs.returncode == ours.status
        assert theirs.stdout.decode("utf-8") == ours.out
