from __future__ import annotations

from pathlib import Path

import numpy as np
import pypdfium2
import pytest

from reportextract.ocr.direction import tell_directions
from reportextract.scans.clean import clean

SCANS = Path(__file__).parents[2] / "corpus" / "scans"
DPI = 100


@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
@pytest.mark.parametrize("page", [0, 1])
def test_the_network_knows_which_way_up_a_stamped_scan_is(degrees: int, page: int) -> None:
    with pypdfium2.PdfDocument(SCANS / "medium-red-seal.pdf") as pdf:
        picture = pdf[page].render(scale=DPI / 72).to_numpy()[:, :, :3]
    turned = np.ascontiguousarray(np.rot90(clean(picture, DPI), degrees // 90))
    likeliest, *others = tell_directions(turned)
    assert likeliest.degrees == degrees
    assert likeliest.probability > 0.8
    assert {other.degrees for other in others} | {degrees} == {0, 90, 180, 270}


def test_of_empty_paper_it_knows_nothing() -> None:
    assert tell_directions(np.full((1100, 800), 255, np.uint8))[0].probability < 0.5
