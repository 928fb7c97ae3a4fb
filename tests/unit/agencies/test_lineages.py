"""What becomes of divisions between vintages: made ones, each with a change that was a real one somewhere."""

from __future__ import annotations

import pytest
from tools.former_divisions import FormerDivisions, listed_changes
from tools.lineages import History, Lineage, Node, stem
from tools.vintages import Names

ABOVE = {"34": "安徽省", "3408": "安庆市", "340828": "岳西县", "340826": "宿松县"}
OTHERS = {"340828100": "天堂镇", "340828101": "店前镇", "340826100": "孚玉镇", "340826101": "复兴镇"}


def township_lineages(*vintages: Names) -> list[Lineage]:
    return History([ABOVE | OTHERS | names for names in vintages]).lineages(9)


def test_a_code_under_another_name_is_the_same_division() -> None:
    (lineage,) = township_lineages({"340828103": "毛尖山乡"}, {"340828103": "毛尖山回族乡"})
    assert lineage == Lineage((Node(0, "340828103", "毛尖山乡"),), "340828103")
    # Nothing of the name is left, but no other is gone from the county either.
    (lineage,) = township_lineages({"340828103": "城关镇"}, {"340828103": "洣水镇"})
    assert lineage.today == "340828103"


def test_a_new_name_under_an_old_code_may_be_a_merger() -> None:
    first, second = township_lineages({"340828103": "杏城镇", "340828104": "虹梯关乡"}, {"340828103": "玉峡关镇"})
    assert (first.today, second.today) == (None, None)


def test_another_kind_with_another_code_is_the_same_division() -> None:
    (lineage,) = township_lineages({"340828200": "来榜乡"}, {"340828102": "来榜镇"}, {"340828002": "来榜街道"})
    assert lineage == Lineage((Node(0, "340828200", "来榜乡"), Node(1, "340828102", "来榜镇")), "340828002")
    (lineage,) = township_lineages({"340828200": "莪山畲族乡"}, {"340828102": "莪山镇"})
    assert lineage.today == "340828102"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"340828200": "来榜乡", "340828102": "来榜镇"}, {"340828102": "来榜镇"}),  # the 镇 took the 乡 in
        ({"340828200": "来榜乡"}, {"340828102": "来榜镇", "340828002": "来榜街道"}),  # divided
        ({"340828200": "来榜乡", "340828102": "来榜镇"}, {"340828102": "来榜镇", "340828002": "来榜街道"}),
        ({"340828200": "来榜乡"}, {"340826102": "来榜镇"}),  # one of the same stem elsewhere
        ({"340828200": "来榜乡"}, {"340828102": "青天镇"}),
    ],
)
def test_where_the_successor_is_not_sure_the_line_ends(before: Names, after: Names) -> None:
    (lineage,) = township_lineages(before, after)
    assert lineage == Lineage((Node(0, "340828200", "来榜乡"),), None)


def test_a_township_goes_to_another_county_with_its_name() -> None:
    (lineage,) = township_lineages({"340828102": "来榜镇"}, {"340826102": "来榜镇"})
    assert lineage == Lineage((Node(0, "340828102", "来榜镇"),), "340826102")


def test_a_common_name_that_goes_here_and_comes_there_is_of_two_places() -> None:
    elsewhere = {"3407": "铜陵市", "340722": "枞阳县", "340722100": "城关镇"}
    lineages = township_lineages({"340828102": "城关镇"} | elsewhere, {"340826102": "城关镇"} | elsewhere)
    assert [lineage.today for lineage in lineages] == [None]


def test_a_common_name_goes_along_with_others() -> None:
    elsewhere = {"3407": "铜陵市", "340722": "枞阳县", "340722100": "城关镇"}
    before = {"340828102": "城关镇", "340828103": "来榜镇", "340828104": "菖蒲镇"}
    after = {"340826102": "城关镇", "340826103": "来榜镇", "340826104": "菖蒲镇"}
    lineages = township_lineages(before | elsewhere, after | elsewhere)
    assert [lineage.today for lineage in lineages] == ["340826102", "340826103", "340826104"]


def test_what_a_vintage_leaves_out_is_not_gone() -> None:
    assert township_lineages({"340828102": "来榜镇"}, {}, {"340828102": "来榜镇"}) == []


def test_a_county_is_known_by_its_townships() -> None:
    before = {"340829": "来榜县", "340829100": "甲镇", "340829101": "乙镇", "340829200": "丙乡"}
    renamed = {"340881": "来榜市", "340881100": "甲镇", "340881101": "乙镇", "340881001": "丙街道"}
    history = History([ABOVE | OTHERS | before, ABOVE | OTHERS | renamed])
    assert history.lineages(6) == [Lineage((Node(0, "340829", "来榜县"),), "340881")]
    assert {lineage.nodes[0].name: lineage.today for lineage in history.lineages(9)} == {
        "甲镇": "340881100",
        "乙镇": "340881101",
        "丙乡": "340881001",
    }
    # Taken in by another county it has no successor; its townships have.
    merged = {"340826102": "甲镇", "340826103": "乙镇", "340826200": "丙乡"}
    history = History([ABOVE | OTHERS | before, ABOVE | OTHERS | merged])
    assert history.lineages(6) == [Lineage((Node(0, "340829", "来榜县"),), None)]
    assert {lineage.today for lineage in history.lineages(9)} == set(merged)


