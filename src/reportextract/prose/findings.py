"""The findings about title, agency and sections."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from reportextract.model import Finding
from reportextract.prose.headings import Heading


def title_findings(title: str, title_from: str, agency: str, agency_from: str) -> list[Finding]:
    """What a person should know about title and agency.

    Args:
        title: Empty when none is printed.
        title_from: ``page`` or ``running head``.
        agency: Empty when none is printed.
        agency_from: ``title``, ``signature``, ``metadata``, ``preamble`` or ``running head``.
    """
    findings = []
    if not title:
        findings.append(
            Finding(
                "TITLE_NOT_FOUND",
                "warning",
                "No title such as 政府信息公开工作年度报告 is printed before the first section; "
                "look at the first page (it may be a picture).",
            )
        )
    elif title_from != "page":
        findings.append(
            Finding(
                "TITLE_FROM_HEAD",
                "info",
                f"The title “{title}” is printed in the running head alone; look at the first page.",
                facts={"title": title},
            )
        )
    if not agency:
        findings.append(
            Finding(
                "AGENCY_UNKNOWN",
                "warning",
                "No agency is named in the title, the signature, the metadata or the preamble; add it by hand.",
            )
        )
    elif agency_from != "title":
        findings.append(
            Finding(
                "AGENCY_NOT_IN_TITLE",
                "info",
                f"The title names no agency; {agency} is taken from the {agency_from}.",
                facts={"agency": agency, "from": agency_from},
            )
        )
    return findings


def section_findings(headings: Mapping[int, Heading], by_table: Collection[int]) -> list[Finding]:
    """What a person should know about the sections.

    Args:
        headings: The heading of each section that has one.
        by_table: The sections that have none, but a table.
    """
    findings = []
    missing = [number for number in range(1, 7) if number not in headings]
    for number in missing if headings else ():
        if number in by_table:
            message = f"The heading of section {number} is not printed; the section starts at its table."
            findings.append(Finding("SECTION_MISSING", "info", message, facts={"section": str(number)}))
        else:
            message = (
                f"The report has no section {number}, or its heading is not one we know; "
                "look between the sections around it."
            )
            findings.append(Finding("SECTION_MISSING", "warning", message, facts={"section": str(number)}))
    if not headings:
        findings.append(
            Finding("SECTIONS_NOT_FOUND", "warning", "None of the six sections has a heading; the text is one piece.")
        )
    for number, heading in sorted(headings.items()):
        if not heading.title:
            message = f"Section {number} has no heading of its own; it is the numbered text before the next section."
            findings.append(Finding("SECTION_MISSING", "info", message, facts={"section": str(number)}))
        if heading.number is not None and heading.number != number:
            findings.append(
                Finding(
                    "SECTION_RENUMBERED",
                    "info",
                    f"“{heading.title}” is section {number} of the form by what it is about.",
                    facts={"section": str(number), "printed": heading.title},
                )
            )
    return findings
