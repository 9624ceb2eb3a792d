"""What the model may answer, one schema a task. An answer points at marks, rows and words; it has no field that holds a number.

The descriptions are part of the JSON Schema the endpoint is given. Only the assistant imports this: a plain check starts without pydantic.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Mark = Annotated[str, Field(pattern=r"^F\d{1,4}$", description="段落里一个数的标记，如 F3")]
Words = Annotated[str, Field(max_length=200)]


class Answer(BaseModel):
    """Nothing but what is listed."""

    model_config = ConfigDict(extra="forbid")


class FigureLabel(Answer):
    """What one number of the paragraph says."""

    id: Mark
    measure: Literal["数额", "增减额", "增减率", "执行率", "占比", "百分点", "其他"]
    subject: Annotated[Words, Field(description="这个数所说的收支项目，从标题或段落逐字抄录；没有写明则为空")]
    basis: Literal["", "年初预算", "全年预算", "预算", "决算"]
    period: Literal["本年", "上年", "其他年度"]
    versus: Annotated[Literal["", "上年", "年初预算", "预算", "其他年度"], Field(description="增减或比率与什么相比")]
    direction: Literal["", "增加", "减少"]


class FigureRelation(Answer):
    """An arithmetic the paragraph states between its own numbers. `operands` in the order the kind wants."""

    kind: Annotated[
        Literal["合计", "增减额", "增减率", "占比", "执行率", "相同"],
        Field(
            description="合计：result 是 operands 之和，且各部分已列全；增减额、增减率：operands 为[本期, 上期]；占比：[部分, 整体]；执行率：[决算, 预算]；相同：[同一个数的另一处]"
        ),
    ]
    result: Mark
    operands: Annotated[list[Mark], Field(min_length=1, max_length=40)]
    quote: Annotated[Words, Field(description="段落里写明这一关系的连续原文，含 result 的标记")]


class LabelAnswer(Answer):
    """label-figures: the numbers of one paragraph."""

    figures: Annotated[list[FigureLabel], Field(max_length=200)]
    relations: Annotated[list[FigureRelation], Field(max_length=100)]


class RowAnswer(Answer):
    """choose-row: which offered row a number stands in, or none."""

    choice: Annotated[str, Field(pattern=r"^(R\d{1,3}|无)$", description="候选行的编号，如 R2；都不是则为“无”")]
    quote: Annotated[Words, Field(description="段落里指明这一项目的连续原文")]


class CompareAnswer(Answer):
    """compare-statements: whether two statements can both be true, and the words in which they differ."""

    both_true: bool
    differs: Literal["数", "名称", "年份", "范围", "口径", "措辞"]
    left: Annotated[Words, Field(description="甲句里不同之处的连续原文")]
    right: Annotated[Words, Field(description="乙句里不同之处的连续原文")]


class WriteAnswer(Answer):
    """write-correction: one sentence for the department; every number in it is a mark."""

    sentence: Annotated[str, Field(min_length=4, max_length=300)]
