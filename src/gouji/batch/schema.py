"""The tables of a store, in one place: what SQLite is told, what exports print and what docs/store.md says comes from here."""

from __future__ import annotations

from dataclasses import dataclass

APPLICATION = 0x676F756A  # "gouj", told in the head of the file
VERSION = 2  # of the layout; a store of another one is refused
PENDING, DONE, FAILED, GONE = "pending", "done", "failed", "gone"
REASONS = {
    "timeout": "超时",
    "memory": "内存超限",
    "crash": "进程崩溃",
    "unreadable": "读不了",
    "nothing-to-check": "无可核对",
    "internal": "gouji 的缺陷",
}


@dataclass(frozen=True, slots=True)
class Column:
    """A column with its SQLite type and what it holds, in Chinese for the documentation."""

    name: str
    type: str
    about: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the store. `key` are the leading columns that name a row; the first of them leads to the report."""

    name: str
    about: str
    key: int
    columns: tuple[Column, ...]

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(c.name for c in self.columns)

    @property
    def order(self) -> str:
        """The key as it stands in SQL."""
        return ", ".join(self.names[: self.key])

    @property
    def ddl(self) -> str:
        columns = ", ".join(f"{c.name} {c.type}" for c in self.columns)
        return f"CREATE TABLE {self.name} ({columns}, PRIMARY KEY ({self.order})) WITHOUT ROWID"

    def insert(self, rows: int = 1) -> str:
        """Return the statement that inserts so many rows of one report; it is given the report once, then the rest of each row."""
        width = len(self.columns) - 1
        given = [f"?{n}" for n in range(2, 2 + width * rows)]
        values = (", ".join(["?1", *given[at : at + width]]) for at in range(0, len(given), width))
        return f"INSERT INTO {self.name} VALUES {', '.join(f'({row})' for row in values)}"


def _table(name: str, about: str, key: int, *columns: str) -> Table:
    """Return a table whose columns are given as `name type what it holds`; the type i, t or r."""
    types = {"i": "INTEGER", "t": "TEXT", "r": "REAL"}
    parts = (column.split(" ", 2) for column in columns)
    return Table(name, about, key, tuple(Column(n, types[t], about) for n, t, about in parts))


_REPORT = "report i 报告，即 reports.report"
_PLACE = (
    "quote t 原文",
    "value t 印出的数（十进制文字，位数照印）；名称则为名称",
    "unit t 印出的单位",
    "file i 文件序号，即 sources.file",
    "line i 行号，从 1 起",
    "start i 起始字符（码点，从 0 起），同 gouji text 所印",
    "end i 结束字符（不含）",
    "section t 所在标题",
    "table_no i 所在报表，即 tables.table_no；不在表内为空",
    "row_no i 所在行，从 0 起",
    "column_no i 所在列，从 0 起",
    "layout t 在原文件中的位置（JSON：page、boxes，paragraph，sheet、cell）；文本文件为空",
)

REPORTS = _table(
    "reports", "每份报告一行；读不了的也有一行，写明原因", 1,
    "report i 编号，只在本库内有意义",
    "path t 路径，相对于运行时的目录，用 / 分隔；每份报告唯一",
    "folder t 所在文件夹",
    "status t pending 待核对，done 已核对，failed 没有核成，gone 文件已不在",
    "reason t 没有核成的原因：timeout、memory、crash、unreadable、nothing-to-check、internal",
    "code t 更细的原因（同 JSON 的 error.code）",
    "message t 给人看的说明",
    "sha256 t 报告文件的散列",
    "key t 内容、版本与设置的散列；相同则不再核对",
    "run i 用的版本与设置，即 runs.run",
    "entity t 单位",
    "region t 单位名称开头的行政区划；看不出为空",
    "year i 年度",
    "kind t budget、final-account、template、unknown",
    "scope t 封面说的范围：部门、单位；没有说为空",
    "units t 列出的所属单位（JSON 数组）",
    "profile t 地区样式",
    "unit t 多数报表的单位",
    "figures i 正文数字（金额与比率）",
    "checked i 已核对",
    "consistent i 一致",
    "contradicted i 不一致",
    "not_checked i 未核对",
    "errors i 错误",
    "warnings i 警告",
    "infos i 提示",
    "ignored i 按设置忽略的发现",
    "crashes i 出错的核对项",
    "notes t 说明（JSON 数组）",
)  # fmt: skip

_CHILDREN = (
    _table(
        "sources", "报告由哪些文件组成", 2, _REPORT, "file i 序号，从 0 起", "path t 路径", "sha256 t 散列",
        "format t 格式", "encoding t 编码", "role t report、tables 或 prior",
    ),
    _table(
        "tables", "读到的报表", 2, _REPORT, "table_no i 序号，从 0 起", "key t 表的代号（T1…、B1…，annex、unknown）", "title t 题名",
        "unit t 单位", "row_count i 行数", "column_count i 列数", "closes i 表内等式是否成立：1、0，无可核对为空",
        "certain i 表格线是否确定", "file i 文件序号", "line i 行号",
    ),
    _table(
        "rows", "报表的行", 3, _REPORT, "table_no i 报表", "number i 行的序号，从 0 起；两边的表左右各算一行", "row_no i 在表中的行，从 0 起",
        "side i 两边的表：0 左，1 右", "label t 行名，照印", "code t 科目编码", "key t 行的代号（如 income_total）；没有为空",
    ),
    _table(
        "cells", "报表里印了数的格", 4, _REPORT, "table_no i 报表", "number i 行，即 rows.number", "column_key t 栏的代号（如 amount、total、basic）",
        "column_no i 在表中的列，从 0 起", "value t 印出的数", "unit t 单位", "base t 折算成元的数", "belief t closed、certain、alternative、unclear",
        "file i 文件序号", "start i 起始字符", "end i 结束字符",
    ),
    _table(
        "figures", "正文里的数", 2, _REPORT, "figure i 序号，文中次序", *_PLACE[:8], "layout t 在原文件中的位置（JSON）",
        "base t 折算成元的金额；比率则为小数",
        "modifier t 约数、界限、区间；确数为空",
        "counts i 1 金额或比率，0 数量",
        "state t consistent、contradicted、not_checked",
        "way t 怎么核对的：table、arithmetic、restatement",
        "reason t 没有核对的原因",
        "origin t rule 或 model",
    ),
    _table(
        "claims", "数字说的是什么", 2, _REPORT, "figure i 数字，即 figures.figure", "measure t 数额、增减额、增减率、执行率、占比……",
        "subject t 主语，照印", "subject_key t 主语的代号（concept:… 词库，label:… 表内行名）", "basis t 口径：年初预算、全年预算、预算、决算",
        "period t 本年、上年、其他年度", "comparator t 与什么比", "sign i -1 减，1 增，0 未说",
    ),
    _table(
        "findings", "发现", 2, _REPORT, "finding i 序号，文中次序", "id t 同 JSON 的 id", "check_code t 核对项", "name t 核对项的名称",
        "kind t 类型", "severity t error、warning、info", "confidence r 把握", "origin t rule 或 model", "message t 一句话", *_PLACE,
        "expected_value t 应为", "expected_unit t 单位", "expected_low t 下限", "expected_high t 上限", "formula t 算式",
        "cause t 可能的原因", "likelier t 哪一边更可能有误", "suggestion t 建议",
    ),
    _table(
        "places", "发现的其余各处：依据，和同一根源的别处", 3, _REPORT, "finding i 发现，即 findings.finding", "number i 序号",
        "part t evidence 依据，also 同一根源的别处", "role t 在算式中的作用", *_PLACE,
    ),
)  # fmt: skip
LINKS = _table(
    "links", "与批里别的报告的核对", 2, _REPORT, "number i 序号", "relation t last-year 上年同类报告，budget 同年预算，unit 所属单位或本地区的部门",
    "other t 对方的路径，即 reports.path", "other_key t 对方的 reports.key", "problem t 没有用成的原因；用了为空",
)  # fmt: skip
CHILDREN = (*_CHILDREN, LINKS)
RUNS = _table(
    "runs",
    "用过的版本与设置",
    1,
    "run i 编号",
    "version t gouji 的版本",
    "settings_hash t 散列",
    "settings t 设置（JSON）",
)
PAGES = _table(
    "pages", "另写的每份报告的结果，不导出", 2, _REPORT, "format t 格式", "file t 文件，相对于库所在文件夹；没有写成为空",
    "problem t 没有写成的原因",
)  # fmt: skip
TIMINGS = _table("timings", "用时，不导出", 1, _REPORT, "seconds r 核对用的秒数")
META = _table("meta", "库本身，不导出", 1, "name t 名称", "value t 值")
PUBLIC = (REPORTS, *CHILDREN)  # what exports and load() hand out
ALL = (*PUBLIC, RUNS, PAGES, TIMINGS, META)
