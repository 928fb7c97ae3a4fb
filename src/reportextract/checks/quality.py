"""One word for how far a report's numbers can be trusted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet

from reportextract.checks.causes import DOUBTFUL_BELOW
from reportextract.checks.identities import is_unread
from reportextract.model import Cell, CellKey, Check, Identity, Quality

# The least confidence of a cell that no holding identity vouches for (二、主动公开 has no identities; a misprinted
# total takes them from its row): a number one row off is as good a number there, so the alignment must leave no
# other place for it. Half of the doubt that DOUBTFUL_BELOW allows.
ALONE_CONFIDENCE = 0.95


def judge_quality(
    cells: Mapping[CellKey, Cell],
    expected: AbstractSet[CellKey],
    checks: Sequence[Check],
    identities: Sequence[Identity],
    doubted: AbstractSet[CellKey],
    unproven: AbstractSet[CellKey] = frozenset(),
) -> Quality:
    """The quality of a report.

    Decided in this order, the worst first:

    * ``disputed``: an identity fails for a reason other than the print (cause ``reading`` or ``unknown``), or
      second readings disagree about a number. Numbers may be wrong, which matters more than that others are missing.
    * ``partial``: an expected cell is missing or unreadable, or the form at hand has no cells at all.
    * ``verified``: every expected cell holds a number, with a confidence of ``DOUBTFUL_BELOW`` or more where an
      identity that holds contains it and of ``ALONE_CONFIDENCE`` or more elsewhere; every identity is testable
      and holds, or fails in print beyond doubt. No cell is ``unproven``.
    * ``consistent``: the rest. All is read and nothing speaks against it, but the evidence is weaker: empty boxes,
      untestable identities, low confidence.

    Args:
        cells: What was read.
        expected: The cells of the form at hand.
        checks: With causes (``with_causes``).
        identities: Those that the checks evaluate, in any order.
        doubted: Cells about which a second reading disagrees.
        unproven: Cells of scanned pages of which neither a second reading nor a sum says that they were read right.
    """
    if any(check.verdict == "fails" and check.cause != "published" for check in checks):
        return "disputed"
    if any(key in cells and not is_unread(cells[key]) for key in doubted):
        return "disputed"
    if not expected or any(key not in cells or is_unread(cells[key]) for key in expected):
        return "partial"
    if any(check.verdict == "untestable" for check in checks) or any(key in expected for key in unproven):
        return "consistent"
    holding = {(check.check, check.table, check.subject) for check in checks if check.verdict == "holds"}
    vouched_for = {key for i in identities if (i.check, i.table, i.subject) in holding for key in (*i.left, *i.right)}
    if all(
        cells[key].state != "blank"
        and cells[key].confidence >= (DOUBTFUL_BELOW if key in vouched_for else ALONE_CONFIDENCE)
        for key in expected
    ):
        return "verified"
    return "consistent"
