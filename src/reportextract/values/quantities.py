"""What a column can hold: the second half of reading a value, once its place in the form is known."""

from __future__ import annotations

from typing import Literal

from reportextract.model import Value

Quantity = Literal[
    "count",  # how many: a whole number, not negative
    "change",  # by how many more or fewer: a whole number with a sign (本年增/减)
    "amount",  # money: not negative, decimals kept
]

# The words by which ``parse_value`` knows a change rather than a level; it puts them first in the note.
_CHANGE_WORDS = ("增加", "新增", "增", "减少", "减", "↑", "↓")


def as_quantity(value: Value, quantity: Quantity) -> Value:
    """The value if its column can hold it, else ``unreadable`` with the reason.

    新增2 is a number under 本年增/减, but under 现行有效件数 it says nothing of the level; -1 applications were
    never received (a dash and a neighbour's 1, more likely), and 152790元 is no number of items.
    """
    if value.state != "printed" or value.number is None:
        return value
    whole = value.number == value.number.to_integral_value()
    if quantity == "change":
        reason = None if whole else "a change is a whole number"
    elif value.number < 0 or (value.note is not None and value.note.split("；")[0] in _CHANGE_WORDS):
        reason = "a change where the column holds a level"
    elif quantity == "count" and value.unit is not None and value.unit.endswith(("元", "¥")):
        reason = "money where the column holds a count"
    elif quantity == "count" and not whole:
        reason = "a count is a whole number"
    else:
        reason = None
    return value if reason is None else Value(None, "unreadable", None, reason)