def test_a_county_that_kept_half_is_the_same_only_by_a_list_of_changes() -> None:
    before = ABOVE | OTHERS | {"340829": "旧县", "340829100": "甲镇", "340829101": "乙镇", "340829102": "丙镇"}
    after = ABOVE | OTHERS | {"340881": "新市", "340881100": "甲镇", "340881101": "乙镇", "340881102": "丁镇"}
    assert [one.today for one in History([before, after]).lineages(6)] == [None]
    assert [one.today for one in History([before, after], frozenset({("340829", "340881")})).lineages(6)] == ["340881"]
    # With the same name it needs no list.
    renamed = after | {"340881": "旧市"}
    assert [one.today for one in History([before, renamed]).lineages(6)] == ["340881"]
    # Listed, but most of it went elsewhere.
    little = ABOVE | OTHERS | {"340881": "新市", "340881100": "甲镇", "340881102": "丁镇", "340881103": "戊镇"}
    assert [one.today for one in History([before, little], frozenset({("340829", "340881")})).lineages(6)] == [None]


def test_lines_of_the_table() -> None:
    names = ABOVE | OTHERS
    before = {"340828200": "来榜乡", "340828201": "并走乡", "340829": "旧县", "340829100": "甲镇"}
    after = {"340828102": "来榜镇", "340826102": "甲镇"}
    vintages = [names | before, names | after]
    lines = set(FormerDivisions(History(vintages), [2018, 2019], vintages[-1]).lines())
    assert lines == {
        ("H", "340828102", "来榜乡 2019"),
        ("G", "340828201", "并走乡 2019"),
        ("G", "340829", "旧县 2019"),
        ("F", "340829", "甲镇 2019 340826102"),
    }


def test_the_code_of_a_township_that_is_anothers_now_is_not_given() -> None:
    names = ABOVE | OTHERS
    vintages = [
        names | {"340828103": "杏城镇", "340828104": "虹梯关乡"},
        names | {"340828103": "玉峡关镇"},
    ]
    lines = set(FormerDivisions(History(vintages), [2018, 2021], vintages[-1]).lines())
    assert lines == {("N", "340828", "杏城镇"), ("G", "340828104", "虹梯关乡 2021")}


def test_a_code_that_two_had_is_given_to_neither() -> None:
    names = ABOVE | OTHERS
    vintages = [names | {"340828103": "杏城镇"}, names, names | {"340828103": "玉峡关镇"}, names]
    lines = set(FormerDivisions(History(vintages), [2018, 2019, 2020, 2021], names).lines())
    assert lines == {("N", "340828", "杏城镇"), ("N", "340828", "玉峡关镇")}


def test_what_is_back_under_another_code_was_not_merged() -> None:
    names = ABOVE | OTHERS
    vintages = [names | {"340828102": "来榜镇"}, names, names | {"340828110": "来榜镇"}]
    assert set(FormerDivisions(History(vintages), [2018, 2019, 2020], vintages[-1]).lines()) == set()


def test_a_former_path_does_not_lead_away_from_one_that_has_the_name_today() -> None:
    names = ABOVE | OTHERS
    vintages = [
        names | {"340828102": "来榜镇"},
        names | {"340826102": "来榜镇"},
        names | {"340826102": "来榜镇", "340828104": "来榜镇"},
    ]
    assert set(FormerDivisions(History(vintages), [2018, 2019, 2020], vintages[-1]).lines()) == set()
    assert set(FormerDivisions(History(vintages[:2]), [2018, 2019], vintages[1]).lines()) == {
        ("F", "340828", "来榜镇 2019 340826102")
    }


def test_changes_of_counties_without_mergers() -> None:
    def event(old: str, new: str) -> dict[str, dict[str, str | None]]:
        return {"old": {"code": old + "000000"}, "new": {"code": new + "000000"}}

    events = [event("520321", "520304"), event("230702", "230717"), event("230708", "230717")]
    assert listed_changes(events) == {("520321", "520304")}


@pytest.mark.parametrize(
    ("name", "expected"),
    [("来榜镇", "来榜"), ("莪山畲族乡", "莪山"), ("新华街道办事处", "新华"), ("晋原镇街道", "晋原"), ("孙镇", "孙"),
     ("沙坝河土家族乡", "沙坝河"), ("阿尔巴斯苏木乡", "阿尔巴斯"), ("镇乡", "镇乡"), ("国营农场", "国营农场")],
)  # fmt: skip
def test_stems(name: str, expected: str) -> None:
    assert stem(name) == expected
