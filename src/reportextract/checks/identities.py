"""Identities evaluated on the cells of a report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from reportextract.model import Cell, CellKey, Check, Identity, Verdict

_ZERO = Decimal(0)


def evaluate(identities: Sequence[Identity], cells: Mapping[CellKey, Cell]) -> tuple[Check, ...]:
    """One check for each identity, in their order.

    An empty box counts as 0, as whoever adds up the printed page would count it; where every box of an identity
    is empty, nothing is printed that could be tested. A cell that is missing or unreadable makes an identity
    ``untestable``, however the other numbers stand.

    Args:
        identities: Those of the form at hand: rows and columns that it doesn't have are already taken out.
        cells: What was read.

    Returns:
        Checks with ``difference`` = left - right and no ``cause`` (see ``with_causes``).
    """
    return tuple(_evaluate(identity, cells) for identity in identities)


def _evaluate(identity: Identity, cells: Mapping[CellKey, Cell]) -> Check:
    left = side_sum(identity.left, cells)
    right = side_sum(identity.right, cells)
    if left is None or right is None or (left == right == 0 and is_all_blank(identity, cells)):
        return Check(identity.check, identity.table, identity.subject, None, None, None, "untestable")
    verdict: Verdict = "holds" if left == right else "fails"
    return Check(identity.check, identity.table, identity.subject, left, right, left - right, verdict)


def side_sum(keys: Sequence[CellKey], cells: Mapping[CellKey, Cell]) -> Decimal | None:
    """The sum of some cells, blanks as 0; None where one is missing or unreadable."""
    total = _ZERO
    for key in keys:
        cell = cells.get(key)
        if cell is None or is_unread(cell):
            return None
        if cell.value is not None:
            total += cell.value
    return total


def is_unread(cell: Cell) -> bool:
    """Whether something stands in the cell that is not known as a number."""
    return cell.state == "unreadable" or (cell.value is None and cell.state != "blank")


def is_all_blank(identity: Identity, cells: Mapping[CellKey, Cell]) -> bool:
    """Whether every cell of the identity is an empty box."""
    return all(
        (cell := cells.get(key)) is not None and cell.state == "blank" for key in (*identity.left, *identity.right)
    )
