"""The commands of gouji: options in, one result out, an exit status. What a command needs is imported inside it.

Exit status, the highest that applies: 0 clean, 1 findings (warning or error), 2 usage, 3 unreadable or nothing to check, 4 a check crashed.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from gouji import __version__
from gouji.errors import GoujiError, InternalError, Unreadable, UsageError
from gouji.usage import Command, Group, UsageProblem, explained

if TYPE_CHECKING:
    from gouji.config import Settings
    from gouji.model.run import Run
    from gouji.reporters.catalogue import Entry
    from gouji.reporters.plain import Style

app = typer.Typer(
    cls=Group, add_completion=False, no_args_is_help=True, rich_markup_mode=None, pretty_exceptions_enable=False,
    help="勾稽：核对部门预算、决算公开的正文与报表是否彼此相容。不联网，不改动文件。",
    epilog="退出码：0 相符，1 有错误或警告，2 用法不对，3 读不了或无可核对，4 某项核对出错。",
)  # fmt: skip
command = app.command

Report = Annotated[str, typer.Argument(metavar="报告", help="文本或 Markdown；- 为标准输入", show_default=False)]
Tables = Annotated[
    list[str] | None, typer.Option("--tables", metavar="FILE", help="报表在另一文件时给出，可多次", show_default=False)
]
Profile = Annotated[str, typer.Option("--profile", metavar="FILE", help="地区样式（JSON）", show_default=False)]
Config = Annotated[str, typer.Option("--config", metavar="FILE", help="设置，默认 ./gouji.toml", show_default=False)]
Out = Annotated[str, typer.Option("--output", "-o", metavar="FILE", help="写到文件（UTF-8）", show_default=False)]
Format = Annotated[str, typer.Option("--format", "-f", metavar="FORMAT", help="terminal、json")]


def run(arguments: Sequence[str]) -> int:
    """Return the exit status of a command line; every foreseen error is told in Chinese on standard error."""
    try:
        status = typer.main.get_command(app).main(list(arguments), prog_name="gouji", standalone_mode=False)
    except UsageProblem as error:
        _tell(explained(error))
        return 2
    except GoujiError as error:
        _tell(str(error))
        return error.exit_status
    except typer.Abort:
        return 130
    return int(status or 0)


def _tell(text: str) -> None:
    from gouji.reporters.plain import visible

    if sys.stderr is not None:
        print(visible(text), file=sys.stderr)


@app.callback(invoke_without_command=True)
def _version(version: Annotated[bool, typer.Option("--version", "-V", help="显示版本。")] = False) -> None:
    if version:
        print(f"gouji {__version__}")
        raise typer.Exit


@command(cls=Command)
def check(
    reports: Annotated[list[str], typer.Argument(metavar="报告…", help="文本或 Markdown；- 为标准输入")],
    tables: Tables = None,
    prior: Annotated[
        list[str] | None, typer.Option("--prior", metavar="FILE", help="上年报告；本版本还不能用", show_default=False)
    ] = None,
    format: Annotated[str, typer.Option("--format", "-f", metavar="FORMAT", help="terminal、json、jsonl")] = "terminal",
    output: Out = "",
    select: Annotated[
        list[str] | None,
        typer.Option("--select", metavar="CODES", help="只核对这些：代码、前缀或名称", show_default=False),
    ] = None,
    ignore: Annotated[
        list[str] | None,
        typer.Option("--ignore", metavar="CODES", help="不核对这些；逗号分隔，可多次", show_default=False),
    ] = None,
    severity: Annotated[
        str, typer.Option("--severity", metavar="LEVEL", help="最低级别 error、warning、info", show_default=False)
    ] = "",
    profile: Profile = "",
    config: Config = "",
    llm: Annotated[bool, typer.Option("--llm/--no-llm", help="模型辅助；本版本还不能用")] = False,
) -> int:
    """核对报告：列出互相矛盾的数，两处出处与算式，以及核对了多少。"""
    from gouji.config import checked_severity

    if llm:
        raise UsageError("--llm：这一版还没有模型辅助；不带 --llm 即可，全部核对都在本机完成。")
    if prior:
        raise UsageError("--prior：这一版还不能与上年报告核对；请去掉 --prior。")
    _one_of("--format", format, ("terminal", "json", "jsonl"))
    reports = _expanded(reports)
    if format == "json" and len(reports) > 1:
        raise UsageError(f"--format json 只能给一份报告，现有 {len(reports)} 份；多份报告请用 --format jsonl。")
    target = _target(output, [*reports, *(tables or ())])
    settings = _settings(config).override(
        select=_words("--select", select), ignore=_words("--ignore", ignore), profile=profile or None,
        severity=checked_severity(severity) if severity else None,
    )  # fmt: skip
    _ensure_known(settings)
    results = _results(reports, tables or (), settings)
    return _write_each(results, _shown_as(format, target), target, format)


@command(cls=Command)
def text(report: Report, output: Out = "") -> int:
    """印出读到的文字，即各处位置（start、end）所数的那份文字。"""
    from gouji.ingest.decode import read_source
    from gouji.reporters.plain import visible

    target = _target(output, [report])
    read = read_source(_input(report), "report").text
    _write(visible(read) if target is None and _is_terminal(sys.stdout) else read, target)
    return 0


@command(cls=Command)
def figures(
    report: Report,
    tables: Tables = None,
    format: Format = "terminal",
    output: Out = "",
    profile: Profile = "",
    config: Config = "",
) -> int:
    """列出正文的每个数：是否核对过，与什么核对，没核对的原因。"""
    from gouji.reporters.json import figures_dict
    from gouji.reporters.listing import figures_page

    return _listing(report, tables or (), format, output, profile, config, figures_page, figures_dict)


@command(cls=Command)
def tables(
    report: Report,
    tables: Tables = None,
    format: Format = "terminal",
    output: Out = "",
    profile: Profile = "",
    config: Config = "",
) -> int:
    """列出读到的报表：题名、单位、行列数，表内等式是否成立。"""
    from gouji.reporters.json import tables_dict
    from gouji.reporters.listing import tables_page

    return _listing(report, tables or (), format, output, profile, config, tables_page, tables_dict)


@command(cls=Command)
def checks() -> int:
    """列出全部核对项的代码、级别与名称。"""
    from gouji.reporters.catalogue import catalogue_page

    _write(catalogue_page(_catalogue()), None)
    return 0


@command(cls=Command)
def explain(
    code: Annotated[str, typer.Argument(metavar="代码", help="核对项的代码或名称，如 WX03", show_default=False)],
) -> int:
    """说明一个核对项：核对什么、为什么、容差、不核对、依据与例子。"""
    from gouji.config import near
    from gouji.reporters.catalogue import cases_of, explain_page

    catalogue = _catalogue()
    entry = next((e for e in catalogue if code.upper() == e.code or code.lower() == e.name or code == e.title), None)
    if entry is None:
        known = [word for e in catalogue for word in (e.code, e.name, e.title)]
        raise UsageError(f"没有“{code}”这个核对项{near(code, known)}；用 gouji checks 查看代码和名称。")
    _write(explain_page(entry, cases_of(entry.code), _style(None)), None)
    return 0


@command(cls=Command)
def schema(output: Out = "") -> int:
    """印出 --format json 的 JSON Schema。"""
    from gouji.reporters.json import dumps
    from gouji.reporters.schema import json_schema

    target = _target(output, [])
    _write(dumps(json_schema(), ascii_only=_ascii_only(target)) + "\n", target)
    return 0


@command("eval", cls=Command)
def evaluate(
    folders: Annotated[
        list[Path], typer.Argument(metavar="文件夹…", help="案例（report.*、labels.jsonl），或装着案例的文件夹")
    ],
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON")] = False,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="逐条列出漏报与误报")] = False,
    output: Out = "",
) -> int:
    """在标注好的案例上测查全率、精确率与核对率。"""
    from gouji.measure.evaluate import evaluate, to_json, to_table
    from gouji.reporters.json import dumps, to_dict

    target = _target(output, [])
    found = [case for folder in folders for case in _cases_in(folder)]
    done = evaluate(found, lambda path: to_dict(_checked(str(path), (), None), __version__))
    page = dumps(to_json(done), ascii_only=_ascii_only(target)) + "\n" if as_json else to_table(done, verbose)
    _write(page, target)
    return 3 if any(case.failed for case in done.cases) else 0


# reports, one after another


@dataclass(frozen=True, slots=True)
class _Result:
    """One report: its run, or why there is none."""

    path: str
    run: Run | None = None
    error: GoujiError | None = None

    @property
    def status(self) -> int:
        if self.run is None:
            return self.error.exit_status if self.error else 4
        loud = any(f.severity.rank > 0 for f in self.run.findings)
        return 4 if self.run.crashes else int(loud)


def _results(reports: Sequence[str], tables: Sequence[str], settings: Settings) -> Iterator[_Result]:
    """Yield the result of each report in turn. A report that cannot be read does not stop the others; a wrong setting does."""
    for number, path in enumerate(reports, 1):
        with _Progress(f"正在核对 {number}/{len(reports)}：{path}", len(reports) > 1):
            try:
                result = _Result(path, _checked(path, tables, settings))
            except UsageError:
                raise
            except GoujiError as error:
                result = _Result(path, error=error)
        yield result


def _checked(path: str, tables: Sequence[str], settings: Settings | None) -> Run:
    """Return the run of one report. Raises GoujiError; a defect of ours becomes InternalError, which names its place."""
    from gouji import pipeline

    try:
        return pipeline.check(_input(path), tables=tables, settings=settings)
    except (GoujiError, KeyboardInterrupt):
        raise
    except Exception as error:
        import traceback

        frame = traceback.extract_tb(error.__traceback__)[-1]
        place = f"{Path(frame.filename).name}:{frame.lineno}"
        raise InternalError(
            f"{path}：核对中途出错（{type(error).__name__}: {error}，{place}），这是 gouji 的缺陷；请把这句话告诉维护者。"
        ) from error


def _input(path: str) -> str:
    if path == "-" and sys.stdin is None:
        raise Unreadable("标准输入：没有打开；请给出文件，或用管道送入。")
    return path


class _Progress:
    """A line on standard error while a report is read, wiped out afterwards; only for people who wait for several."""

    def __init__(self, line: str, several: bool) -> None:
        from gouji.reporters.plain import clean, width

        self.line = clean(line) if several and _is_terminal(sys.stderr) else ""
        self.blank = " " * width(self.line)

    def __enter__(self) -> None:
        if self.line:
            print(f"\r{self.line}", end="", file=sys.stderr, flush=True)

    def __exit__(self, *_: object) -> None:
        if self.line:
            print(f"\r{self.blank}\r", end="", file=sys.stderr, flush=True)


def _write_each(results: Iterable[_Result], shown: Callable[[_Result], str], target: Path | None, format: str) -> int:
    """Write every result in order, to the file only when all are there; return the highest exit status."""
    pages: list[str] = []
    status = 0
    for result in results:
        status = max(status, result.status)
        if result.error is not None:
            _tell(str(result.error))
        page = shown(result)
        if format == "terminal" and page and pages:
            page = f"\n{page}"
        pages.append(page)
        if target is None:
            _write(page, None)
    if target is not None and any(pages):
        _write("".join(pages), target)
    return status


def _shown_as(format: str, target: Path | None) -> Callable[[_Result], str]:
    """Return how a result is printed; as a page, a report that cannot be read is told on standard error alone."""
    if format == "terminal":
        from gouji.reporters.terminal import page

        titles = {e.code: e.title for e in _catalogue()}
        style = _style(target)
        return lambda result: page(result.run, titles, style) if result.run else ""
    from gouji.reporters.json import dumps, error_dict, to_dict

    def json_of(result: _Result) -> str:
        error = result.error
        if result.run is not None:
            data = to_dict(result.run, __version__)
        else:
            data = error_dict(result.path, error.code if error else "internal", str(error))
        return dumps(data, lines=format == "jsonl", ascii_only=_ascii_only(target)) + "\n"

    return json_of


def _listing(
    report: str, tables: Sequence[str], format: str, output: str, profile: str, config: str,
    page: Callable[[Run, Style], str], data: Callable[[Run, str], dict[str, Any]],
) -> int:  # fmt: skip
    from gouji.reporters.json import dumps, error_dict

    _one_of("--format", format, ("terminal", "json"))
    target = _target(output, [report, *tables])
    settings = _settings(config).override(profile=profile or None)
    try:
        done = _checked(report, tables, settings)
    except UsageError:
        raise
    except GoujiError as error:
        if format == "json":
            _write(dumps(error_dict(report, error.code, str(error)), ascii_only=_ascii_only(target)) + "\n", target)
        raise
    shown = (
        dumps(data(done, __version__), ascii_only=_ascii_only(target)) + "\n"
        if format == "json"
        else page(done, _style(target))
    )
    _write(shown, target)
    return 4 if done.crashes else 0


# options


def _one_of(option: str, given: str, known: Sequence[str]) -> None:
    if given not in known:
        raise UsageError(f"{option} {given}：可用的有 {'、'.join(known)}。")


def _words(option: str, given: Sequence[str] | None) -> tuple[str, ...]:
    """Return the codes of an option that may be repeated and hold several, separated by commas."""
    words = tuple(word.strip() for part in given or () for word in part.replace("，", ",").split(",") if word.strip())
    if given and not words:
        raise UsageError(f"{option}：没有给出代码；如 {option} WX03,XT。")
    return words


def _settings(config: str) -> Settings:
    from gouji.config import load_settings

    return load_settings(config or None)


def _ensure_known(settings: Settings) -> None:
    if settings.select or settings.ignore or settings.ignored:
        from gouji.config import ensure_known

        ensure_known(settings, {e.code: e.name for e in _catalogue()})


def _catalogue() -> list[Entry]:
    from gouji.checks.registry import all_checks
    from gouji.reporters.catalogue import Entry

    return [Entry(c.code, c.name, c.kind, c.severity, c.since, c.doc) for c in all_checks()]


def _expanded(reports: Sequence[str]) -> list[str]:
    """Return the reports; on Windows, whose shell leaves them as they are, patterns such as *.txt opened out."""
    found = list(reports)
    if os.name == "nt":
        found = [path for given in reports for path in _matching(given)]
    return found


def _matching(pattern: str) -> list[str]:
    from glob import glob

    special = any(c in pattern for c in "*?[") and not Path(pattern).exists()
    return (sorted(glob(pattern)) if special else []) or [pattern]  # noqa: PTH207: a pattern may be absolute


def _cases_in(folder: Path) -> list[Path]:
    """Return the folder itself, or the cases in it where it only holds them."""
    if (folder / "labels.jsonl").is_file() or any(folder.glob("report.*")):
        return [folder]
    return sorted(p.parent for p in folder.glob("*/labels.jsonl")) or [folder]


# output


def _target(output: str, inputs: Sequence[str]) -> Path | None:
    """Return the file to write, or None for standard output. Raises UsageError before any work is done."""
    from gouji.reporters.output import why_not_writable

    if list(inputs).count("-") > 1:
        raise UsageError("-：标准输入只能读一次；请只给一个 -。")
    if output in ("", "-"):
        return None
    problem = why_not_writable(Path(output), list(inputs))
    if problem:
        raise UsageError(problem)
    return Path(output)


def _write(page: str, target: Path | None) -> None:
    from gouji.reporters.output import to_file, to_stdout

    if target is None:
        to_stdout(page)
    else:
        to_file(page, target)


def _ascii_only(target: Path | None) -> bool:
    from gouji.reporters.output import holds_all_characters

    return target is None and not holds_all_characters()


def _is_terminal(stream: Any) -> bool:
    return stream is not None and stream.isatty()


def _style(target: Path | None) -> Style:
    """Return colours for a terminal that shows them: not in a pipe or file, nor with NO_COLOR."""
    from gouji.reporters.plain import Style

    plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    old_console = os.name == "nt" and not any(os.environ.get(name) for name in ("WT_SESSION", "TERM", "ANSICON"))
    return Style(target is None and _is_terminal(sys.stdout) and not plain and not old_console)
