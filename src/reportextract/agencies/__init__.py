"""Agencies: from a printed name to a place in the administrative divisions of China, or to the places it may be."""

from __future__ import annotations

from reportextract.agencies.evidence import Evidence
from reportextract.agencies.findings import place_findings
from reportextract.agencies.resolve import resolve_agency

__all__ = ["Evidence", "place_findings", "resolve_agency"]
