"""The reports of one agency, year beside year: what was carried over, and what is in force."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from reportextract.datasets.keys import TABLES
from reportextract.model import Cause, Check, Finding, Verdict
from reportextract.years.primary import Standing, primary_reports
from reportextract.years.report import APPLICANTS, FILES, Number, YearReport

_IN_FORCE_FORM = "2021"
_LABELS = TABLES["requests"].columns | TABLES["disclosure"].rows


@dataclass(frozen=True, slots=True)
class Across:
    """What a report has because of the agency's other reports.

    Attributes:
        standing: Whether it counts for its year.
        checks: Each with the ``document_id`` of the other report that it compares with.
    """

    document_id: str
    standing: Standing
    checks: tuple[tuple[Check, str], ...] = ()
    findings: tuple[Finding, ...] = ()


def across_years(reports: Sequence[YearReport]) -> list[Across]:
    """What the reports of one agency say about each other.

    Each primary report is compared with the primary one of the year before, where there is one: 二、上年结转 with
    四、结转下年度 of the year before, for every applicant; in the form of 2021 现行有效 with what was in force the year
    before, plus 制发, less 废止.

    Args:
        reports: All of one agency (of one ``series``), in any order. The result depends on nothing else.
    """
    standings = primary_reports(reports)
    primary = {report.report_year: report for report in reports if standings[report.document_id].is_primary}
    result = []
    for report in sorted(reports, key=lambda report: report.document_id):
        standing = standings[report.document_id]
        year = report.report_year
        before = primary.get(year - 1) if standing.is_primary and year is not None else None
        checks = () if before is None else (*_carry_over(before, report), *_in_force_roll(before, report))
        findings = [] if before is None else _findings(before, report, checks)
        if not standing.is_primary:
            findings.append(_repeated(report, standing))
        paired = tuple((check, before.document_id) for check in checks) if before is not None else ()
        result.append(Across(report.document_id, standing, paired, tuple(findings)))
    return result


def _carry_over(before: YearReport, report: YearReport) -> tuple[Check, ...]:
    return tuple(
        _check(
            "carry_over",
            "requests",
            applicant,
            (report.numbers.get(f"requests.carried_in.{applicant}"),),
            (before.numbers.get(f"requests.carried_out.{applicant}"),),
        )
        for applicant in APPLICANTS
    )


def _in_force_roll(before: YearReport, report: YearReport) -> tuple[Check, ...]:
    if before.form != _IN_FORCE_FORM or report.form != _IN_FORCE_FORM:
        return ()  # the form of 2019 counts what is disclosed, not what is in force
    return tuple(
        _check(
            "in_force_roll",
            "disclosure",
            subject,
            (report.numbers.get(f"disclosure.{subject}.in_force"),),
            (
                before.numbers.get(f"disclosure.{subject}.in_force"),
                report.numbers.get(f"disclosure.{subject}.issued"),
                _negative(report.numbers.get(f"disclosure.{subject}.repealed")),
            ),
        )
        for subject in FILES
    )


def _negative(number: Number | None) -> Number | None:
    return None if number is None or number.value is None else Number(-number.value, number.is_sure)


def _check(
    name: str, table: str, subject: str, left: tuple[Number | None, ...], right: tuple[Number | None, ...]
) -> Check:
    left_sum, right_sum = _sum(left), _sum(right)
    if left_sum is None or right_sum is None:
        return Check(name, table, subject, left_sum, right_sum, None, "untestable")
    verdict: Verdict = "holds" if left_sum == right_sum else "fails"
    is_sure = all(number is not None and number.is_sure for number in (*left, *right))
    cause: Cause | None = None if verdict == "holds" else "published" if is_sure else "unknown"
    return Check(name, table, subject, left_sum, right_sum, left_sum - right_sum, verdict, cause)


def _sum(numbers: tuple[Number | None, ...]) -> Decimal | None:
    total = Decimal(0)
    for number in numbers:
        if number is None or number.value is None:
            return None
        total += Decimal(str(number.value))
    return total


def _findings(before: YearReport, report: YearReport, checks: Sequence[Check]) -> list[Finding]:
    failing = [check for check in checks if check.verdict == "fails"]
    broken = [check for check in failing if check.check == "carry_over"]
    findings = [_broken_carry_over(before, report, broken)] if broken else []
    return findings + [_broken_roll(before, check) for check in failing if check.check == "in_force_roll"]


def _broken_carry_over(before: YearReport, report: YearReport, broken: Sequence[Check]) -> Finding:
    listed = "; ".join(f"{_LABELS[c.subject]} {_plain(c.left)} against {_plain(c.right)}" for c in broken)
    numbers = {check.subject: f"{_plain(check.left)} {_plain(check.right)}" for check in broken}
    return Finding(
        "CARRY_OVER_BROKEN",
        "warning",
        f"What {report.report_year} says was carried in (二) is not what {before.report_year} carried out (四): "
        f"{listed}. Compare with {before.source}.",
        facts={"before": before.document_id, **numbers},
    )


def _broken_roll(before: YearReport, check: Check) -> Finding:
    return Finding(
        "IN_FORCE_ROLL_BROKEN",
        "info",
        f"{_LABELS[check.subject]} in force: {_plain(check.left)}, but those of {before.report_year} with those "
        f"issued and without those repealed are {_plain(check.right)}. "
        f"Some lapse or are merged without being repealed; compare with {before.source}.",
        facts={
            "before": before.document_id,
            "subject": check.subject,
            "left": _plain(check.left),
            "right": _plain(check.right),
        },
    )


def _repeated(report: YearReport, standing: Standing) -> Finding:
    return Finding(
        "REPORT_REPEATED",
        "info",
        f"Another report of the same agency and year is published too; {standing.reason}",
        facts={"report_year": str(report.report_year)},
    )


def _plain(number: Decimal | None) -> str:
    return "nothing" if number is None else format(number.normalize(), "f")
