"""A short run of the fuzzer, and every case that it has ever found (``make fuzz`` runs thousands)."""

from __future__ import annotations

import pytest

from tests.fault.fuzz import case, is_wrong, read_cases

# (seed, number) of cases that once failed in our own code or took too long.
# 37: a TypeError of Pillow on a TIFF; 67: an IndexError of camelot; 316: a KeyError of pdfminer; 495: a page that only
# pdfium sees. Seed 2, 16: a page box of no numbers; 1601: text of no size.
FOUND = ((1, 37), (1, 67), (1, 316), (1, 495), (2, 16), (2, 1601))


def test_cases_are_made_again_from_their_numbers() -> None:
    assert case(3, 7) == case(3, 7)
    assert len({case(3, number) for number in range(50)}) > 40


def test_broken_documents_get_a_status() -> None:
    found = list(read_cases(seed=2026, numbers=range(40)))
    assert [one for one in found if is_wrong(one[1])] == []
    assert len({status for _, status, _ in found}) >= 3


@pytest.mark.parametrize(("seed", "number"), FOUND)
def test_what_was_found_stays_mended(seed: int, number: int) -> None:
    ((_, status, reason),) = read_cases(seed, range(number, number + 1))
    assert not is_wrong(status), reason
