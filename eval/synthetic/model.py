"""A random department whose amounts articulate exactly. Amounts are integers in 分; counts are integers."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

from .words import ECONOMIC, SUBJECTS, Office

WAN = 1_000_000  # 1 万元 in 分
CENT = WAN // 100  # 0.01 万元
OTHERS = {"up": "上级补助收入", "bus": "事业收入", "op": "经营收入", "att": "附属单位上缴收入", "oth": "其他收入"}
SANGONG = ("out", "buy", "run", "rec")
VEHICLES = {
    "lead": "副部（省）级及以上领导用车",
    "main": "主要负责人用车",
    "secret": "机要通信用车",
    "emer": "应急保障用车",
    "law": "执法执勤用车",
    "tech": "特种专业技术用车",
    "old": "离退休干部服务用车",
    "other": "其他用车",
}


@dataclass
class Item:
    """One functional item (项) with what each fund spent on it."""

    code: str
    nature: str
    basic: int = 0
    project: int = 0
    fund: int = 0
    state: int = 0
    other_basic: int = 0
    other_project: int = 0
    budget: int = 0
    carry_in: dict[str, int] = field(default_factory=dict)
    carry_out: dict[str, int] = field(default_factory=dict)


@dataclass
class Department:
    """A department in one year: names, and every fact of its report under a key."""

    rng: Random
    year: int
    kind: str  # final or budget
    grain: int
    office: Office
    place: str
    level: str
    facts: dict[str, int] = field(default_factory=dict)
    items: list[Item] = field(default_factory=list)
    projects: list[str] = field(default_factory=list)
    flags: set[str] = field(default_factory=set)

    @property
    def name(self) -> str:
        party = "中共" if self.office.name.startswith("委") else ""
        return f"{party}{self.place}{self.level}{self.office.name}"

    @property
    def short(self) -> str:
        return f"{self.level}{self.office.name}"

    def codes(self, prefix: str, length: int) -> list[str]:
        """Return the codes of that length that have an amount under the prefix, in order of code."""
        start = len(prefix)
        found = {k[start : start + length] for k, v in self.facts.items() if k.startswith(prefix) and v}
        return sorted(code for code in found if len(code) == length and code.isdigit() and prefix + code in self.facts)


def amount(dept: Department, low: float, high: float) -> int:
    """Return a random amount between low and high 万元, log-uniform, whole in the department's grain."""
    value: float = low * (high / low) ** dept.rng.random()
    return max(1, round(value * WAN / dept.grain)) * dept.grain


def scaled(dept: Department, value: int, low: float, high: float) -> int:
    return round(value * dept.rng.uniform(low, high) / dept.grain) * dept.grain


def split(dept: Department, total: int, weights: list[float]) -> list[int]:
    """Return positive parts of the total, whole in the grain, that add up to it."""
    units, whole = total // dept.grain, sum(weights)
    parts = [max(1, int((units - len(weights)) * weight / whole)) * dept.grain for weight in weights]
    parts[0] += total - sum(parts)
    return parts


def subject(code: str) -> str:
    return SUBJECTS.get(code) or ECONOMIC[code]
