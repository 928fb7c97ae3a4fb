"""A scanned page → the same reading that a page with a text layer gives: characters and rules in points.

Inside the grid that the rules draw, each cell is cut out and recognised by itself; outside it, line by line. From here
on a scan is a page like any other. What the numbers were read from is kept beside it, so that they can be read again.
"""

from reportextract.scan_reading.page import read_scanned_page
from reportextract.scan_reading.seen import BESIDE_DIRT, NUMBER_LIKE, THINNEST_ONE, ScannedPage, SeenNumber

__all__ = ["BESIDE_DIRT", "NUMBER_LIKE", "THINNEST_ONE", "ScannedPage", "SeenNumber", "read_scanned_page"]
