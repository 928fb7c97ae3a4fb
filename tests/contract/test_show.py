"""The picture of what was understood."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from reportextract.ingest.document import open_document
from reportextract.show import ABOVE, ACROSS, LEFT, SCALE, draw_page
from tests.contract.build_pdf import build_pdf, stroke, text


@pytest.mark.parametrize("rotate", [0, 90])
def test_rules_are_drawn_over_the_printed_ones(rotate: int, tmp_path: Path) -> None:
    """The content is turned anticlockwise without a /Rotate, the picture is upright."""
    drawn = text(100, 500, "政府信息公开年度报告") + stroke(100, 400, 300, 400, 1)
    turn = "0 1 -1 0 595 0" if rotate else "1 0 0 1 0 247"
    with open_document(build_pdf(f"q {turn} cm {drawn} Q")) as opened:
        picture = draw_page(opened, 1)
    picture.save(tmp_path / "page.png")
    pixels = np.asarray(picture)
    y = ABOVE + round((595 - 400) * SCALE)
    x0, x1 = LEFT + round(105 * SCALE), LEFT + round(295 * SCALE)
    seen = (pixels[y - 3 : y + 4, x0:x1] == ACROSS).all(axis=2).any(axis=0)
    assert seen.all()
    assert (pixels == ACROSS).all(axis=2)[:, LEFT + round(305 * SCALE) :].sum() < 2000


def test_page_of_another_document_says_so() -> None:
    with open_document(build_pdf(text(100, 700, "Annual general meeting of the shareholders, 2023."))) as opened:
        picture = draw_page(opened, 1)
    assert picture.width > 595 * SCALE
