"""Claims: numbers that the prose states and the form's tables hold too, and whether the two agree.

Precision before recall: a false accusation is a wrong number. A wording that is not known states nothing, a wording
that may mean something else never contradicts a table, nor does an approximate number, nor a page read by OCR.
"""

from __future__ import annotations

from reportextract.claims.compare import claim_checks, claim_findings, compare_claims
from reportextract.claims.find import find_claims
from reportextract.claims.parts import find_impossible_parts
from reportextract.claims.places import locate_claims

__all__ = [
    "claim_checks",
    "claim_findings",
    "compare_claims",
    "find_claims",
    "find_impossible_parts",
    "locate_claims",
]
