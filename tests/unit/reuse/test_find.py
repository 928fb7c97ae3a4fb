"""Who holds whose text: what counts as copied, what never does, and where it stands."""

from __future__ import annotations

import json
from typing import Any

import pyarrow as pa
import pytest
from benchmarks.reuse import Hits, hits, invent

from reportextract.datasets.schema import DATASETS, arrow_schema
from reportextract.reuse import find
from reportextract.reuse.find import find_reuse

OWN = (
    "全年通过门户网站、公示栏和政务新媒体公开惠农补贴、社会救助等信息，其中工作动态由各村文书按月报送，"
    "党政办统一审核后发布，并在便民服务大厅设置查阅点，方便不会上网的老人当面查询。"
)
OTHER = (
    "针对村级公示栏更新不及时的问题，镇纪委每季度抽查一次，抽查结果在干部例会上通报，"
    "连续两次被通报的村由包村领导约谈，并与年终考核挂钩，问题较上半年明显减少。"
)
FORM = (
    "2020年，认真贯彻落实《中华人民共和国政府信息公开条例》，保障人民群众知情权、参与权、表达权、监督权。"
    "（一）主动公开政府信息情况（二）依申请公开政府信息情况（三）政府信息管理情况（四）政府信息公开平台建设情况"
    "（五）政府信息公开监督保障情况。该部分以表格形式报告。表格如下："
)
A, B = "甲镇人民政府", "乙镇人民政府"


def reports(*rows: tuple[str, str, int]) -> pa.Table:
    columns = ("document_id", "agency", "report_year", "division_code", "agency_level", "is_primary")
    return pa.Table.from_pylist(
        [dict(zip(columns, (*row, None, None, True), strict=True)) for row in rows], schema=pa.schema(
            [arrow_schema("reports").field(name) for name in columns]
        ),
    )  # fmt: skip


def sections(*rows: tuple[str, int, str]) -> pa.Table:
    columns = find.SECTION_COLUMNS
    return pa.Table.from_pylist(
        [dict(zip(columns, row, strict=True)) for row in rows],
        schema=pa.schema([arrow_schema("sections").field(name) for name in columns]),
    )


def found(given: pa.Table, about: pa.Table) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = find_reuse(given, about).to_pylist()
    return rows


def test_the_year_before_is_told_with_the_passages_where_they_are_printed() -> None:
    before = f"（一）组织领导。{OTHER}"
    text = f"2021年工作如下。\n{OTHER.replace('，', ', ')}{OWN}"
    (row,) = found(sections(("a20", 1, before), ("a21", 1, text)), reports(("a20", A, 2020), ("a21", A, 2021)))
    assert (row["document_id"], row["other_document_id"], row["relation"]) == ("a21", "a20", "year_before")
    letters = sum(char.isalnum() for char in OTHER)
    assert row["identical_letters"] == letters
    assert row["own_letters"] == sum(char.isalnum() for char in text)
    assert row["share"] == round(letters / row["own_letters"], 4)
    ((start, end, other_start, other_end),) = json.loads(row["passages"])
    assert text[start:end].replace(", ", "，") == before[other_start:other_end] == OTHER.removesuffix("。")


def test_a_year_before_with_nothing_alike_has_a_row_that_says_so() -> None:
    (row,) = found(sections(("a20", 5, OWN), ("a21", 5, OTHER)), reports(("a20", A, 2020), ("a21", A, 2021)))
    assert (row["identical_letters"], row["share"], row["passages"]) == (0, 0.0, "[]")


def test_a_renamed_government_is_the_same_agency_and_its_department_is_another() -> None:
    about = reports(("a20", "洪泽县人民政府", 2020), ("a21", "洪泽区人民政府", 2021), ("d21", "洪泽区财政局", 2021))
    for name, values in (("division_code", ["320813"] * 3), ("agency_level", ["county", "county", "department"])):
        about = about.set_column(about.column_names.index(name), name, pa.array(values))
    rows = found(sections(("a20", 1, OWN), ("a21", 1, OWN), ("d21", 1, OTHER)), about)
    assert [(row["document_id"], row["relation"]) for row in rows] == [("a21", "year_before")]


