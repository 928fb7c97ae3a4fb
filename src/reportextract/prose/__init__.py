"""Prose: lines outside the tables → title, agency, year, date of publication, sections."""

from reportextract.prose.read import read_prose
from reportextract.prose.recognition import Recognition, is_report

__all__ = ["Recognition", "is_report", "read_prose"]
