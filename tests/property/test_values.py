"""Numbers come back as they were typed, whatever the typography, and nothing else ever becomes a number."""

from __future__ import annotations

import re
from decimal import Decimal

from hypothesis import example, given
from hypothesis import strategies as st

from reportextract.values import parse_value
from reportextract.values.characters import fold

FULL_WIDTH = str.maketrans("0123456789.,+-", "０１２３４５６７８９．，＋－")

numerals = st.one_of(
    st.integers(0, 10**12).map(str),
    st.tuples(st.integers(0, 10**9), st.text("0123456789", min_size=1, max_size=4)).map(lambda p: f"{p[0]}.{p[1]}"),
)
separators = st.sampled_from([",", " ", "\u00a0", "\u2009", ""])
units = st.sampled_from(["元", "万元", "件", "项", "条", "个", "人次"])


def grouped(numeral: str, separator: str) -> str:
    whole, point, decimals = numeral.partition(".")
    return f"{int(whole):,}".replace(",", separator) + point + decimals


def digits_of(text: str) -> str:
    return "".join(re.findall(r"[0-9.]", fold(text)))


@given(
    numerals, separators, st.booleans(), st.sampled_from(["", "-", "+", "−", "－", "减少", "增加"]), st.none() | units
)
def test_numerals_round_trip(numeral: str, separator: str, full_width: bool, sign: str, unit: str | None) -> None:
    text = sign + grouped(numeral, separator)
    if full_width:
        text = text.translate(FULL_WIDTH)
    value = parse_value(text + (unit or ""))
    expected = Decimal(numeral)
    if sign in ("-", "−", "－", "减少") and expected != 0:
        expected = -expected
    assert value.state == "printed"
    assert str(value.number) == str(expected)
    assert value.unit == unit


@given(numerals, st.text("其中修订含自然失效0123456789件，", min_size=3, max_size=12))
def test_a_note_never_enters_the_number(numeral: str, note: str) -> None:
    value = parse_value(f"{numeral}（{note}其）")
    assert str(value.number) == numeral
    assert value.note == fold(note) + "其"


@given(numerals, st.data())
def test_a_number_wrapped_anywhere_keeps_its_magnitude(numeral: str, data: st.DataObject) -> None:
    cut = data.draw(st.integers(0, len(numeral)))
    for gap in ("\n", " ", "\u3000", " \n "):
        for one_box in (False, True):
            value = parse_value(numeral[:cut] + gap + numeral[cut:], one_box=one_box)
            assert value.state == "unreadable" or str(value.number) == numeral


@given(st.integers(0, 99_999), st.integers(0, 99_999), st.sampled_from([" ", "\n", "  ", "/", "、", "和", "\t", "|"]))
@example(1, 234, " ")
def test_two_numbers_are_never_one_unless_typeset_as_thousands(first: int, second: int, gap: str) -> None:
    value = parse_value(f"{first}{gap}{second}")
    thousands = gap == " " and 0 < first < 1000 and 100 <= second <= 999
    assert value.state == ("printed" if thousands else "unreadable")


@given(
    st.text("0123456789０１２.,，．+-－—/ \n　万元件（）()增减少新无零〇Ol一三%其中修订。：", max_size=10),
    st.booleans(),
)
def test_a_number_has_just_the_digits_that_are_printed(text: str, one_box: bool) -> None:
    value = parse_value(text, one_box=one_box)
    if value.state == "printed":
        assert value.number is not None
        outside_note = re.sub(r"\(.*", "", fold(text), flags=re.DOTALL)
        printed = digits_of(outside_note) or "0"  # 零, 〇
        assert str(abs(value.number)) == printed
    elif value.state == "dash":
        assert value.number == 0
        assert not digits_of(re.sub(r"\(.*", "", fold(text), flags=re.DOTALL))
    else:
        assert value.number is None
    if value.state == "blank":
        assert fold(text) == ""


@given(st.text(max_size=12))
def test_any_text_has_a_state_and_no_digit_is_made_up(text: str) -> None:
    value = parse_value(text)
    if value.number is not None and value.number != 0:
        assert digits_of(text).startswith(str(abs(value.number)))
    if value.state == "unreadable":
        assert value.number is None
        assert value.note


@given(st.text("0123456789", min_size=1, max_size=5), st.sampled_from("OolI|²①½٣Zσ"), st.integers(0, 5))
def test_look_alikes_are_no_digits(digits: str, look_alike: str, place: int) -> None:
    assert parse_value(digits[:place] + look_alike + digits[place:]).state == "unreadable"