def test_another_agencys_text_is_told_from_both_sides_whatever_the_section_and_the_year() -> None:
    rows = found(sections(("a20", 1, OWN), ("b22", 5, f"{OTHER}{OWN}")), reports(("a20", A, 2020), ("b22", B, 2022)))
    assert [(r["document_id"], r["section_no"], r["other_document_id"], r["other_section_no"]) for r in rows] == [
        ("a20", 1, "b22", 5),
        ("b22", 5, "a20", 1),
    ]
    assert {row["relation"] for row in rows} == {"other_agency"}
    assert [row["share"] for row in rows] == [1.0, pytest.approx(len(OWN) / len(OWN + OTHER), abs=0.03)]
    assert [row["agency_count"] for row in rows] == [1, 1]


@pytest.mark.parametrize("number", [1, 5])
def test_the_forms_own_wording_never_counts(number: int) -> None:
    rows = found(
        sections(("a20", number, FORM + OWN), ("b20", number, FORM + OTHER)),
        reports(("a20", A, 2020), ("b20", B, 2020)),
    )
    assert rows == []
    (row,) = found(
        sections(("a20", number, FORM + OWN), ("a21", number, FORM + OTHER)),
        reports(("a20", A, 2020), ("a21", A, 2021)),
    )
    assert row["identical_letters"] == 0
    assert row["own_letters"] <= sum(char.isalnum() for char in OTHER) + 12


def test_a_section_that_says_too_little_has_no_row() -> None:
    assert found(sections(("a20", 6, "无"), ("a21", 6, "无")), reports(("a20", A, 2020), ("a21", A, 2021))) == []


def test_preambles_and_reports_that_are_not_primary_are_not_compared() -> None:
    about = reports(("a20", A, 2020), ("b20", B, 2020))
    assert found(sections(("a20", 0, OWN), ("b20", 0, OWN)), about) == []
    secondary = about.set_column(
        about.column_names.index("is_primary"), "is_primary", pa.array([True, False], pa.bool_())
    )
    assert found(sections(("a20", 1, OWN), ("b20", 1, OWN)), secondary) == []


def test_the_order_of_rows_changes_nothing() -> None:
    given = [("a20", 1, OWN), ("a21", 1, OWN + OTHER), ("b20", 1, OTHER), ("b21", 1, FORM + OTHER)]
    about = [("a20", A, 2020), ("a21", A, 2021), ("b20", B, 2020), ("b21", B, 2021)]
    once = find_reuse(sections(*given), reports(*about))
    again = find_reuse(sections(*reversed(given)), reports(*reversed(about)))
    assert once.equals(again)
    assert once.schema.equals(arrow_schema("reuse"))
    keys = [tuple(row[name] for name in DATASETS["reuse"].key) for row in once.to_pylist()]
    assert len(keys) == len(set(keys)) == 6


def test_the_size_of_portions_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    invented = invent(100)
    once = find_reuse(invented.sections, invented.reports)
    for name, size in (
        ("index._PORTION", 500),
        ("entries._HELD", 400),
        ("alike._PAIRS", 300),
        ("letters._PORTION", 900),
    ):
        monkeypatch.setattr(f"reportextract.reuse.{name}", size)
    assert once.num_rows > 100
    assert find_reuse(invented.sections, invented.reports).equals(once)


def test_nothing_gives_nothing() -> None:
    assert found(sections(), reports()) == []


def test_planted_copies_are_found_and_what_everybody_writes_is_not() -> None:
    """As ``make reuse`` measures it, in small: every tenth word of a copy is another, and is found all the same."""
    invented = invent(600)
    assert len(invented.planted) >= 10
    assert hits(invented, find_reuse(invented.sections, invented.reports)) == Hits(
        len(invented.planted), len(invented.planted), 0
    )
