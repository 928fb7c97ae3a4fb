"""What the identities say that a cell should be. It stands beside the value and never in its place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal

from reportextract.checks.identities import is_unread
from reportextract.model import Cell, CellKey, Check, Identity

_ZERO = Decimal(0)


def implied_values(
    identities: Sequence[Identity], checks: Sequence[Check], cells: Mapping[CellKey, Cell]
) -> dict[CellKey, Decimal]:
    """The one number that the identities leave for a cell, where there is one and it isn't the value.

    A *readable* cell (printed, dash or blank) gets one when all of this holds:

    1. every identity that contains it is testable and fails, and the same whole number, not negative, in this
       cell alone would make each of them hold;
    2. no other cell explains as many of the same failures in this way. Where other cells explain them equally
       well, a total (the cell that stands alone for the sum of others in each of these identities) is preferred
       to its parts: it is what was computed, and one misprint there is likelier than a misprint in just the part
       that happens to fit. It isn't preferred to an empty part, where a number may have been left out.

    An *unreadable* cell gets one when it is the only cell without a number in at least one of its identities,
    something is printed beside it there, and all such identities leave the same whole number, not negative.
    Numbers found so must agree among themselves: of an identity that contains several unreadable cells and
    doesn't hold with them, none is kept.

    Args:
        identities: Those of the form at hand.
        checks: One for each of them, from ``evaluate``.
        cells: What was read; an empty box counts as 0.
    """
    implied: dict[CellKey, Decimal] = {}
    if any(check.verdict == "fails" for check in checks):
        implied.update(_corrections(identities, checks, cells))
    if any(is_unread(cell) for cell in cells.values()):
        implied.update(_solutions(identities, cells))
    return implied


def _corrections(
    identities: Sequence[Identity], checks: Sequence[Check], cells: Mapping[CellKey, Cell]
) -> dict[CellKey, Decimal]:
    """For readable cells: the number that alone repairs every identity around them."""
    around: defaultdict[CellKey, list[int]] = defaultdict(list)
    for index, identity in enumerate(identities):
        for key in (*identity.left, *identity.right):
            around[key].append(index)

    candidates: dict[CellKey, Decimal] = {}
    for key, indices in around.items():
        if all(checks[index].verdict == "fails" for index in indices):
            wanted = {_repaired(key, identities[index], checks[index], cells) for index in indices}
            if len(wanted) == 1 and _is_count(number := wanted.pop()):
                candidates[key] = number

    def is_total(key: CellKey) -> bool:
        return all(_is_total(key, identities[index]) for index in around[key])

    def yields_to(key: CellKey, rival: CellKey) -> bool:
        ours, theirs = set(around[key]), set(around[rival])
        if rival == key or ours.isdisjoint(theirs) or len(theirs) < len(ours):
            return False
        likelier = ours == theirs and is_total(key) and not is_total(rival) and cells[rival].state != "blank"
        return not likelier

    return {key: number for key, number in candidates.items() if not any(yields_to(key, rival) for rival in candidates)}


def _repaired(key: CellKey, identity: Identity, check: Check, cells: Mapping[CellKey, Cell]) -> Decimal:
    """The number in one cell that makes a failing identity hold."""
    value = cells[key].value
    difference = check.difference if check.difference is not None else _ZERO
    return (value if value is not None else _ZERO) + (difference if key in identity.right else -difference)


def _is_total(key: CellKey, identity: Identity) -> bool:
    return (identity.left == (key,) and len(identity.right) > 1) or (
        identity.right == (key,) and len(identity.left) > 1
    )


def _is_count(number: Decimal) -> bool:
    return number >= 0 and number == number.to_integral_value()


def _solutions(identities: Sequence[Identity], cells: Mapping[CellKey, Cell]) -> dict[CellKey, Decimal]:
    """For unreadable cells: the number that each identity leaves for them, where they leave one."""
    wanted: defaultdict[CellKey, set[Decimal]] = defaultdict(set)
    for identity in identities:
        keys = (*identity.left, *identity.right)
        unread = [key for key in keys if key not in cells or is_unread(cells[key])]
        if len(unread) != 1 or unread[0] not in cells:
            continue
        if all(cells[key].state == "blank" for key in keys if key != unread[0]):
            continue
        left, right = _known_sum(identity.left, cells), _known_sum(identity.right, cells)
        wanted[unread[0]].add(left - right if unread[0] in identity.right else right - left)
    solutions = {key: next(iter(found)) for key, found in wanted.items() if len(found) == 1}
    solutions = {key: number for key, number in solutions.items() if _is_count(number)}
    contradicted = _contradicted(identities, cells, solutions)
    return {key: number for key, number in solutions.items() if key not in contradicted}


def _contradicted(
    identities: Sequence[Identity], cells: Mapping[CellKey, Cell], solutions: Mapping[CellKey, Decimal]
) -> set[CellKey]:
    """Solved cells that together break an identity."""
    contradicted: set[CellKey] = set()
    for identity in identities:
        keys = (*identity.left, *identity.right)
        unread = {key for key in keys if key not in cells or is_unread(cells[key])}
        if len(unread) > 1 and unread <= solutions.keys():
            left, right = _known_sum(identity.left, cells, solutions), _known_sum(identity.right, cells, solutions)
            if left != right:
                contradicted |= unread
    return contradicted


def _known_sum(
    keys: Sequence[CellKey], cells: Mapping[CellKey, Cell], solutions: Mapping[CellKey, Decimal] | None = None
) -> Decimal:
    total = _ZERO
    for key in keys:
        value = cells[key].value
        if value is None and solutions is not None:
            value = solutions.get(key)
        if value is not None:
            total += value
    return total
