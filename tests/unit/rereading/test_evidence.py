"""What a reading of a cell says, as texts with their probabilities."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from reportextract.forms import PlacedCell
from reportextract.model import Box, Cell, CellKey
from reportextract.ocr.engine import CellReading, NumberReading, OcrText
from reportextract.rereading.evidence import Evidence, distribution

NO_NUMBER = NumberReading("", 0.0, (), 0.0)


def text(characters: Sequence[tuple[str, float]]) -> OcrText:
    """A text with the probability of each character."""
    said = "".join(character for character, _ in characters)
    mean = sum(p for _, p in characters) / len(characters)
    return OcrText(
        said, mean, tuple((character, 9.0 * k, 9.0 * k + 9, p) for k, (character, p) in enumerate(characters))
    )


def said(*characters: tuple[str, float], number: NumberReading = NO_NUMBER) -> dict[str, float]:
    return distribution([CellReading(text(characters), number)])


@pytest.mark.parametrize(
    ("characters", "expected"),
    [
        # The words that make it less or more are of the number, other words aren't; one of two characters tells them.
        ([("增", 0.9), ("加", 0.94), (" ", 0.1), ("3", 0.98), ("3", 0.97)], 0.94),
        ([("较", 0.2), ("增", 0.96), ("加", 0.94), ("3", 0.98)], 0.96),
        ([("共", 0.2), ("3", 0.98), ("3", 0.97), ("件", 0.3)], 0.97),
        # Nor is what a note behind it says: it has a number of its own.
        ([("3", 0.98), ("2", 0.96), ("件", 0.4), ("（", 0.3), ("修", 0.2), ("6", 0.1), ("件", 0.5), ("）", 0.6)], 0.96),
        ([("-", 0.91), ("3", 0.98), ("件", 0.4)], 0.91),
        ([("1", 0.98), (".", 0.85), ("5", 0.97), ("万", 0.3)], 0.85),
    ],
    ids=["more", "a word before", "words around", "a note", "a sign", "a point"],
)
def test_a_text_is_as_sure_as_its_first_number_and_what_makes_it_less_or_more(
    characters: Sequence[tuple[str, float]], expected: float
) -> None:
    ((_, sure),) = said(*characters).items()
    assert sure == expected


@pytest.mark.parametrize(
    ("word", "expected"), [("咸少", "减少8"), ("增如", "增加8"), ("咸小", "咸小8"), ("减少", "减少8")]
)
def test_a_word_for_less_or_more_is_known_by_one_of_its_characters(word: str, expected: str) -> None:
    ((found, _),) = said((word[0], 0.9), (word[1], 0.9), ("8", 0.99)).items()
    assert found == expected


def test_words_without_a_number_are_as_sure_as_their_characters_on_average() -> None:
    assert said(("无", 0.9), ("此", 0.7), ("项", 0.8)) == {"无此项": pytest.approx(0.8)}


def test_a_text_beside_a_likelier_number_has_what_that_leaves() -> None:
    number = NumberReading("33", 0.4, (), 0.0)
    assert said(("3", 0.98), ("3", 0.97), ("件", 0.3), number=number) == {"33": 0.4, "33件": pytest.approx(0.6)}
    likely = NumberReading("33", 0.7, (), 0.0)
    assert said(("3", 0.98), ("3", 0.97), ("件", 0.3), number=likely) == {"33": 0.7}


@pytest.mark.parametrize("speckled", ["0.", ".0", ".0.", "0,", "·0"])
def test_a_nought_with_a_speck_beside_it_is_a_nought(speckled: str) -> None:
    number = NumberReading("0", 0.3, (("8", 0.1),), 0.0)
    found = said(*((character, 0.6) for character in speckled), number=number)
    assert found == {"0": pytest.approx(0.9), "8": 0.1}
    alone = said(*((character, 0.6) for character in speckled))
    assert alone == {"0": pytest.approx(0.6)}


@pytest.mark.parametrize("printed", ["0.5", "10.", ".08", "1.0"])
def test_other_points_are_kept(printed: str) -> None:
    assert said(*((character, 0.6) for character in printed)) == {printed: 0.6}


@pytest.mark.parametrize(
    ("printed", "expected"), [("35（其中", "35（其中"), ("3 5（其中", "3 5（其中"), ("3  5（其中", "3 5（其中")]
)
def test_a_space_between_figures_is_none_where_the_picture_has_no_gap(printed: str, expected: str) -> None:
    key, box = CellKey("disclosure", "normative_documents", "in_force"), Box(0.0, 0.0, 90.0, 20.0)
    placed = PlacedCell(key, printed, 1, box, "", True, "count", None, 1.0, "")
    known = Evidence(Cell(key, None, "printed", printed, None, 1, box, "ocr", 0.9), placed, ())
    characters = [(character, 0.9) for character in "3 5（其中"]
    known.add([CellReading(text(characters), NO_NUMBER)])
    assert known.likeliest == expected
