"""What is called odd, in which report, with which sentence, and what is not."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from reportextract.compare.choose import choose_reports
from reportextract.compare.gather import gather
from reportextract.compare.model import Comparison, OddityKind
from reportextract.compare.words import Words
from tests.unit.compare.published import Report, publish

AGENCY = "来榜镇人民政府"
IN, OUT = "requests.carried_in.natural_person", "requests.carried_out.natural_person"
RECEIVED = "requests.received.total"


def compared(folder: Path, *reports: Report, names: tuple[str, ...] = (AGENCY,)) -> Comparison:
    datasets = publish(folder, *reports)
    return gather(datasets, choose_reports(datasets, names, None))


def sentences(comparison: Comparison, kind: OddityKind) -> list[str]:
    return [Words("zh").sentence(comparison, odd) for odd in comparison.oddities if odd.kind == kind]


def test_quiet_years_have_nothing_odd(tmp_path: Path) -> None:
    comparison = compared(
        tmp_path, Report(AGENCY, 2022, {OUT: 2, RECEIVED: 9}), Report(AGENCY, 2023, {IN: 2, RECEIVED: 11})
    )
    assert comparison.oddities == ()
    (row,) = (row for row in comparison.rows if row.key.row == "received")
    assert [number.value for number in row.numbers if number is not None] == [9, 11]
    assert row.changes == (None, 2)


def test_a_broken_carry_over_shows_both_places(tmp_path: Path) -> None:
    failing = {"check": "carry_over", "table": "requests", "subject": "natural_person", "left": 3.0, "right": 2.0,
               "verdict": "fails"}  # fmt: skip
    comparison = compared(
        tmp_path,
        Report(AGENCY, 2022, {OUT: 2}),
        Report(AGENCY, 2023, {IN: 3}, checks=[failing, failing | {"subject": "total"}]),
    )
    assert sentences(comparison, "carry_over") == [
        "2023年“上年结转”（自然人）填 3 件，而2022年“结转下年度继续办理”填 2 件，两数应当相等。"
    ]
    (oddity,) = comparison.oddities
    assert [place.column for place in oddity.places] == [1, 0]


def test_a_claim_that_the_table_contradicts(tmp_path: Path) -> None:
    claim = {"section_no": 1, "table": "requests", "row": "received", "column": "total", "value": 12.0,
             "printed": "收到申请12件", "table_value": 9.0, "agrees": False}  # fmt: skip
    unclear = claim | {"claim_no": 2, "agrees": None}
    agreed = claim | {"claim_no": 3, "agrees": True}
    comparison = compared(tmp_path, Report(AGENCY, 2023, {RECEIVED: 9}, claims=[claim, unclear, agreed]))
    assert sentences(comparison, "claim") == [
        "2023年报告第一部分正文写“收到申请12件”，表格“一、本年新收政府信息公开申请数量”却是 9。"
    ]


def test_failing_sums_are_told_with_their_cause_and_not_by_the_dozen(tmp_path: Path) -> None:
    failing = {"check": "row_sum", "table": "requests", "subject": "granted", "left": 4.0, "right": 3.0,
               "verdict": "fails", "cause": "published"}  # fmt: skip
    holding = failing | {"subject": "total", "verdict": "holds"}
    track = failing | {"check": "track_sum", "subject": "reconsideration", "cause": "reading"}
    cells = {"requests.granted.total": 3}
    comparison = compared(tmp_path / "few", Report(AGENCY, 2023, cells, checks=[failing, holding, track]))
    assert sentences(comparison, "sum") == [
        "2023年“（一）予以公开”的横向合计不成立：4 ≠ 3（原文如此）。",
        "2023年“行政复议”的复议诉讼合计不成立：4 ≠ 3（可能是识读有误）。",
    ]
    many = [failing | {"subject": f"denied.{number}"} for number in range(30)]
    comparison = compared(tmp_path / "many", Report(AGENCY, 2023, cells, checks=many))
    assert len(sentences(comparison, "sum")) == 4


@pytest.mark.parametrize(("old", "new", "is_told"), [(5, 30, True), (30, 5, True), (100, 130, False), (2, 9, False)])
def test_a_jump_is_large_and_at_least_double(tmp_path: Path, old: int, new: int, is_told: bool) -> None:
    comparison = compared(tmp_path, Report(AGENCY, 2022, {RECEIVED: old}), Report(AGENCY, 2023, {RECEIVED: new}))
    assert bool(sentences(comparison, "jump")) is is_told


def test_no_jump_across_a_gap_or_from_a_doubtful_number(tmp_path: Path) -> None:
    gap = compared(tmp_path / "gap", Report(AGENCY, 2020, {RECEIVED: 5}), Report(AGENCY, 2023, {RECEIVED: 90}))
    assert sentences(gap, "jump") == []
    assert sentences(gap, "gap") == ["没有2021、2022年的报告。"]
    unsure = {RECEIVED: {"confidence": 0.5}}
    doubt = compared(
        tmp_path / "doubt", Report(AGENCY, 2022, {RECEIVED: 5}), Report(AGENCY, 2023, {RECEIVED: 90}, cell_facts=unsure)
    )
    assert sentences(doubt, "jump") == []
    assert [oddity.columns for oddity in doubt.oddities if oddity.kind == "doubt"] == [(1,)]


def test_missing_and_doubtful_numbers_are_shown_as_such(tmp_path: Path) -> None:
    cells = {RECEIVED: None, IN: None, OUT: 7, "requests.total.total": 8}
    facts = {
        IN: {"state": "unreadable", "printed": "?"},
        OUT: {"implied_value": 9},
        "requests.total.total": {"confidence": 0.4, "origin": "ocr"},
    }
    comparison = compared(
        tmp_path, Report(AGENCY, 2022, {}), Report(AGENCY, 2023, cells, cell_facts=facts, quality="partial")
    )
    numbers = {".".join(row.key): row.numbers for row in comparison.rows}
    words = Words("zh")
    assert {name: [words.cell_text(number) for number in found] for name, found in numbers.items()} == {
        RECEIVED: ["—", "空白"],
        IN: ["—", "?"],
        OUT: ["—", "7?"],
        "requests.total.total": ["—", "8?"],
    }
    assert sentences(comparison, "doubt") == [
        "2023年有 3 个数字存疑，其中 1 个没能读出；整份报告评为“不全”。引用前请看原文。"
    ]


def test_a_change_of_form_says_what_ends_and_what_begins(tmp_path: Path) -> None:
    old, new, both = "disclosure.procurement.projects", "disclosure.fees.fee_amount", "requests.granted.total"
    comparison = compared(
        tmp_path,
        Report(AGENCY, 2020, {old: 4, both: 1}, form="2019"),
        Report(AGENCY, 2021, {new: 9, both: 1}, form="2021"),
        Report(AGENCY, 2022, {new: 9, both: 1}, form="2021"),
    )
    (change,) = comparison.form_changes
    assert (change.before, change.column) == (0, 1)
    assert [".".join(key) for key in change.ended] == [old]
    assert [".".join(key) for key in change.begun] == [new]
    assert sentences(comparison, "form_change") == [
        "2021年起报告改用2021年版格式（2020年为2019年版）：1 个格子不再填报，1 个是新增的，这些数不能前后相比。"
    ]


def test_copied_text_late_publication_and_stale_years(tmp_path: Path) -> None:
    before = Report(AGENCY, 2022, {RECEIVED: 1}, sections={5: "甲乙丙丁"})
    other = Report("龙门镇人民政府", 2023, sections={1: "戊己"})
    reuse = [
        {"section_no": 5, "relation": "year_before", "other_document_id": before.document_id, "other_section_no": 5,
         "other_report_year": 2022, "other_agency": AGENCY, "share": 0.8, "identical_letters": 80,
         "passages": "[[0,2,1,3]]"},
        {"section_no": 1, "relation": "other_agency", "other_document_id": other.document_id, "other_section_no": 1,
         "other_report_year": 2023, "other_agency": "龙门镇人民政府", "share": 0.6, "identical_letters": 60,
         "agency_count": 3},
        {"section_no": 6, "relation": "year_before", "other_document_id": before.document_id, "other_section_no": 5,
         "other_report_year": 2022, "other_agency": AGENCY, "share": 0.2, "identical_letters": 20},
    ]  # fmt: skip
    stale = {"code": "YEAR_LEFT_IN_TEXT", "page": 2, "facts": '{"section":"5","year":"2022","sentence":"2022年，我镇"}'}
    report = Report(
        AGENCY, 2023, {RECEIVED: 1}, sections={1: "戊己庚", 5: "甲乙丙丁", 6: "无"}, reuse=reuse, findings=[stale],
        published_on=date(2024, 4, 9), panel={"days_after_31_march": 9},
    )  # fmt: skip
    comparison = compared(tmp_path, before, report, other)
    assert sentences(comparison, "copied_year") == ["2023年第五部分有 80% 的文字与2022年报告一字不差（共 80 字）。"]
    assert "龙门镇人民政府2023年报告" in sentences(comparison, "copied_agency")[0]
    assert sentences(comparison, "stale_year") == ["2023年报告第五部分仍写着2022年的事：“2022年，我镇”"]
    assert sentences(comparison, "late") == ["2023年的报告2024-04-09才公布，比3月31日晚 9 天。"]
    assert [(section.share, section.other_column) for section in comparison.reused] == [(0.8, 0), (0.6, None), (0.2, 0)]


def test_every_kind_has_its_words_in_both_languages(tmp_path: Path) -> None:
    from reportextract.compare.model import ODDITY_KINDS
    from reportextract.compare.words import LANGUAGES, _words

    for group in _words().values():
        for name, wordings in group.items():
            assert set(wordings) == set(LANGUAGES), name
            assert all(isinstance(wording, str) and wording for wording in wordings.values()), name
    for kind in ODDITY_KINDS:
        assert kind in _words()["kinds"]
        assert kind in _words()["sentences"]
