"""The end of the report that is no part of its last section: signature, attachments, contact, the web site's foot."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from reportextract.prose.dates import DAMAGED_DATE, DATE_ONLY, find_date
from reportextract.prose.furniture import is_contact, is_frame, is_publication_note
from reportextract.prose.rows import Row
from reportextract.prose.titles import is_agency_name

# A signature's lines are set on the right: they begin right of this part of the text width.
_RIGHT_PART = 0.3
# Agencies that sign together, and their seals' notes, take at most this many lines above the date.
_MOST_AGENCIES = 3
_LONGEST_NAME = 40
_DATE_TAIL = re.compile(r"[(（]?(?:20\d\d|二[〇○零0Oo一二三四五六七八九]{3})(?:年|[-/.]\d).{1,8}日?[)）]?$")


class Signature(NamedTuple):
    """Who signed and when, as printed.

    Attributes:
        end: The number of rows that are text; those after it are signature and the site's frame.
        agency: Empty where none signed.
    """

    end: int
    agency: str
    signed_on: date | None
    page: int


def find_signature(rows: Sequence[Row], agency: str, left: float, right: float) -> Signature:
    """Where the last section's text ends.

    Args:
        rows: The rows after the last heading.
        agency: The title's agency, empty when unknown.
        left, right: The margins of the text in points.
    """
    threshold = left + _RIGHT_PART * (right - left)
    end = _text_end(rows, threshold)
    while end and (is_contact(rows[end - 1].key) or _is_note(rows[end - 1].key)):
        end -= 1
    signed_on: date | None = None
    signer = ""
    page = rows[end - 1].page if end else 0
    if end:
        row = rows[end - 1]
        if DATE_ONLY.fullmatch(row.key) is not None:
            signed_on = find_date(row.key)
            end -= 1
        else:
            both = _DATE_TAIL.search(row.key)
            if both is not None and both.start() and is_agency_name(row.key[: both.start()]):
                return Signature(end - 1, row.key[: both.start()], find_date(both.group()), page)
            if DAMAGED_DATE.fullmatch(row.key) is not None:
                end -= 1
    dated = end < len(rows)
    for _ in range(_MOST_AGENCIES):
        if not end:
            break
        row = rows[end - 1]
        same = bool(agency) and (row.key in (agency, agency.removesuffix("人民政府")) or row.key.endswith(agency))
        named = is_agency_name(row.key) and len(row.key) <= _LONGEST_NAME
        if not (same and (dated or row.x0 > threshold)) and not (named and row.x0 > threshold):
            break
        signer = row.key + signer if _is_fragment(signer) else row.key
        end -= 1
    return Signature(end, signer, signed_on, page)


def _text_end(rows: Sequence[Row], threshold: float) -> int:
    """The row after the signature, when something follows it (attachments), or where the web site's frame begins."""
    for index, row in enumerate(rows):
        if is_frame(row.key):
            return index
        if row.x0 > threshold and index and rows[index - 1].x0 > threshold and DATE_ONLY.fullmatch(row.key) is not None:
            return index + 1
    return len(rows)


def _is_note(key: str) -> bool:
    return is_publication_note(key) and "。" not in key


def _is_fragment(name: str) -> bool:
    """Whether a signer's name lacks its beginning because the line was broken."""
    return name.startswith(("人民政府", "政府", "办公室", "委员会"))
