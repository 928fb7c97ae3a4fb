"""Exports: the published datasets for people who don't read Parquet."""

from __future__ import annotations

from reportextract.exports.export import export

__all__ = ["export"]
