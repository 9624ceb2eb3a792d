"""One office under two names, and two offices under much alike ones."""

from __future__ import annotations

import pytest

from gouji.model.entities import is_department, same_entity


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("区政府办", "柳川市青禾区人民政府办公室"),
        ("柳川县市监局", "柳川县市场监督管理局"),
        ("柳川市监察委员会", "市监察委员会"),
        ("柳川县交通局", "柳川县交通运输局"),
        ("柳川县自规局", "柳川县自然资源和规划局"),
        ("柳川县城管局", "柳川县城市管理和综合执法局"),
        ("青禾区人民政府办公室", "柳川市青禾区人民政府办公室"),
        ("青禾区发展和改革局", "青禾区发改局"),
        ("中共柳川县委员会宣传部", "中共柳川县委宣传部"),
        ("柳川县市场监督管理局", "县市场监管局"),
        ("石桥街道办事处", "石桥街道办"),
        ("柳川县档案馆（本级）", "柳川县档案馆本级"),
        ("柳川县档案馆（汇总）", "柳川县档案馆"),
        ("中国人民政治协商会议柳川县委员会", "柳川县政协"),
        ("共青团柳川县委员会", "共青团石州市柳川县委"),
        ("石州市城区教育局", "城区教育局"),
    ],
)
def test_one_office(name: str, other: str) -> None:
    assert same_entity(name, other)
    assert same_entity(other, name)


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("柳川县水务局", "柳川县税务局"),
        ("柳川县档案馆", "青禾县档案馆"),
        ("柳川县文化局", "柳川县文化和旅游局"),
        ("石桥镇人民政府", "石坪镇人民政府"),
        ("柳川县教育局", "柳川县教育局本级"),
        ("柳川县", "柳川县档案馆"),
        ("政协柳川县委员会", "中共柳川县委员会"),
        ("民革石州市委员会", "中共石州市委员会"),
        ("石州市公安局青禾区分局", "石州市生态环境局青禾区分局"),
        ("石州市公安局青禾区分局", "青禾区分局"),
        ("城区教育局", "石州市新城区教育局"),
    ],
)
def test_two_offices(name: str, other: str) -> None:
    assert not same_entity(name, other)
    assert not same_entity(other, name)


def test_a_department_answers_to_its_place_and_a_school_does_not() -> None:
    for name in ("柳川县教育局", "石桥街道办事处", "柳川县人民法院", "中共柳川县委宣传部", "柳川县档案局（汇总）"):
        assert is_department(name), name
    for name in (
        "柳川县第一中学",
        "柳川县人民医院",
        "柳川县公安局青禾分局",
        "柳川县教育局（本级）",
        "柳川县教师进修学院",
    ):
        assert not is_department(name), name
