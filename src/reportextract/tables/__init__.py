"""From characters and rules to grids, and from grids to tables; knows nothing of any form."""

from reportextract.tables.find import find_grids
from reportextract.tables.stitch import stitch_table

__all__ = ["find_grids", "stitch_table"]
