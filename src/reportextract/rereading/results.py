"""What becomes of a cell that was read again, and the finding that says so."""

from __future__ import annotations

from reportextract.model import Cell, Finding
from reportextract.reading import value_of
from reportextract.rereading.evidence import Evidence

# Several readings are believed together when the best text has this much of their probability, and so many of them
# (as a share) give it first.
BELIEVED, MOSTLY = 0.75, 0.75


def settled(known: Evidence) -> Cell | None:
    """The cell with the number that most readings give; None where they don't agree well enough."""
    ranked = known.ranked()
    if not ranked or len(known.readings) < 3 or len(known.seen) > 1 or known.is_in_part:
        return None
    text, share = ranked[0]
    if share < BELIEVED or known.support(text) < MOSTLY or not known.is_number(text) or known.becomes_mark(text):
        return None
    return with_reading(known, text, share)


def is_believed(known: Evidence, text: str) -> bool:
    """Whether all readings together say that."""
    return known.share(text) >= BELIEVED


def with_reading(known: Evidence, text: str, confidence: float) -> Cell:
    cell = known.cell
    confidence = min(confidence, known.limit)
    if cell.state != "unreadable" and known.is_same(text, cell.printed):
        return cell._replace(confidence=confidence)
    value = value_of(known.placed, text)
    return cell._replace(
        value=value.number,
        state=value.state,
        printed=text,
        unit=value.unit or known.placed.unit,
        origin="reread",
        confidence=confidence,
    )


def surer(cell: Cell, known: Evidence) -> Cell:
    """The cell with the confidence that its readings have together."""
    if len(known.readings) < 2:
        return cell
    best = max(known.probability(cell.printed, reading) for reading in known.readings)
    return cell._replace(confidence=max(cell.confidence, min(best, known.limit)))


def in_doubt(known: Evidence) -> Cell:
    """The cell without a number."""
    ranked = known.ranked()
    share = ranked[0][1] if ranked else 0.0
    return known.cell._replace(value=None, state="unreadable", confidence=min(known.cell.confidence, share))


def _said(known: Evidence) -> str:
    return ", ".join(f"“{text}” ({share:.2f})" for text, share in known.ranked()[:4]) or "nothing"


def doubt_finding(known: Evidence, why: str) -> Finding:
    """What is said of a cell without a number.

    Args:
        why: What makes it doubtful beside its readings; empty for nothing.
    """
    cell = known.cell
    return Finding(
        code="CELL_IN_DOUBT",
        severity="error",
        message=(
            f"Page {cell.page}, {'.'.join(cell.key)}: “{cell.printed}” was read first; all readings together say "
            f"{_said(known)}, and no sum decides{': ' if why else ''}{why}. Look at it."
        ),
        page=cell.page,
        box=cell.box,
        key=cell.key,
        facts={"printed": cell.printed, "readings": _said(known), "why": why},
    )


def reread_finding(before: Cell, after: Cell, known: Evidence, by: str) -> Finding:
    return Finding(
        code="CELL_REREAD",
        severity="warning",
        message=(
            f"Page {after.page}, {'.'.join(after.key)}: the first reading gave “{before.printed}”; "
            f"“{after.printed}” was decided by {by} ({_said(known)})."
        ),
        page=after.page,
        box=after.box,
        key=after.key,
        facts={"before": before.printed, "after": after.printed, "readings": _said(known), "decided_by": by},
    )
