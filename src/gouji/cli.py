"""The commands of gouji: options in, one result out, an exit status. What a command needs is imported inside it.

Exit status, the highest that applies: 0 clean, 1 findings of severity warning or error, 2 usage,
3 unreadable input or nothing to check, 4 a check crashed.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from gouji import __version__
from gouji.errors import GoujiError, UsageError
from gouji.usage import Command, Group, UsageProblem, explained

if TYPE_CHECKING:
    from gouji.assist.assistant import Assignment
    from gouji.batch import Result
    from gouji.config import Settings
    from gouji.model.run import Run
    from gouji.reporters.catalogue import Entry
    from gouji.reporters.delivery import Folder, Stream
    from gouji.reporters.output import Output
    from gouji.reporters.plain import Style

app = typer.Typer(
    cls=Group, add_completion=False, no_args_is_help=True, rich_markup_mode=None, pretty_exceptions_enable=False,
    help="勾稽：核对部门预算、决算公开的正文与报表是否彼此相容。不加 --llm 不联网；不改动文件。",
    epilog="退出码：0 相符，1 有错误或警告，2 用法不对，3 读不了或无可核对，4 某项核对出错。",
)  # fmt: skip
command = app.command
replies_app = typer.Typer(cls=Group, rich_markup_mode=None)
baseline_app = typer.Typer(cls=Group, rich_markup_mode=None, no_args_is_help=True)


def option(*names: str, metavar: str, help: str, shown: bool = False) -> Any:
    """Return a typer option that takes a value; its default is shown only where it says something."""
    return typer.Option(*names, metavar=metavar, help=help, show_default=shown)


Words = list[str] | None
Report = Annotated[
    str,
    typer.Argument(
        metavar="报告", help="PDF、Word、Excel、网页、OFD、文本或 Markdown；- 为标准输入", show_default=False
    ),
]
Reports = Annotated[
    list[str], typer.Argument(metavar="报告…", help="PDF、Word、Excel、网页、OFD、文本或 Markdown；- 为标准输入")
]
Folders = Annotated[
    list[Path], typer.Argument(metavar="文件夹…", help="案例（report.*、labels.jsonl），或装案例的文件夹")
]
Mutate = Annotated[bool, typer.Option("--mutate", help="逐一植入错误，测检出率；也可给报告文件，标注可无")]
Sample = Annotated[
    int | None, option("--sample", metavar="N", help="每份报告每类至多植入 N 处，默认全部；与 --mutate 同用")
]
Seed = Annotated[int | None, option("--seed", metavar="N", help="种子，默认 0；与 --mutate 同用")]
Jobs = Annotated[int | None, option("--jobs", "-j", metavar="N", help="进程数，默认处理器数；与 --mutate 同用")]
Inputs = Annotated[
    list[str],
    typer.Argument(
        metavar="文件夹|清单|报告…", help="文件夹连同其下各层；清单每行一个路径，报表另在一文件的用制表符隔开"
    ),
]
BatchFolder = Annotated[str, option("--output", "-o", metavar="OUT", help="放结果的文件夹；再运行一次就接着做")]
Workers = Annotated[int | None, option("--jobs", "-j", metavar="N", help="进程数，默认处理器数")]
Pages = Annotated[
    Words, option("--format", "-f", metavar="FORMAT", help="另写每份报告的结果，格式同 gouji check，可多次")
]
Scheduler = Annotated[
    str | None,
    option("--scheduler", metavar="ADDRESS", help="在 Dask 集群上核对，如 tcp://主机:8786（要另装）；不与 -j 同用"),
]
Retry = Annotated[bool, typer.Option("--retry", help="上次超时、内存超限、崩溃的重新核对")]
Store = Annotated[Path, typer.Argument(metavar="OUT", help="gouji batch 的 -o 所指的文件夹", show_default=False)]
Question = Annotated[
    str,
    typer.Argument(
        metavar="SQL|名称",
        help="一句 SELECT …，或 worst、kinds、regions、years、coverage、failures",
        show_default=False,
    ),
]
AnswerFormat = Annotated[
    str, option("--format", "-f", metavar="FORMAT", help="terminal、csv、json 或 jsonl", shown=True)
]
ExportFormat = Annotated[
    str, option("--format", "-f", metavar="FORMAT", help="jsonl、csv、xlsx 或 parquet", shown=True)
]
Engine = Annotated[str, option("--engine", metavar="NAME", help="sqlite 或 duckdb（要另装）", shown=True)]
Exported = Annotated[
    Words, option("--table", metavar="NAME", help="只导出这些表，可多次；默认全部，xlsx 只有报告与发现")
]
ExportFolder = Annotated[str, option("--output", "-o", metavar="FOLDER", help="写到文件夹，默认 OUT/export")]
Prompts = Annotated[str, typer.Argument(metavar="名称", help="提示词的名称；不给则列出全部", show_default=False)]
Cache = Annotated[str, option("--cache", metavar="FILE", help="回复缓存，默认用设置里的，或用户缓存目录里的")]
Lines = Annotated[Path, typer.Argument(metavar="文件", help="JSON 行，一行一条回复", show_default=False)]
Code = Annotated[str, typer.Argument(metavar="代码", help="核对项的代码或名称，如 WX03", show_default=False)]
Tables = Annotated[Words, option("--tables", metavar="FILE", help="报表在另一文件时给出，可多次")]
Prior = Annotated[
    Words, option("--prior", metavar="FILE", help="同一单位的上年报告、同年预算，或所属单位的同年报告，可多次")
]
Format = Annotated[str, option("--format", "-f", metavar="FORMAT", help="terminal 或 json", shown=True)]
Formats = Annotated[
    Words,
    option(
        "--format",
        "-f",
        metavar="FORMAT",
        help="terminal（默认）、json、jsonl、html、xlsx、csv、md、sarif、junit、docx、notice、pdf、svg、png；几种用逗号隔开",
    ),
]
Out = Annotated[str, option("--output", "-o", metavar="FILE", help="写到文件（UTF-8）")]
Place = Annotated[
    str, option("--output", "-o", metavar="PLACE", help="写到文件，格式看扩展名；或文件夹，每份报告每种格式一个文件")
]
Select = Annotated[Words, option("--select", metavar="CODES", help="只核对这些：代码、前缀或名称")]
Ignore = Annotated[Words, option("--ignore", metavar="CODES", help="不核对这些；逗号分隔，可多次")]
Level = Annotated[str, option("--severity", metavar="LEVEL", help="最低级别：error、warning 或 info")]
Profile = Annotated[str, option("--profile", metavar="FILE", help="地区样式（JSON）")]
Config = Annotated[str, option("--config", metavar="FILE", help="设置，默认 ./gouji.toml")]
Limit = Annotated[Words, option("--limit", metavar="NAME=VALUE", help="读文件的上限，如 pages=5000，可多次")]
Baseline = Annotated[str, option("--baseline", metavar="FILE", help="基线：已接受、写明理由的发现，不再列出")]
Form = Annotated[
    str, option("--format", "-f", metavar="FORMAT", help="terminal（默认）、json、md 或 xlsx；也看 -o 的扩展名")
]
Accepted = Annotated[
    str, typer.Argument(metavar="编号", help="要接受的发现的 id，JSON 里或终端上所印的", show_default=False)
]
Kept = Annotated[Path, typer.Argument(metavar="基线", help="gouji baseline write 写的文件", show_default=False)]
Reason = Annotated[str, option("--reason", metavar="TEXT", help="为什么可以不改")]
Old = Annotated[str, typer.Argument(metavar="旧", help="旧报告，或它的 --format json 结果", show_default=False)]
New = Annotated[str, typer.Argument(metavar="新", help="改过的报告", show_default=False)]
Llm = Annotated[
    bool | None,
    typer.Option("--llm/--no-llm", help="模型辅助：把规则没读懂的段落（数字遮住）送往所设的模型", show_default=False),
]
Compared = Annotated[
    bool, typer.Option("--llm", help="比较只用规则、只用模型、规则加模型；案例里有 replies.jsonl 的不联网")
]
Replay = Annotated[str, option("--llm-replay", metavar="FILE", help="模型辅助只用录下的回复，不联网")]
Dry = Annotated[bool, typer.Option("--dry-run", help="只估算模型辅助要问多少、花多少，不发送")]
Show = Annotated[
    bool,
    typer.Option("--llm-show", help="在标准错误上印出送往模型的每一段文字；与 --llm 同用，或与 --dry-run 同用而不发送"),
]
Finding = Annotated[
    str,
    typer.Argument(
        metavar="编号", help="JSON 里发现的 id，或终端上所印的，可只给开头；不给则列出全部问答", show_default=False
    ),
]
Json = Annotated[bool, typer.Option("--json", help="输出 JSON")]
Verbose = Annotated[bool, typer.Option("--verbose", "-v", help="逐条列出漏报、误报，或未检出的植入")]
Version = Annotated[bool, typer.Option("--version", "-V", help="显示版本。")]


def run(arguments: Sequence[str]) -> int:
    """Return the exit status of a command line; every foreseen error is told in Chinese on standard error."""
    from gouji.reporters.output import tell

    try:
        status = typer.main.get_command(app).main(list(arguments), prog_name="gouji", standalone_mode=False)
    except UsageProblem as error:
        tell(explained(error))
        return 2
    except GoujiError as error:
        tell(str(error))
        return error.exit_status
    except typer.Abort:
        return 130
    except SystemExit as error:  # typer answers a closed pipe with status 1, which here means findings
        if isinstance(error.__context__, BrokenPipeError):
            raise error.__context__ from None
        raise
    return int(status or 0)


@app.callback(invoke_without_command=True)
def _version(version: Version = False) -> None:
    if version:
        print(f"gouji {__version__}")
        raise typer.Exit


@command(cls=Command)
def check(
    reports: Reports, tables: Tables = None, prior: Prior = None, format: Formats = None, output: Place = "",
    select: Select = None, ignore: Ignore = None, severity: Level = "", profile: Profile = "", config: Config = "",
    limit: Limit = None, baseline: Baseline = "", llm: Llm = None, llm_replay: Replay = "", dry_run: Dry = False,
    llm_show: Show = False,
) -> int:  # fmt: skip
    """核对报告：列出互相矛盾的数，两处出处与算式，以及核对了多少。"""
    from gouji.batch import expanded, results
    from gouji.config import checked_severity

    earlier = expanded(prior or ())
    paths = expanded(reports)
    if earlier and len(paths) > 1:
        raise UsageError("--prior：一次只能核对一份报告；请逐份核对，各给它的上年报告。")
    inputs = [*paths, *(tables or ()), *earlier]
    place = _place(format, output, paths, inputs)
    settings = _accepting(_settings(config, limit), baseline).override(
        select=_words("--select", select), ignore=_words("--ignore", ignore), profile=profile or None,
        severity=checked_severity(severity) if severity else None,
    )  # fmt: skip
    _ensure_known(settings)
    if llm is False and (llm_replay or dry_run or llm_show):
        raise UsageError("--no-llm 不能与 --llm-replay、--dry-run、--llm-show 同用。")
    if llm_show and not (llm or dry_run or llm_replay):
        raise UsageError("--llm-show 只印出文字，本身不发送：要看而不发，请加 --dry-run；要发送，请加 --llm。")
    if not (llm or llm_replay or dry_run):
        return _deliver(results(paths, tables or (), settings, prior=earlier), place, _titles(settings))
    with _assigning(settings, llm_replay, dry_run, llm_show) as assign:
        found = results(paths, tables or (), settings, assign, earlier)
        return (
            _write_estimates(found, _output(output, inputs)) if dry_run else _deliver(found, place, _titles(settings))
        )


@command(cls=Command)
def recheck(
    old: Old, new: New, tables: Tables = None, prior: Prior = None, format: Form = "", output: Out = "", profile: Profile = "",
    config: Config = "", limit: Limit = None, baseline: Baseline = "",
) -> int:  # fmt: skip
    """复核改过的报告：原来的发现哪些已改正、哪些仍在，有没有新增；没有再核对到的另列。--tables 是新报告的报表；--prior 新旧报告都用。"""
    from gouji.batch import checked, expanded
    from gouji.compare.recheck import recheck
    from gouji.compare.traces import load_run, others_in, source_in, traces_in, traces_of
    from gouji.reporters.recheck import FORMS, page, render

    form = format or Path(output).suffix[1:].lower() or "terminal"
    form = form if format or form in FORMS else "terminal"
    _one_of("--format", form, FORMS)
    others = expanded(prior or ())
    out = _output(output, [old, new, *(tables or ()), *others])
    if form == "xlsx" and out.is_terminal:
        raise UsageError("--format xlsx：Excel 文件不能显示在终端上；请用 -o 文件名.xlsx。")
    settings = _settings(config, limit).override(profile=profile or None)
    kept = load_run(old)
    if kept is None:
        before = checked(old, (), settings, prior=others)
        traces, path, sha256 = traces_of(before, before.findings), old, before.document.sources[0].sha256
    else:
        traces, (path, sha256) = traces_in(kept, old), source_in(kept, old)
    run = checked(new, tables or (), _accepting(settings, baseline), prior=others)
    catalogue = _catalogue()
    ran = {e.code for e in catalogue if settings.runs(e.code, e.name, e.title)}
    found = recheck(path, sha256, traces, run, ran, others_in(kept, old) if kept else ())
    titles = {e.code: e.title for e in catalogue}
    # a person at a terminal gets colours and lines as wide as it
    shown = form == "terminal" and out.path is None
    out.write(page(found, titles, out.style) if shown else render(found, titles, form, __version__))
    return 4 if run.crashes else 0 if found.clean else 1


@baseline_app.command("write", cls=Command)
def write_baseline(
    report: Report, output: Out = "gouji-baseline.json", reason: Reason = "", tables: Tables = None, prior: Prior = None,
    profile: Profile = "", config: Config = "", limit: Limit = None,
) -> int:  # fmt: skip
    """把一份报告现有的发现写成基线；原有基线里的理由保留。写明理由的才不再列出。"""
    from gouji.batch import checked, expanded
    from gouji.compare.baseline import load, written
    from gouji.reporters.output import tell

    others = expanded(prior or ())
    out = _output(output, [report, *(tables or ()), *others])
    known = load(output) if out.path is not None and out.path.is_file() else ()
    run = checked(report, tables or (), _settings(config, limit).override(profile=profile or None), prior=others)
    data = written(run, reason, known)
    out.write(_json(data, out))
    silent = sum(not entry["reason"] for entry in data["accepted"])
    if out.path is not None:
        left = f"，{silent} 处还没有理由，照样会列出；用 gouji accept {output} 编号 --reason 写明" if silent else ""
        tell(f"{output}：写出 {len(data['accepted'])} 处{left}。")
    return 4 if run.crashes else 0


app.add_typer(baseline_app, name="baseline", help="基线：已接受的发现。")


@command(cls=Command)
def accept(file: Kept, finding: Accepted, reason: Reason = "") -> int:
    """在基线里给一处发现写明理由；此后 check --baseline 不再列出它。"""
    from gouji.compare.baseline import given_reason, load_data
    from gouji.reporters.output import tell

    if not reason.strip():
        raise UsageError("accept：要用 --reason 写明为什么可以不改。")
    data = given_reason(load_data(str(file)), finding, reason.strip(), str(file))
    out = _output(str(file))
    out.write(_json(data, out))
    left = sum(not entry["reason"] for entry in data["accepted"])
    tell(f"{file}：已写明理由；{f'还有 {left} 处没有理由，照样列出' if left else '各处都有理由'}。")
    return 0


def _accepting(settings: Settings, baseline: str) -> Settings:
    if not baseline:
        return settings
    from gouji.compare.baseline import load

    return settings.override(accepted=load(baseline))


@command(cls=Command)
def batch(
    inputs: Inputs, output: BatchFolder = "", jobs: Workers = None, scheduler: Scheduler = None, format: Pages = None,
    retry: Retry = False, select: Select = None, ignore: Ignore = None, profile: Profile = "", config: Config = "", limit: Limit = None,
) -> int:  # fmt: skip
    """核对许多份报告：各在自己的进程里，坏的一份不碍其余；结果进一个库，中断后接着做。"""
    from gouji.batch import expanded
    from gouji.batch.run import Options, run_batch
    from gouji.batch.summary import summary_page
    from gouji.reporters.formats import chosen
    from gouji.reporters.output import tell

    if not output:
        raise UsageError("没有给出放结果的文件夹；如 gouji batch 报告文件夹 -o 结果。")
    if jobs is not None and jobs < 1:
        raise UsageError(f"--jobs {jobs}：应是大于 0 的整数。")
    formats = tuple(f.name for f in chosen(format, "")) if format else ()
    out = _output()
    settings = _settings(config, limit).override(
        select=_words("--select", select), ignore=_words("--ignore", ignore), profile=profile or None
    )
    _ensure_known(settings)
    options = Options(jobs, formats, retry, scheduler=scheduler)
    done = run_batch(expanded(inputs), Path(output), settings, options)
    out.write(summary_page(done, output, out.style))
    if done.left:
        tell(f"已停下，还有 {done.left:,} 份没有核对；再运行同一条命令就接着做。")
        return 130
    return done.status


@command(cls=Command)
def query(
    store: Store, question: Question, format: AnswerFormat = "terminal", engine: Engine = "sqlite", output: Out = ""
) -> int:
    """向批量核对的结果提问：SQL（只读），或几个现成的问题。"""
    from gouji.batch.answers import FORMATS, answer_text
    from gouji.batch.query import ENGINES, ask

    _one_of("--format", format, FORMATS)
    _one_of("--engine", engine, ENGINES)
    out = _output(output)
    out.write(answer_text(ask(store, question, engine), format, out.style))
    return 0


@command(cls=Command)
def export(store: Store, format: ExportFormat = "jsonl", table: Exported = None, output: ExportFolder = "") -> int:
    """导出批量核对的结果，一张表一个文件；xlsx 是一个工作簿。"""
    from gouji.batch.export import FORMATS, NAMES
    from gouji.batch.export import export as written
    from gouji.reporters.output import tell

    _one_of("--format", format, FORMATS)
    tables = _words("--table", table)
    for given in tables:
        _one_of("--table", given, NAMES)
    for path in written(store, format, tables, Path(output) if output else None):
        tell(f"写出 {path}")
    return 0


@command("explain-finding", cls=Command)
def explain_finding(
    report: Report, finding: Finding = "", tables: Tables = None, prior: Prior = None, profile: Profile = "",
    config: Config = "", limit: Limit = None, llm_replay: Replay = "", output: Out = "",
) -> int:  # fmt: skip
    """一处发现怎么来的，模型辅助的印出问答；不给编号则列出全部问答。不联网。"""
    from gouji.batch import checked, expanded
    from gouji.reporters.assistance import exchanges_page, trace_page
    from gouji.reporters.terminal import finding_lines

    others = expanded(prior or ())
    out = _output(output, [report, *(tables or ()), *others])
    settings = _settings(config, limit).override(profile=profile or None)
    kept = llm_replay or str(settings.llm.cache_file())
    if llm_replay or Path(kept).is_file():
        with _assigning(settings, kept) as assign:
            run = checked(report, tables or (), settings, assign(), others)
    else:
        run = checked(report, tables or (), settings, prior=others)
    if not finding:
        out.write(exchanges_page(run.assistance, out.style))
        return 0
    matching = [f for f in run.findings if f.id.startswith(finding)]
    found = next((f for f in matching if f.id == finding), matching[0] if len(matching) == 1 else None)
    if found is None:
        known = "、".join(f.id for f in matching or run.findings) or "没有"
        hint = (
            ""
            if run.assistance and run.assistance.cached
            else "没有这份报告的录下的回复，模型辅助的发现看不到；有回复文件的，请加 --llm-replay 文件。"
        )
        several = f"有 {len(matching)} 处发现的编号以 {finding} 开头" if matching else f"没有编号为 {finding} 的发现"
        raise UsageError(f"{report}：{several}；这份报告的发现有：{known}。{hint}")
    titles = {e.code: e.title for e in _catalogue()}
    out.write(
        trace_page(run, found, finding_lines(run, found, titles.get(found.check, found.name), out.style), out.style)
    )
    return 0


@command(cls=Command)
def text(report: Report, output: Out = "", limit: Limit = None) -> int:
    """印出读到的文字，即各处位置（start、end）所数的那份文字。"""
    from gouji.ingest.sources import read_source
    from gouji.reporters.plain import visible

    out = _output(output, [report])
    read = read_source(report, "report", _settings("", limit).limits).text
    out.write(visible(read) if out.is_terminal else read)
    return 0


@command(cls=Command)
def figures(
    report: Report, tables: Tables = None, prior: Prior = None, format: Format = "terminal", output: Out = "",
    profile: Profile = "", config: Config = "", limit: Limit = None, llm: Llm = None, llm_replay: Replay = "",
) -> int:  # fmt: skip
    """列出正文的每个数：是否核对过，与什么核对，没核对的原因。"""
    from gouji.reporters.json import figures_dict
    from gouji.reporters.listing import figures_page

    if llm is False and llm_replay:
        raise UsageError("--no-llm 不能与 --llm-replay 同用。")
    with ExitStack() as stack:
        assign = None
        if llm or llm_replay:
            assign = stack.enter_context(_assigning(_settings(config, limit), llm_replay))
        return _listing(
            report, tables or (), format, output, profile, config, limit, figures_page, figures_dict, assign, prior or ()
        )  # fmt: skip


@command(cls=Command)
def tables(
    report: Report, tables: Tables = None, format: Format = "terminal", output: Out = "", profile: Profile = "",
    config: Config = "", limit: Limit = None,
) -> int:  # fmt: skip
    """列出读到的报表：题名、单位、行列数，表内等式是否成立。"""
    from gouji.reporters.json import tables_dict
    from gouji.reporters.listing import tables_page

    return _listing(report, tables or (), format, output, profile, config, limit, tables_page, tables_dict)


@command(cls=Command)
def checks() -> int:
    """列出全部核对项的代码、级别与名称。"""
    from gouji.reporters.catalogue import catalogue_page

    _output().write(catalogue_page(_catalogue()))
    return 0


@command(cls=Command)
def explain(code: Code) -> int:
    """说明一个核对项：核对什么、为什么、容差、不核对、依据与例子。"""
    from gouji.config import near
    from gouji.reporters.catalogue import cases_of, explain_page

    catalogue = _catalogue()
    entry = next((e for e in catalogue if code.upper() == e.code or code.lower() == e.name or code == e.title), None)
    if entry is None:
        known = [word for e in catalogue for word in (e.code, e.name, e.title)]
        raise UsageError(f"没有“{code}”这个核对项{near(code, known)}；用 gouji checks 查看代码和名称。")
    out = _output()
    out.write(explain_page(entry, cases_of(entry.code), out.style))
    return 0


@command(cls=Command)
def schema(output: Out = "") -> int:
    """印出 --format json 的 JSON Schema。"""
    from gouji.reporters.schema import json_schema

    out = _output(output)
    out.write(_json(json_schema(), out))
    return 0


@command(cls=Command)
def prompts(name: Prompts = "") -> int:
    """列出给模型的提示词，或印出一个的全文。"""
    from gouji.config import near
    from gouji.llm.prompts import all_prompts, load_prompt, prompt_names
    from gouji.reporters.exchange import prompts_page

    out = _output()
    if not name:
        out.write(prompts_page(all_prompts()))
        return 0
    if name not in (known := prompt_names()):
        raise UsageError(f"没有“{name}”这个提示词{near(name, known)}；用 gouji prompts 查看。")
    out.write(load_prompt(name).text)
    return 0


@replies_app.callback(invoke_without_command=True)
def replies(context: typer.Context, cache: Cache = "", config: Config = "") -> int:
    """列出录下的模型回复有多少；export 导出，import 导入。"""
    context.obj = (cache, config)
    if context.invoked_subcommand is None:
        from gouji.llm.store import Store
        from gouji.reporters.exchange import replies_page

        file = _cache_file(cache, config)
        out = _output()
        if not file.exists():
            out.write(replies_page(str(file), []))
            return 0
        with Store.read(file) as store:
            out.write(replies_page(str(file), store.counts()))
    return 0


@replies_app.command("export", cls=Command)
def export_replies(context: typer.Context, file: Lines) -> int:
    """把录下的回复写成 JSON 行，可以审阅、离线重放；里面有送出的段落，传给别人之前请先看。"""
    from gouji.llm.store import Store
    from gouji.reporters.output import tell

    source = _cache_file(*context.obj)
    out = _output(str(file), [str(source)])
    with Store.read(source) as store:
        lines = list(store.lines())
    out.write("".join(lines))
    if out.path is not None:
        tell(f"{file}：写出 {len(lines)} 条回复。")
    return 0


@replies_app.command("import", cls=Command)
def import_replies(context: typer.Context, file: Lines) -> int:
    """把 JSON 行里的回复收进缓存；键相同的以文件里的为准。"""
    from gouji.llm.store import Store, rows_of
    from gouji.reporters.output import tell

    rows = rows_of(file)  # before a cache is made for nothing
    with Store.open(_cache_file(*context.obj)) as store:
        store.put(*rows)
    tell(f"{store.name}：收进 {len(rows)} 条回复。")
    return 0


app.add_typer(replies_app, name="replies")


def _cache_file(cache: str, config: str) -> Path:
    from gouji.config import load_settings

    return Path(cache) if cache else load_settings(config or None).llm.cache_file()


@command("eval", cls=Command)
def evaluate(
    folders: Folders, mutate: Mutate = False, sample: Sample = None, seed: Seed = None, jobs: Jobs = None,
    llm: Compared = False, llm_replay: Replay = "", as_json: Json = False, verbose: Verbose = False, output: Out = "",
) -> int:  # fmt: skip
    """在标注好的案例上测查全率、精确率与核对率；--mutate 逐一植入错误，测检出率；--llm 比较规则与模型。"""
    if mutate:
        if llm or llm_replay:
            raise UsageError("--mutate 不能与 --llm、--llm-replay 同用。")
        return _mutate(folders, sample, seed or 0, jobs, as_json, verbose, output)
    for name, given in (("--sample", sample), ("--seed", seed), ("--jobs", jobs)):
        if given is not None:
            raise UsageError(f"{name} 只与 --mutate 同用。")
    from gouji.batch import checked
    from gouji.measure.evaluate import evaluate, to_json, to_table
    from gouji.reporters.json import to_dict

    out = _output(output)
    cases = [case for folder in folders for case in _cases_in(folder)]
    if llm or llm_replay:
        return _compare(cases, llm_replay, as_json, verbose, out)
    done = evaluate(cases, lambda path: to_dict(checked(str(path)), __version__))
    out.write(_json(to_json(done), out) if as_json else to_table(done, verbose))
    return 3 if any(case.failed for case in done.cases) else 0


def _compare(cases: Sequence[Path], replay: str, as_json: bool, verbose: bool, out: Output) -> int:
    from gouji.batch import checked
    from gouji.measure.assisted import compare
    from gouji.measure.assisted_render import to_json, to_table

    llm = _settings("", None).llm
    done = compare(
        cases, llm, lambda path, task: checked(str(path), (), None, task), __version__, Path(replay) if replay else None
    )
    out.write(_json(to_json(done), out) if as_json else to_table(done, verbose))
    return 3 if any(case.failed for score in done.scores.values() for case in score.cases) else 0


def _mutate(
    paths: Sequence[Path], sample: int | None, seed: int, jobs: int | None, as_json: bool, verbose: bool, output: str
) -> int:
    from gouji.measure.cases import load_report
    from gouji.measure.mutation.render import to_table
    from gouji.measure.mutation.tally import to_json
    from gouji.measure.mutation.trials import mutate, processes
    from gouji.reporters.output import Progress

    for name, number in (("--sample", sample), ("--jobs", jobs)):
        if number is not None and number < 1:
            raise UsageError(f"{name} {number}：应是大于 0 的整数。")
    cases = [load_report(found) for path in paths for found in ([path] if path.is_file() else _cases_in(path))]
    out = _output(output, [str(case.report) for case in cases])
    with Progress() as told:
        done = mutate(cases, seed=seed, sample=sample, jobs=jobs or processes(), progress=told)
    out.write(_json(to_json(done), out) if as_json else to_table(done, verbose))
    return 3 if any(report.failed for report in done.reports) else 0


def _assigning(settings: Settings, replay: str = "", dry: bool = False, show: bool = False) -> Any:
    from gouji.assist.setup import assigning
    from gouji.reporters.assistance import shown_exchange
    from gouji.reporters.output import Progress, is_terminal, tell

    line = Progress()

    def moved(task: str, done: int, whole: int) -> None:
        line(f"模型辅助 {task}", done, whole)
        if done == whole:
            line.wipe()

    def tell_sent(question: Any, messages: Any) -> None:
        tell(
            shown_exchange(
                question.place, question.prompt.name, [(m["role"], m["content"]) for m in messages], sent=not dry
            )
        )

    return assigning(
        settings.llm,
        replay=replay,
        dry=dry,
        show=tell_sent if show else None,
        tell=tell,
        progress=moved if is_terminal(sys.stderr) and not show else None,
    )


def _write_estimates(results: Iterable[Result], out: Output) -> int:
    """Write what the assistant would ask and cost at most, a report a line; return the highest exit status of those not read."""
    from gouji.reporters.assistance import estimate_page
    from gouji.reporters.output import tell

    status = 0
    pages = []
    for result in results:
        if isinstance(result.outcome, GoujiError):
            tell(str(result.outcome))
            status = max(status, result.status)
        elif result.outcome.assistance is not None:
            pages.append(estimate_page(result.path, result.outcome.assistance))
    out.write("".join(pages))
    return status


def _place(formats: Words, option: str, reports: Sequence[str], inputs: Sequence[str]) -> Stream | Folder:
    from gouji.reporters.delivery import deliver_to
    from gouji.reporters.formats import chosen

    _ensure_read_once(inputs)
    return deliver_to(chosen(formats or (), option), option, reports, inputs)


def _deliver(results: Iterable[Result], place: Stream | Folder, titles: Mapping[str, str]) -> int:
    """Hand every result over in the order given; return the highest exit status."""
    from gouji.reporters.output import tell

    status = 0
    for number, result in enumerate(results):
        status = max(status, result.status)
        if isinstance(result.outcome, GoujiError):
            tell(str(result.outcome))
        try:
            place.add(number, result.path, result.outcome, titles)
        except GoujiError as error:  # the other reports may well be written
            tell(str(error))
            status = max(status, error.exit_status)
    place.finish()
    return status


def _listing(
    report: str, tables: Sequence[str], format: str, output: str, profile: str, config: str, limit: Words,
    page: Callable[[Run, Style], str], data: Callable[[Run, str], dict[str, Any]],
    assign: Callable[[], Assignment] | None = None, prior: Sequence[str] = (),
) -> int:  # fmt: skip
    from gouji.batch import expanded, results
    from gouji.reporters.json import error_dict

    _one_of("--format", format, ("terminal", "json"))
    others = expanded(prior)
    out = _output(output, [report, *tables, *others])
    settings = _settings(config, limit).override(profile=profile or None)
    outcome = next(results([report], tables, settings, assign, others)).outcome
    if isinstance(outcome, GoujiError):
        if format == "json":
            out.write(_json(error_dict(report, outcome.code, str(outcome)), out))
        raise outcome
    out.write(_json(data(outcome, __version__), out) if format == "json" else page(outcome, out.style))
    return 4 if outcome.crashes else 0


def _json(data: dict[str, Any], out: Output, *, lines: bool = False) -> str:
    from gouji.reporters.json import dumps

    return dumps(data, lines=lines, ascii_only=out.ascii_only) + "\n"


def _output(option: str = "", inputs: Sequence[str] = ()) -> Output:
    from gouji.reporters.output import Output

    _ensure_read_once(inputs)
    return Output(option, inputs)


def _ensure_read_once(inputs: Sequence[str]) -> None:
    if list(inputs).count("-") > 1:
        raise UsageError("-：标准输入只能读一次；请只给一个 -。")


def _one_of(option: str, given: str, known: Sequence[str]) -> None:
    if given not in known:
        raise UsageError(f"{option} {given}：可用的有 {'、'.join(known)}。")


def _words(option: str, given: Sequence[str] | None) -> tuple[str, ...]:
    """Return the codes of an option that may be repeated and hold several, separated by commas."""
    words = tuple(word.strip() for part in given or () for word in part.replace("，", ",").split(",") if word.strip())
    if given and not words:
        raise UsageError(f"{option}：没有给出代码；如 {option} WX03,XT。")
    return words


def _settings(config: str, limits: Words) -> Settings:
    from gouji.config import load_settings, with_limits

    settings = load_settings(config or None)
    return settings.override(limits=with_limits(settings.limits, limits)) if limits else settings


def _ensure_known(settings: Settings) -> None:
    if settings.select or settings.ignore or settings.ignored:
        from gouji.config import ensure_known

        ensure_known(settings, [(e.code, e.name, e.title) for e in _catalogue()])


def _catalogue() -> list[Entry]:
    from gouji.checks.registry import all_checks
    from gouji.reporters.catalogue import Entry

    return [Entry(c.code, c.name, c.kind, c.severity, c.since, c.doc) for c in all_checks()]


def _titles(settings: Settings) -> Mapping[str, str]:
    """Return the titles of the checks that run."""
    from gouji.reporters.catalogue import Titles

    return Titles(e for e in _catalogue() if settings.runs(e.code, e.name, e.title))


def _cases_in(folder: Path) -> list[Path]:
    """Return the folder itself, or the cases in it where it only holds them."""
    if (folder / "labels.jsonl").is_file() or any(folder.glob("report.*")):
        return [folder]
    return sorted(p.parent for p in folder.glob("*/labels.jsonl")) or [folder]
