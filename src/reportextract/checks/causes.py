"""Why an identity fails: because the agency printed it so, or because we may have misread it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace

from reportextract.checks.identities import is_unread
from reportextract.model import Cause, Cell, CellKey, Check, Identity

# Below this a reading is in doubt. Of the wrong digits met on sealed scans the surest stood at 0.84; readings
# from a text layer and a ruled grid stand at 1.
DOUBTFUL_BELOW = 0.9


def with_causes(
    checks: Sequence[Check],
    identities: Sequence[Identity],
    cells: Mapping[CellKey, Cell],
    confirmed: AbstractSet[CellKey],
    doubted: AbstractSet[CellKey],
) -> tuple[Check, ...]:
    """The checks, each failure with its cause.

    ``reading`` where any cell of the identity is in doubt (a second reading disagrees, or the confidence is below
    ``DOUBTFUL_BELOW``); ``published`` where an independent second reading found every one of its cells just so,
    the empty boxes too (a lost number looks like an empty box); ``unknown`` otherwise.

    Args:
        checks: From ``evaluate``.
        identities: Those that the checks evaluate, in any order.
        cells: What was read.
        confirmed: Cells of which an independent second reading says the same: the same number, or also empty.
        doubted: Cells of which a second reading says something else.
    """
    keys_of = {(i.check, i.table, i.subject): (*i.left, *i.right) for i in identities}
    return tuple(
        replace(check, cause=_cause(keys_of[check.check, check.table, check.subject], cells, confirmed, doubted))
        if check.verdict == "fails"
        else check
        for check in checks
    )


def is_doubtful(key: CellKey, cells: Mapping[CellKey, Cell], doubted: AbstractSet[CellKey]) -> bool:
    """Whether a second reading, the confidence or the state of a cell leaves doubt about its number."""
    cell = cells.get(key)
    return cell is None or key in doubted or is_unread(cell) or cell.confidence < DOUBTFUL_BELOW


def _cause(
    keys: Sequence[CellKey],
    cells: Mapping[CellKey, Cell],
    confirmed: AbstractSet[CellKey],
    doubted: AbstractSet[CellKey],
) -> Cause:
    if any(is_doubtful(key, cells, doubted) for key in keys):
        return "reading"
    return "published" if all(key in confirmed for key in keys) else "unknown"
