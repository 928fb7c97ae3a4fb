"""Reports of one agency beside each other: numbers a person would compare by hand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import permutations

import pytest

from reportextract.agencies import Evidence, resolve_agency
from reportextract.datasets.keys import KEYS
from reportextract.model import CellKey
from reportextract.years import CONCEPTS, YearReport, across_years, concept_value, is_continuous, primary_reports
from reportextract.years.report import APPLICANTS, Number


def report(year: int, **given: object) -> YearReport:
    """A report whose numbers are 0 but those given as ``numbers={"requests.carried_in.total": 3}``."""
    stated = given.pop("numbers", {})
    numbers = {f"requests.{row}.{who}": Number(0, True) for row in ("carried_in", "carried_out") for who in APPLICANTS}
    for subject in ("regulations", "normative_documents"):
        numbers |= {
            f"disclosure.{subject}.{measure}": Number(0, True) for measure in ("issued", "repealed", "in_force")
        }
    for name, value in stated.items():  # type: ignore[attr-defined]
        assert name in numbers
        numbers[name] = value if isinstance(value, Number) else Number(value, True)
    facts = {
        "document_id": f"{year}", "agency": "石宝镇人民政府", "agency_level": "township", "division_code": "500233107",
        "report_year": year, "form": "2021", "quality": "verified", "cells_printed": 200, "published_on": None,
        "source": f"{year}.pdf", "numbers": numbers,
    }  # fmt: skip
    return YearReport.from_facts(facts | given)


def failing(reports: list[YearReport]) -> list[tuple[str, str, str, int, int, str | None]]:
    return [
        (across.document_id, check.check, check.subject, int(check.left or 0), int(check.right or 0), check.cause)
        for across in across_years(reports)
        for check, _ in across.checks
        if check.verdict == "fails"
    ]


def test_what_was_carried_out_is_carried_in() -> None:
    # 宿迁 2023 → 2024, as published: 118 and 3 of 121, and 597 + 50 − 227 = 420 documents in force.
    before = report(
        2023,
        numbers={
            "requests.carried_out.natural_person": 118,
            "requests.carried_out.enterprise": 3,
            "requests.carried_out.total": 121,
            "disclosure.normative_documents.in_force": 597,
            "disclosure.regulations.in_force": 11,
        },
    )
    after = report(
        2024,
        numbers={
            "requests.carried_in.natural_person": 118,
            "requests.carried_in.enterprise": 3,
            "requests.carried_in.total": 121,
            "disclosure.normative_documents.issued": 50,
            "disclosure.normative_documents.repealed": 227,
            "disclosure.normative_documents.in_force": 420,
            "disclosure.regulations.issued": 2,
            "disclosure.regulations.repealed": 1,
            "disclosure.regulations.in_force": 12,
        },
    )
    (first, second) = across_years([after, before])
    assert (first.document_id, first.checks) == ("2023", ())
    assert [check.check for check, _ in second.checks] == ["carry_over"] * 7 + ["in_force_roll"] * 2
    assert {check.verdict for check, _ in second.checks} == {"holds"}
    assert {other for _, other in second.checks} == {"2023"}
    roll = {check.subject: check for check, _ in second.checks}["normative_documents"]
    assert (roll.left, roll.right) == (Decimal(420), Decimal(420))
    assert second.findings == ()


def test_a_broken_carry_over_names_both_years() -> None:
    before = report(2022, numbers={"requests.carried_out.total": 2, "requests.carried_out.natural_person": 2})
    after = report(2023, numbers={"requests.carried_in.total": 1, "requests.carried_in.natural_person": 1})
    assert failing([before, after]) == [
        ("2023", "carry_over", "natural_person", 1, 2, "published"),
        ("2023", "carry_over", "total", 1, 2, "published"),
    ]
    (finding,) = across_years([before, after])[1].findings
    assert finding.code == "CARRY_OVER_BROKEN"
    assert "总计 1 against 2" in finding.message
    assert "2022.pdf" in finding.message


def test_more_carried_in_than_out_is_broken_too() -> None:
    before = report(2022, numbers={"requests.carried_out.total": 2})
    after = report(2023, numbers={"requests.carried_in.total": 5})
    assert failing([before, after]) == [("2023", "carry_over", "total", 5, 2, "published")]


def test_a_doubtful_reading_accuses_nobody() -> None:
    before = report(2022, numbers={"requests.carried_out.total": Number(2, False)})
    after = report(2023)
    assert failing([before, after]) == [("2023", "carry_over", "total", 0, 2, "unknown")]
    blank = report(2022, numbers={"requests.carried_out.total": Number(None, False)})
    check = {check.subject: check for check, _ in across_years([blank, after])[1].checks}["total"]
    assert (check.verdict, check.left, check.right) == ("untestable", 0, None)


def test_a_township_that_became_a_town_is_one_series() -> None:
    """穆村乡 of 深州市 became 穆村镇, with another code (131182200, 131182113), in 2019."""
    carried = {2016: 1, 2017: 2, 2018: 3, 2019: 4, 2020: 5, 2021: 6}
    reports = []
    for year, out in carried.items():
        agency = "深州市穆村乡人民政府" if year < 2019 else "穆村镇人民政府"
        place = resolve_agency(agency, Evidence(source=f"衡水市/深州市/{year}.pdf", report_year=year))
        numbers = {"requests.carried_out.total": out, "requests.carried_in.total": carried.get(year - 1, 0)}
        if year == 2019:
            numbers["requests.carried_in.total"] = 7  # 2018 says 3
        reports.append(
            report(year, agency=agency, agency_level=place.level, division_code=place.division_code, numbers=numbers)
        )
    assert len({one.series for one in reports}) == 1
    across = across_years(reports)
    totals = {
        one.document_id: (check.verdict, other)
        for one in across
        for check, other in one.checks
        if (check.check, check.subject) == ("carry_over", "total")
    }
    assert totals == {
        "2017": ("holds", "2016"),
        "2018": ("holds", "2017"),
        "2019": ("fails", "2018"),
        "2020": ("holds", "2019"),
        "2021": ("holds", "2020"),
    }
    assert all(standing.is_primary for standing in primary_reports(reports).values())


def test_years_that_are_apart_are_not_compared() -> None:
    reports = [report(2021, numbers={"requests.carried_out.total": 5}), report(2023)]
    assert failing(reports) == []
    assert all(across.checks == () for across in across_years(reports))


def test_what_is_in_force_is_rolled_in_the_form_of_2021_only() -> None:
    before = report(2020, form="2019")
    after = report(2021, numbers={"disclosure.normative_documents.in_force": 9})
    assert failing([before, after]) == []
    later = report(2022, numbers={"disclosure.normative_documents.in_force": 8})
    assert failing([after, later]) == [("2022", "in_force_roll", "normative_documents", 8, 9, "published")]


def test_one_report_counts_for_a_year_and_says_why() -> None:
    good = report(2023, document_id="a", source="a.pdf")
    poor = report(2023, document_id="b", source="b.pdf", quality="disputed")
    standings = primary_reports([poor, good])
    assert standings["a"] == (True, "counts instead of b.pdf: it is verified, the other disputed.")
    assert standings["b"] == (False, "a.pdf counts instead: it is verified, the other disputed.")
    fuller = report(2023, document_id="b", source="b.pdf", cells_printed=201)
    assert primary_reports([good, fuller])["b"].is_primary
    later = report(2023, document_id="b", source="b.pdf", published_on=date(2024, 2, 1))
    assert "published on 2024-02-01, the other bears no date" in primary_reports([good, later])["b"].reason
    same = report(2023, document_id="b", source="b.pdf")
    assert "its source comes first" in primary_reports([same, good])["a"].reason
    (_, second) = across_years([good, poor])
    assert [finding.code for finding in second.findings] == ["REPORT_REPEATED"]


def test_only_the_report_that_counts_is_compared() -> None:
    good = report(2022, document_id="a", numbers={"requests.carried_out.total": 3})
    poor = report(2022, document_id="b", quality="partial", numbers={"requests.carried_out.total": 8})
    after = report(2023, document_id="c", numbers={"requests.carried_in.total": 3})
    for order in permutations([good, poor, after]):
        assert failing(list(order)) == []


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ({"agency": "石宝镇人民政府"}, {"agency": "重庆市忠县石宝镇人民政府"}, True),
        (
            {"agency": "洪泽县人民政府", "division_code": "320813"},
            {"agency": "洪泽区政府", "division_code": "320813"},
            True,
        ),
        (
            {"agency_level": "department", "agency": "忠县教育局"},
            {"agency_level": "department", "agency": "忠县民政局"},
            False,
        ),
        ({"agency_level": "department", "agency": "忠县教育局"}, {"agency": "忠县人民政府"}, False),
        ({"division_code": None}, {"division_code": None}, True),
        ({"division_code": None}, {"division_code": "500233107"}, False),
    ],
)
def test_what_is_one_agency(one: dict[str, object], other: dict[str, object], same: bool) -> None:
    assert (report(2022, **one).series == report(2023, **other).series) is same


def test_agencies_without_name_repeat_nobody() -> None:
    one = report(2023, document_id="a", agency=None, division_code=None)
    other = report(2023, document_id="b", agency=None, division_code=None)
    assert all(standing.is_primary for standing in primary_reports([one, other]).values())


def test_other_outcomes_survive_the_change_of_form() -> None:
    other = CONCEPTS["requests.other.total"]
    key = CellKey("requests", "other", "total")
    parts = {"overdue_correction": 1, "unpaid_fee": 0, "other": 4}
    three = {CellKey("requests", f"other.{why}", "total"): number for why, number in parts.items()}
    assert concept_value(other, "2019", {key: 7}) == 7
    assert concept_value(other, "2021", three) == 5
    assert concept_value(other, "2021", {key: 3}) == 3  # as 洪泽 2023 prints it
    assert concept_value(other, "2021", three | {CellKey("requests", "other.other", "total"): None}) is None
    assert is_continuous(other, "2019", "2021")


def test_series_break_where_the_meaning_changed() -> None:
    in_force = CONCEPTS["disclosure.normative_documents.in_force"]
    assert not is_continuous(in_force, "2019", "2021")
    assert is_continuous(in_force, "2021", "2021")
    assert "现行有效件数" in in_force.note
    assert is_continuous(CONCEPTS["disclosure.penalties.decisions"], "2019", "2021")
    assert not is_continuous(CONCEPTS["disclosure.other_services.decisions"], "2019", "2021")
    assert is_continuous(CONCEPTS["requests.received.total"], "2019", "2021")
    assert all(concept.note or len(concept.by_form) == 2 for concept in CONCEPTS.values())
    assert {".".join(key) for key in KEYS} == set(CONCEPTS)
