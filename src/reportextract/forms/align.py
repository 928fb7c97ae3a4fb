"""Grids of a document → the form's tables → their cells by canonical name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from reportextract.forms.disclosure import align_disclosure
from reportextract.forms.edition import load_form
from reportextract.forms.identify import TABLES, identify_grids
from reportextract.forms.placed import (
    Alignment,
    IsValue,
    without_cut_numbers,
    without_shared_boxes,
    without_uncertain_blanks,
)
from reportextract.forms.requests import align_requests
from reportextract.forms.review import align_review
from reportextract.model import Grid, Table

_ALIGN = {"disclosure": align_disclosure, "requests": align_requests, "review_litigation": align_review}


def align_tables(
    grids: Sequence[Grid], stitch: Callable[[Sequence[Grid]], Table], is_value: IsValue
) -> tuple[dict[str, Table], tuple[Alignment, ...]]:
    """Finds the form's tables among the grids of a document and places their cells.

    Args:
        grids: Of all pages, in reading order.
        stitch: Joins the pieces of one table.
        is_value: Whether a text may stand where a number belongs.

    Returns:
        The tables that were found, by name, and their alignments, in the order of the form.
    """
    form = load_form()
    names = identify_grids(grids, form, is_value)
    tables = {}
    alignments = []
    for name in TABLES:
        pieces = [grid for grid, found in zip(grids, names, strict=True) if found == name]
        if pieces:
            tables[name] = stitch(pieces)
            alignment = _ALIGN[name](tables[name], form, is_value)
            cells = without_shared_boxes(alignment.cells)
            for without in (without_uncertain_blanks, without_cut_numbers):
                cells = without(cells, alignment.findings, tables[name].evidence)
            alignments.append(replace(alignment, cells=cells))
    return tables, tuple(alignments)
