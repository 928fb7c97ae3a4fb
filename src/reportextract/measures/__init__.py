"""Derived measures: shares, rates and delays that people compute from the form's cells, each defined once.

``MEASURES`` is the definition; ``measure_all`` computes them for one report. The panel and the comparison of years take
both from here.
"""

from __future__ import annotations

from reportextract.measures.compute import Facts, measure_all
from reportextract.measures.definitions import MEASURES, Measure

__all__ = ["MEASURES", "Facts", "Measure", "measure_all"]
