"""A value that its column can't hold is no value."""

from __future__ import annotations

from decimal import Decimal

import pytest

from reportextract.values import Quantity, as_quantity, parse_value


@pytest.mark.parametrize(
    ("text", "quantity", "number"),
    [
        ("12", "count", "12"),
        ("12件", "count", "12"),
        ("3.00", "count", "3.00"),
        ("—", "count", "0"),
        ("+12", "count", "12"),
        ("22（其中修订16件）", "count", "22"),
        ("-8", "change", "-8"),
        ("减少3", "change", "-3"),
        ("新增2（含1项划入）", "change", "2"),
        ("7730.28", "amount", "7730.28"),
        ("152790元", "amount", "152790"),
    ],
)
def test_holds(text: str, quantity: Quantity, number: str) -> None:
    value = as_quantity(parse_value(text), quantity)
    assert str(value.number) == number


@pytest.mark.parametrize(
    ("text", "quantity"),
    [
        ("-1", "count"),
        ("1.5", "count"),
        ("新增2", "count"),
        ("减少0", "amount"),
        ("152790元", "count"),
        ("7730.28万元", "count"),
        ("￥100", "count"),
        ("2.5", "change"),
        ("-7730.28", "amount"),
    ],
)
def test_does_not_hold(text: str, quantity: Quantity) -> None:
    parsed = parse_value(text)
    assert parsed.state == "printed"
    value = as_quantity(parsed, quantity)
    assert (value.state, value.number) == ("unreadable", None)
    assert value.note


def test_leaves_nothing_alone() -> None:
    for text in ("", "—", "O"):
        value = parse_value(text)
        assert as_quantity(value, "count") is value


def test_dash_is_zero() -> None:
    assert as_quantity(parse_value("/"), "change").number == Decimal(0)
