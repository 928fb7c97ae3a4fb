"""Scanned pages: from the picture of a page to rules and cells, in the coordinates of the page as a reader sees it."""
