"""Every example of docs/values.md, and the traps between them."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import pytest

from reportextract.model import Value
from reportextract.values import parse_value

PAGE = Path(__file__).parents[3] / "docs" / "values.md"


def examples() -> list[tuple[str, bool, Value]]:
    """(printed, in one box, value) for each line of the tables in docs/values.md."""
    found = []
    one_box = False
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        if line.startswith("| printed"):
            one_box = "one box" in line
        elif line.startswith(("| `", "| (empty)")):
            printed, state, number, unit, note = (part.strip() for part in line.strip("|").split("|"))
            text = "" if printed == "(empty)" else printed.strip("`").replace("␣", " ").replace("⏎", "\n")
            value = Value(Decimal(number) if number else None, state, unit or None, note or None)  # type: ignore[arg-type]
            found.append((text, one_box, value))
    return found


def test_the_page_has_its_examples() -> None:
    assert len(examples()) > 60
    assert {value.state for _, _, value in examples()} == {"printed", "dash", "blank", "unreadable"}


@pytest.mark.parametrize(("text", "one_box", "value"), examples())
def test_example_of_the_documentation(text: str, one_box: bool, value: Value) -> None:
    parsed = parse_value(text, one_box=one_box)
    assert parsed == value
    # Decimal("364.00") == Decimal("364"): the digits as printed are kept, too.
    assert str(parsed.number) == str(value.number)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1\u00a0234", "1234"),  # no-break space
        ("1\u2009234", "1234"),  # thin space
        ("１，２３４．５", "1234.5"),
        ("\u200b7\ufeff", "7"),  # characters without width
        (" 0 ", "0"),
        ("\n0\n", "0"),
        ("\u00ad8", "-8"),  # the soft hyphen that a font made of its hyphen
        ("–8", "-8"),  # the dash into which Word turns a hyphen
        ("-1,234", "-1234"),
        ("减\n少 3", "-3"),
        ("减0", "0"),
        ("𝟏𝟐", "12"),
        ("13,7\n44", "13744"),
        ("7730\n.28", "7730.28"),
        ("7730.28\n万元", "7730.28"),
        ("0。", "0"),
        ("999999999999999", "999999999999999"),
    ],
)
def test_reads_the_number(text: str, number: str) -> None:
    value = parse_value(text)
    assert (value.state, str(value.number)) == ("printed", number)


def test_no_negative_zero() -> None:
    assert str(parse_value("-0").number) == "0"
    assert str(parse_value("减0.00").number) == "0.00"


@pytest.mark.parametrize("text", ["⽆", "无", "∕", "／", "---", "ー", "﹣", "暂无", "没有", "\u00ad"])
def test_marks_for_nothing(text: str) -> None:
    value = parse_value(text)
    assert (value.state, value.number) == ("dash", Decimal(0))


@pytest.mark.parametrize(
    "text",
    [
        "1  234",  # the gap between two columns
        "1\t234",
        "1\n234",  # perhaps two rows
        "3 00",
        "12 06",
        "0 234",
        "1 234,567",  # two kinds of separator
        "1234,567",
        "12,34,567",
        "0,123",
        "1、234",
        "5,",
        "1, 2",
        "007",
        "0.5.",
        "7730。28",
        "7730·28",
        "±5",
        "--8",
        "8-",
        "(8)",
        "－\n8",
        "- -",
        "— —",
        "无 0",
        "0 无",
        "无无",
        "增/减0",
        "增1/减0",
        "增加-3",
        "3件5件",
        "3 件 5 件",
        "5（万件）",
        "5（%）",
        "5（",
        "5（其中3（含1））",
        "3万",
        "2千件",
        "约44",
        "12人余",
        "O",
        "o",
        "0O",
        "1l",
        "|",
        "N/A",
        "σ",
        "٣",  # an Arabic-Indic 3
        "½",
        "二十",
        "三件",
        "�",
        "4\x02",
        "*",
        "5*",
        "…",
        "2023-01-05",
        "1234567890123456",  # longer than any number of the form
    ],
)
def test_unreadable_rather_than_wrong(text: str) -> None:
    value = parse_value(text)
    assert (value.state, value.number, value.unit) == ("unreadable", None, None)
    assert value.note is not None
    assert re.fullmatch(r"[A-Za-z ,:]+", value.note)


@pytest.mark.parametrize("text", ["0 0", "1 2", "3\n12", "10\n0 0", "O", "3/5", "00", "-\n8", "—\n—"])
def test_a_box_of_its_own_does_not_make_two_numbers_one(text: str) -> None:
    assert parse_value(text, one_box=True).state == "unreadable"
