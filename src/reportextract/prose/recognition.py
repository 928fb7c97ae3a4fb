"""Whether a document is an annual report on government information disclosure at all."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from reportextract.model import PageLines, Prose
from reportextract.prose.furniture import remove_furniture
from reportextract.prose.read import read_prose

# Papers about such reports carry the form's headings and tables too.
_ABOUT_REPORTS = re.compile(
    r"(?:信息公开|政务公开).{0,20}(?:报告|年报).{0,20}(?:的通知|格式|的函|填报说明|解释|模板|样式|编制要求)$"
)
# A notice's name stands among the first lines; below them such words are prose.
_HEAD_ROWS = 12
# Three of the headings, or one of the tables and two, do not come together in anything else.
_ENOUGH_HEADINGS = 3
# The shortest report in prose alone has some hundreds of characters; a list of links or a cover has a few lines.
_ENOUGH_TEXT = 100
_QUOTED = 40


class Recognition(NamedTuple):
    """The verdict and the sentence that gives its reason."""

    is_report: bool
    reason: str


def is_report(pages: Sequence[PageLines], prose: Prose | None = None) -> Recognition:
    """Judges by title, headings and tables whether this is such a report.

    Args:
        pages: What :func:`read_prose` takes.
        prose: Its result, when it is there already; it is read otherwise.

    Returns:
        The verdict with a reason that a person can check on the page.
    """
    if prose is None:
        prose = read_prose(pages)
    headings = [section for section in prose.sections if section.number and section.title]
    tables = sorted({place.table for page in pages for place in page.tables})
    evidence = f"{len(headings)} of the six section headings and {len(tables)} of the three tables were found"
    if prose.title:
        length = sum(len(section.text) for section in prose.sections)
        if not headings and not tables and length < _ENOUGH_TEXT:
            return Recognition(
                False,
                f"The title “{prose.title}” is there, but neither sections, tables nor a text (a list, a cover?).",
            )
        return Recognition(True, f"The title says so: “{prose.title}”; {evidence}.")
    opening = _opening(pages)
    about = next((name for name in _names(opening) if _ABOUT_REPORTS.search(name) is not None), None)
    if about is not None:
        return Recognition(False, f"The document is about such reports, not one itself: its head says “{about}”.")
    if len(headings) >= _ENOUGH_HEADINGS or (tables and len(headings) + len(tables) >= _ENOUGH_HEADINGS):
        return Recognition(True, f"No title was found, but {evidence}.")
    if not opening:
        return Recognition(False, "No text was read in this document.")
    return Recognition(
        False,
        f"No title such as 政府信息公开工作年度报告 was found, {evidence}; "
        f"the document begins “{''.join(opening)[:_QUOTED]}”.",
    )


def _opening(pages: Sequence[PageLines]) -> list[str]:
    for page in pages:
        rows, _ = remove_furniture([page])
        if rows:
            return [row.key for row in rows[:_HEAD_ROWS]]
    return []


def _names(opening: Sequence[str]) -> list[str]:
    """What may be the document's name: its first lines, each alone and with the one or two before it."""
    return ["".join(opening[max(0, index - back) : index + 1]) for index in range(len(opening)) for back in range(3)]
