"""Printed cell text becomes a number or a named kind of nothing (docs/values.md)."""

from reportextract.values.parse import parse_value
from reportextract.values.quantities import Quantity, as_quantity

__all__ = ["Quantity", "as_quantity", "parse_value"]
