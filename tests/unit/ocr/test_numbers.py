from __future__ import annotations

import itertools

import numpy as np
import pytest

from reportextract.ocr.numbers import SHAPES, NumberDecoder

CHARACTERS = ["", *"0123456789.,-/OolI一无件 府"]
"""A recogniser's classes, small enough to think through; 府 stands for all that is no number."""


def steps(*likely: dict[str, float]) -> np.ndarray:
    """One row for each step: the probabilities of some characters ("" is none), the rest on 府."""
    rows = np.zeros((len(likely), len(CHARACTERS)), np.float32)
    for row, step in zip(rows, likely, strict=True):
        for character, probability in step.items():
            row[CHARACTERS.index(character)] = probability
        row[-1] = 1 - row.sum()
    return rows


@pytest.fixture(scope="module")
def decoder() -> NumberDecoder:
    return NumberDecoder(CHARACTERS)


def test_shapes_of_a_digit_add_up(decoder: NumberDecoder) -> None:
    reading = decoder.decode(steps({"": 1}, {"O": 0.4, "o": 0.3, "0": 0.25, "": 0.05}, {"": 1}))
    assert reading.text == "0"
    assert reading.probability == pytest.approx(0.95, abs=1e-4)
    assert reading.blank == pytest.approx(0.05, abs=1e-4)


def test_what_cannot_stand_in_a_number_counts_against_it(decoder: NumberDecoder) -> None:
    reading = decoder.decode(steps({"7": 0.3, "府": 0.7}))
    assert (reading.text, reading.runners_up) == ("7", ())
    assert reading.probability == pytest.approx(0.3, abs=1e-4)


def test_ways_to_spell_a_number_add_up(decoder: NumberDecoder) -> None:
    """1 over two steps is 1, whichever of the two it is on, or both."""
    reading = decoder.decode(steps({"1": 0.5, "": 0.5}, {"1": 0.5, "": 0.5}))
    assert reading.text == "1"
    assert reading.probability == pytest.approx(0.75)
    assert reading.blank == pytest.approx(0.25)


def test_a_repeated_digit_needs_a_step_between(decoder: NumberDecoder) -> None:
    assert decoder.decode(steps({"1": 1}, {"1": 1})).text == "1"
    assert decoder.decode(steps({"1": 1}, {"": 1}, {"1": 1})).text == "11"
    assert decoder.decode(steps({"1": 1}, {" ": 1}, {"l": 1})).text == "11"


def test_runners_up_are_ranked(decoder: NumberDecoder) -> None:
    reading = decoder.decode(steps({"3": 0.6, "8": 0.3, "5": 0.08}))
    assert reading.text == "3"
    assert reading.runners_up == (("8", pytest.approx(0.3, abs=1e-4)), ("5", pytest.approx(0.08, abs=1e-4)))


@pytest.mark.parametrize(
    ("spelled", "text"),
    [
        ("12.5", "12.5"),
        ("1,234", "1,234"),
        ("-5", "-5"),
        ("一", "—"),
        ("一一", "—"),
        ("/", "/"),
        ("无", "无"),
        ("3件", "3件"),
    ],
)
def test_what_may_stand_in_a_cell(decoder: NumberDecoder, spelled: str, text: str) -> None:
    rows = itertools.chain.from_iterable(({character: 1.0}, {"": 1.0}) for character in spelled)
    assert decoder.decode(steps(*rows)).text == text


@pytest.mark.parametrize("spelled", ["1.", ".5", "007", "00", "1,23", "5-", "1/2", "无1", "件"])
def test_what_is_no_number(decoder: NumberDecoder, spelled: str) -> None:
    rows = itertools.chain.from_iterable(({character: 1.0}, {"": 1.0}) for character in spelled)
    assert decoder.decode(steps(*rows)).probability < 0.01


def test_the_search_agrees_with_counting_every_path(decoder: NumberDecoder) -> None:
    """All texts that three steps can spell, each path added up by hand."""
    random = np.random.default_rng(7)
    chosen = ["", "0", "1", "8"]
    for _ in range(20):
        weights = random.dirichlet([0.5] * 4, size=4)
        expected: dict[str, float] = {}
        for path in itertools.product(range(4), repeat=4):
            text = "".join(chosen[k] for k, _ in itertools.groupby(path))
            expected[text] = expected.get(text, 0.0) + float(np.prod([weights[i, k] for i, k in enumerate(path)]))
        reading = decoder.decode(steps(*[dict(zip(chosen, row.tolist(), strict=True)) for row in weights]))
        numbers = {text: p for text, p in expected.items() if text == "0" or (text != "" and text[0] != "0")}
        assert reading.text == max(numbers, key=lambda text: numbers[text])
        assert reading.probability == pytest.approx(numbers[reading.text], abs=2e-3)
        assert reading.blank == pytest.approx(expected[""], abs=2e-3)


def test_a_shape_belongs_to_one_symbol() -> None:
    shapes = [shape for group in SHAPES.values() for shape in group]
    assert len(shapes) == len(set(shapes))
    assert all(symbol in group for symbol, group in SHAPES.items())
