"""The contract `gouji/1` as models: what `check --format json` and each line of jsonl look like.

Only `gouji schema` and the tests import this: output is written without it.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, RootModel

from gouji.model.alignment import Why
from gouji.model.outcome import Kind

Number = Annotated[str, Field(pattern=r"^-?\d+(\.\d+)?$", description="十进制数，按印出的位数")]
Count = Annotated[int, Field(ge=0)]


class _Strict(BaseModel):
    """Nothing but what is listed, and no conversion."""

    model_config = ConfigDict(extra="forbid", strict=True)


class Tool(_Strict):
    name: Literal["gouji"]
    version: str


class Source(_Strict):
    path: str
    sha256: str = Field(pattern="^[0-9a-f]{64}$")
    format: str
    encoding: str
    role: Literal["report", "tables", "prior"]


class Document(_Strict):
    entity: str | None
    year: int | None
    kind: Literal["budget", "final-account", "template", "unknown"]
    profile: str
    unit: str


class TableLocation(_Strict):
    file: Count
    line: int = Field(ge=1)


class Table(_Strict):
    key: str
    title: str
    unit: str
    rows: Count
    columns: Count
    closes: bool | None = Field(description="表内等式是否都成立；null 为无可核对")
    location: TableLocation | None


class States(_Strict):
    figures: Count
    checked: Count
    consistent: Count
    contradicted: Count
    not_checked: Count


class By(_Strict):
    table: Count
    arithmetic: Count
    restatement: Count


class Coverage(States):
    by: By
    reasons: dict[str, int] = Field(
        description="未核对的原因：" + "，".join(f"{w.slug} {w.text}" for w in Why),
        json_schema_extra={"propertyNames": {"enum": [w.slug for w in Why]}},
    )
    counts: States = Field(description="带量词的数量（人、辆、次等），不计入 figures")


class Location(_Strict):
    file: Count = Field(description="sources 的序号，从 0 起")
    line: int = Field(ge=1)
    start: Count = Field(description="码点偏移；text[start:end] 即 quote")
    end: Count
    section: str | None
    table: int | None = Field(ge=0, description="tables 的序号，从 0 起")
    row: int | None = Field(ge=0)
    column: int | None = Field(ge=0)
    page: int | None = Field(None, ge=1, description="PDF、OFD、图片：页码，从 1 起")
    boxes: list[Annotated[list[float], Field(min_length=5, max_length=5)]] | None = Field(
        None, description="每行一个：页码，左、上、右、下，以磅计，自页面左上角起"
    )
    paragraph: int | None = Field(None, ge=1, description="Word：第几个段落，表格里的也算，从 1 起")
    sheet: str | None = Field(None, description="Excel：工作表")
    cell: str | None = Field(None, description="Excel：单元格，如 C7")


class Place(_Strict):
    quote: str
    value: str | None = Field(description="十进制数，或名称")
    unit: str | None
    before: str = Field(description="同一句里在前的文字，不含空白；表格里是表、行、列的名称")
    after: str = Field(description="同一句里在后的文字，不含空白")
    location: Location


class Witness(Place):
    role: str


class Expected(_Strict):
    value: str = Field(description="十进制数，或名称（unit 为 null）")
    unit: str | None
    low: Number | None
    high: Number | None


class Finding(_Strict):
    id: str
    check: str = Field(pattern="^[A-Z]{2}[0-9]{2}$")
    name: str
    kind: str = Field(json_schema_extra={"enum": [kind.value for kind in Kind]})
    severity: Literal["error", "warning", "info"]
    confidence: float = Field(ge=0, le=1)
    origin: Literal["rule", "model"]
    message: str
    claim: Place
    expected: Expected | None
    evidence: list[Witness]
    formula: str | None
    cause: str | None
    likelier: str | None = Field(description="哪一方更可能有误；null 为不能确定")
    suggestion: str | None
    also: list[Place] = Field(description="同一根源的其他地方")


class Crash(_Strict):
    check: str
    error: str


class Tokens(_Strict):
    input: Count
    output: Count


class AddedFigure(_Strict):
    file: int
    start: int
    end: int
    quote: str


class Added(_Strict):
    checked: Count = Field(description="规则未核对、经模型辅助而核对了的数额和比率")
    findings: Count
    figures: list[AddedFigure] = Field(description="这些数的位置与原文")


class Llm(_Strict):
    """模型辅助做了什么、花了多少、添了什么。"""

    endpoint: str
    model: str
    calls: Count = Field(description="新调用")
    cached: Count = Field(description="由录下的答复作答")
    failed: Count
    repaired: Count
    tokens: Tokens
    cost: Number | None
    currency: str | None
    stopped: Literal["calls", "tokens", "cost", "endpoint"] | None
    questions: dict[str, int] = Field(description="各任务问了几次")
    troubles: dict[str, int] = Field(description="没有可用答复的原因")
    dropped: dict[str, int] = Field(description="未采用的提议，按原因")
    added: Added
    traces: dict[str, list[str]] = Field(description="发现的 id：所依据的问答")
    corrections: dict[str, str] = Field(description="发现的 id：模型拟的改正")


class Run(_Strict):
    """一份报告的核对结果。"""

    schema_: Literal["gouji/1"] = Field(alias="schema")
    tool: Tool
    sources: list[Source]
    document: Document
    tables: list[Table]
    coverage: Coverage
    findings: list[Finding]
    ignored: Count = Field(description="按 gouji.toml 略去的发现")
    crashes: list[Crash] = Field(description="出错的核对项；其他核对不受影响")
    notes: list[str]
    llm: Llm | None = Field(description="模型辅助；没有用时为 null")


class FailedSource(_Strict):
    path: str
    role: Literal["report", "tables", "prior"]


class Error(_Strict):
    code: str
    message: str


class Failure(_Strict):
    """读不了或无可核对的报告。"""

    schema_: Literal["gouji/1"] = Field(alias="schema")
    sources: list[FailedSource]
    error: Error


class Output(RootModel[Run | Failure]):
    """gouji check 的 JSON 输出：核对结果，或报告不能核对的原因。"""


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12)."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **Output.model_json_schema(by_alias=True)}
