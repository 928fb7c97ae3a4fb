"""The form's editions as data, and the alignment of tables with them: the one place where grids meet templates."""

from reportextract.forms.align import align_tables
from reportextract.forms.disclosure import is_block_title
from reportextract.forms.edition import Form, is_printed, load_form
from reportextract.forms.placed import Alignment, PlacedCell, is_number_left_over, stands_beside

__all__ = [
    "Alignment",
    "Form",
    "PlacedCell",
    "align_tables",
    "is_block_title",
    "is_number_left_over",
    "is_printed",
    "load_form",
    "stands_beside",
]
