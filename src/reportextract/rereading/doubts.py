"""How far a number is believed, from all that its readings say and from how it looks."""

from __future__ import annotations

from typing import Literal

from reportextract.model import Cell
from reportextract.rereading.evidence import Evidence
from reportextract.rereading.likeness import Typeface
from reportextract.rereading.results import is_believed
from reportextract.rereading.signs import is_bare_number, may_be_signed

# One reading of a number is sure of it.
SURE = 0.9
# A number that no sum holds needs so much of the probability of all its readings: on 95 scans of the samples, the wrong
# ones had up to 0.944.
UNHELD = 0.95
# Where another number has so much of their probability, a stroke may have gone, without which it looks like this one.
CONTESTED = 0.2


# How far a page has lost strokes: what is left of a 0 may be two of them, and of a 4 one. Of a worn page many numbers
# can't be read; of a frayed one some can't, and it is in black and white, so that pale strokes are gone.
Wear = Literal["", "frayed", "worn"]


def is_plain(known: Evidence) -> bool:
    """Whether a number was read surely, with nothing beside it that was taken for dirt and may be its own."""
    return known.placed.one_box and all(
        seen.reading.number.probability >= SURE and not seen.beside_dirt and not seen.needs_sum for seen in known.seen
    )


def looks_so(known: Evidence, text: str, typeface: Typeface) -> bool:
    """Whether a cell looks like a number that its readings together find the likeliest by far."""
    ranked = known.ranked()
    if not ranked or known.is_in_part or not known.is_number(text) or not known.is_same(text, ranked[0][0]):
        return False
    others = [share for other, share in ranked[1:] if known.is_number(other) and not known.is_same(text, other)]
    if max(others, default=0.0) >= CONTESTED or (known.becomes_mark(text) and not typeface.has_many(text)):
        return False
    return typeface.confirms(known, text)


def is_said_or_looks_so(known: Evidence, text: str, typeface: Typeface) -> bool:
    """Whether all readings together say that, or the likeliest says it and it looks so."""
    return is_believed(known, text) or looks_so(known, text, typeface)


def why_alone_in_doubt(known: Evidence, cell: Cell, typeface: Typeface, wear: Wear) -> str:
    """Why a number isn't believed if no sum holds with it; empty if it is.

    Args:
        wear: Of its page.
    """
    if known.needs_sum and not (known.is_apart and looks_so(known, cell.printed, typeface)):
        return "it may be a part of a seal or a rule, or have lost its sign"
    if known.is_beside_more:
        return "what was read beside it may be a part of it"
    if known.is_bare_stroke and not known.placed.one_box:
        return "where no rules close a box, it may be a piece of one"
    if typeface.denies(known, cell.printed):
        return "a mark of it is unlike the table's other figures of its name"
    if _may_have_lost_its_sign(known, cell):
        return "something pale stands before it, where a minus would"
    if not cell.value:
        return ""
    if wear == "worn" or (wear == "frayed" and "1" in cell.printed):
        return "so many numbers of its page can't be read that it may have lost strokes"
    if known.share(cell.printed) < UNHELD and not looks_so(known, cell.printed, typeface):
        return "its readings are less than sure"
    return ""


def _may_have_lost_its_sign(known: Evidence, cell: Cell) -> bool:
    """Whether a number that may be negative is read as none, no word says so, and something pale stands before it."""
    if known.placed.quantity != "change" or not cell.value or not is_bare_number(cell.printed):
        return False
    return any(map(may_be_signed, known.seen))
