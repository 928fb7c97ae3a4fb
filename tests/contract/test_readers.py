"""What every reader of pages gives, on PDFs whose every operator is known.

All coordinates below are what a person measures on the page as it is read: points from its top left.
"""

from __future__ import annotations

import numpy as np
import pypdfium2
import pytest

from reportextract.errors import SetupError
from reportextract.model import PageReading
from reportextract.pages.reader import READERS, open_reader, read_pages
from tests.contract.build_pdf import A4, box, build_pdf, fill, image, stroke, text

# Readers know a font's height differently, never its place.
NEAR = 1.5


@pytest.fixture(params=READERS)
def reader_name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def read_all(name: str, data: bytes) -> list[PageReading]:
    pdf = pypdfium2.PdfDocument(data)
    try:
        with open_reader(name, data, pdf) as reader:
            assert reader.page_count == len(pdf)
            return list(read_pages(reader))
    finally:
        pdf.close()


def read_one(name: str, data: bytes) -> PageReading:
    (page,) = read_all(name, data)
    return page


def place(page: PageReading, shown: str) -> tuple[float, float, float]:
    """Left edge, right edge and vertical middle of a text on the page."""
    first = page.glyphs.text.index(shown)
    boxes = page.glyphs.boxes[first : first + len(shown)]
    return boxes[:, 0].min(), boxes[:, 2].max(), (boxes[:, 1].min() + boxes[:, 3].max()) / 2


def assert_at(page: PageReading, shown: str, left: float, right: float, baseline: float, size: float = 12) -> None:
    x0, x1, middle = place(page, shown)
    assert x0 == pytest.approx(left, abs=NEAR)
    assert x1 == pytest.approx(right, abs=NEAR)
    assert middle == pytest.approx(baseline - 0.35 * size, abs=NEAR)


PROSE = text(72, 770, "政府信息公开工作年度报告，一年来公开政府信息若干条。")

# --- where things are --------------------------------------------------------------------------


def test_characters_and_their_advance_boxes(reader_name: str) -> None:
    page = read_one(reader_name, build_pdf(text(100, 700, "政府信息") + text(200, 700, "2023")))
    assert page.glyphs.text == "政府信息2023"
    assert (page.width, page.height, page.rotation, page.reader) == (595, 842, 0, reader_name)
    assert_at(page, "政府信息", 100, 148, 142)
    # Helvetica's digits are 0.556 of the size wide; the box is as wide as the pen moves, not as the ink.
    assert_at(page, "2023", 200, 200 + 4 * 6.67, 142)
    assert page.glyphs.boxes[4:, 0] == pytest.approx([200, 206.67, 213.34, 220.02], abs=0.1)


# A page as its author sees it, stored in four ways: content turned anticlockwise, turned back by /Rotate.
@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
@pytest.mark.parametrize("says_so", [True, False], ids=["with_rotate", "without_rotate"])
def test_turned_pages_are_read_upright(reader_name: str, rotate: int, says_so: bool) -> None:
    width, height = (842, 595) if rotate % 180 else (595, 842)
    # The author's page is width x height; here it is placed on A4, turned anticlockwise by ``rotate``.
    matrix = {0: "1 0 0 1 0 0", 90: "0 1 -1 0 595 0", 180: "-1 0 0 -1 595 842", 270: "0 -1 1 0 0 842"}[rotate]
    drawn = text(100, height - 50, "政府12") + stroke(60, height - 80, 300, height - 80) + fill(60, 100, 0.6, 200)
    page = read_one(reader_name, build_pdf(f"q {matrix} cm {drawn} Q", rotate=rotate if says_so else 0))
    assert (page.width, page.height, page.rotation) == (width, height, rotate)
    assert page.glyphs.text == "政府12"
    assert_at(page, "政府", 100, 124, 50)
    assert page.rules.horizontal == pytest.approx(np.array([[80, 60, 300]]), abs=NEAR)
    assert page.rules.vertical == pytest.approx(np.array([[60.3, height - 300, height - 100]]), abs=NEAR)


def test_a_few_turned_letters_do_not_turn_the_page(reader_name: str) -> None:
    page = read_one(reader_name, build_pdf(PROSE + text(60, 300, "办理结果", turn=90)))
    assert page.rotation == 0
    assert "办理结果" in page.glyphs.text
    x0, x1, middle = place(page, "办理结果")
    assert (x0, x1, middle) == pytest.approx((49.5, 61.5, 842 - 324), abs=2)


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_boxes_with_offset_origins(reader_name: str, rotate: int) -> None:
    """MediaBox and CropBox start anywhere; what is outside the CropBox is not on the page."""
    data = build_pdf(
        text(150, 700, "甲") + text(20, 700, "外") + stroke(150, 600, 250, 600) + stroke(0, 500, 200, 500),
        media=(-50, -40, 550, 810),
        crop=(100, 60, 500, 760),
        rotate=rotate,
    )
    page = read_one(reader_name, data)
    assert page.glyphs.text == "甲"
    # The letter itself is turned with the page; then reading turns it back.
    assert (page.width, page.height) == (400, 700)
    assert page.rotation == 0
    assert_at(page, "甲", 50, 62, 60)
    assert page.rules.horizontal == pytest.approx(np.array([[160, 50, 150], [260, 0, 100]]), abs=NEAR)


def test_crop_box_larger_than_the_page_counts_for_nothing(reader_name: str) -> None:
    page = read_one(reader_name, build_pdf(text(100, 700, "甲"), crop=(-500, -500, 2000, 2000)))
    assert (page.width, page.height) == (595, 842)
    assert_at(page, "甲", 100, 112, 142)


def test_pages_are_read_one_by_one_and_in_any_order(reader_name: str) -> None:
    data = build_pdf(text(100, 700, "甲"), text(100, 700, "乙"), text(100, 700, "丙"))
    pdf = pypdfium2.PdfDocument(data)
    with open_reader(reader_name, data, pdf) as reader:
        assert [reader.read_page(n).glyphs.text for n in (3, 1, 2, 3)] == ["丙", "甲", "乙", "丙"]
        assert [page.number for page in read_pages(reader)] == [1, 2, 3]
    pdf.close()


def test_unknown_reader_is_named() -> None:
    with pytest.raises(SetupError, match="ocr"):
        open_reader("ocr", b"", pypdfium2.PdfDocument(build_pdf("")))


# --- characters --------------------------------------------------------------------------------


@pytest.mark.parametrize("shown", ["-", "—", "－", "/", "12-", "co-", "+10", "-8"])
def test_dashes_and_signs_stay_what_they_are(reader_name: str, shown: str) -> None:
    """Pdfium makes U+0002 of a hyphen at the end of a line."""
    page = read_one(reader_name, build_pdf(text(100, 700, shown) + text(100, 684, "op")))
    assert page.glyphs.text == shown + "op"


def test_full_width_forms_and_rare_characters(reader_name: str) -> None:
    page = read_one(reader_name, build_pdf(text(100, 700, "１２，３４５．６（〇）Ⅱ①")))
    assert page.glyphs.text == "１２，３４５．６（〇）Ⅱ①"
    assert len(page.glyphs.boxes) == len(page.glyphs.text)


def test_a_character_beyond_the_basic_plane_is_one_glyph() -> None:
    """Pdfium counts two; pdfminer's maps know none."""
    page = read_one("pdfium", build_pdf(text(100, 700, "龙𠮷镇12")))
    assert page.glyphs.text == "龙𠮷镇12"
    assert len(page.glyphs.boxes) == 5


def test_spaces_are_left_out_whoever_made_them(reader_name: str) -> None:
    page = read_one(reader_name, build_pdf(text(100, 700, "1 234") + text(200, 700, "甲　乙") + text(300, 700, "5")))
    assert page.glyphs.text == "1234甲乙5"


def test_vertical_fonts_have_the_size_they_print(reader_name: str) -> None:
    """Scaled by the text matrix, as WPS writes the vertical label of 三."""
    content = PROSE + "BT /V 200 Tf 0.05 0 0 0.05 100 500 Tm <4e8653f7> Tj ET\n"
    page = read_one(reader_name, build_pdf(content))
    boxes = page.glyphs.boxes[-2:]
    assert page.glyphs.text.endswith("了号")
    assert boxes == pytest.approx(np.array([[95, 342, 105, 352], [95, 352, 105, 362]]), abs=NEAR)


def test_boxes_do_not_reach_into_the_next_row(reader_name: str) -> None:
    """Rows of 13 pt with text of 10.5 in a font that counts the space between lines as its own."""
    rows = "".join(text(72, 700 - 13 * i, "总计12", size=10.5, font="T") for i in range(10))
    boxes = read_one(reader_name, build_pdf(rows)).glyphs.boxes
    assert (boxes[:, 3] - boxes[:, 1]).max() < 12.5
    # The writing stands on 142 from the top, then 155, ...
    middles = (boxes[::4, 1] + boxes[::4, 3]) / 2
    assert middles == pytest.approx([142 + 13 * i - 4 for i in range(10)], abs=NEAR)


@pytest.mark.parametrize("offset", [0.0, 0.3, 0.7])
def test_fake_bold_is_read_once(reader_name: str, offset: float) -> None:
    doubled = "".join(text(100 + dx, 600, "总计11合计100") for dx in (0, offset))
    page = read_one(reader_name, build_pdf(PROSE + doubled))
    assert page.glyphs.text.endswith("总计11合计100")
    assert page.glyphs.text.count("总计") == 1


def test_fake_bold_letter_by_letter(reader_name: str) -> None:
    content = "".join(text(100 + 6.67 * i + dx, 600, "1") for i in range(2) for dx in (0, 0.25, 0.5))
    assert read_one(reader_name, build_pdf(PROSE + content)).glyphs.text.endswith("。11")


@pytest.mark.parametrize("shown", ["11", "1111", "00", "....", "llll", "一一", "2200"])
def test_equal_neighbours_are_not_doubled(reader_name: str, shown: str) -> None:
    page = read_one(reader_name, build_pdf(PROSE + text(100, 600, shown)))
    assert page.glyphs.text.endswith("。" + shown)
    assert page.ignored == ()


def test_equal_numbers_below_each_other_are_not_doubled(reader_name: str) -> None:
    page = read_one(reader_name, build_pdf("".join(text(100, 600 - 11 * i, "0", size=10) for i in range(30))))
    assert page.glyphs.text == "0" * 30


def test_slanted_watermark_is_not_read(reader_name: str) -> None:
    content = PROSE + text(150, 300, "内部资料", size=40, turn=45, grey=0.8) + text(100, 600, "12")
    page = read_one(reader_name, build_pdf(content))
    assert page.glyphs.text.endswith("。12")
    assert ("watermark", "内部资料") in page.ignored


def test_slanted_watermark_inside_a_form(reader_name: str) -> None:
    turned = (0.7071, 0.7071, -0.7071, 0.7071, 200, 200)
    data = build_pdf(PROSE + "/W Do\n", forms={"W": (text(0, 0, "内部资料", size=40), turned)})
    page = read_one(reader_name, data)
    assert page.glyphs.text.endswith("。")
    assert ("watermark", "内部资料") in page.ignored


def test_level_watermark_over_the_text_is_not_read(reader_name: str) -> None:
    rows = "".join(
        text(72, 700 - 16 * i, "一年来本机关主动公开政府信息情况如下表所示其中各项数据均为") for i in range(20)
    )
    watermark = text(80, 540, "草稿样张", size=90, grey=0.85)
    page = read_one(reader_name, build_pdf(watermark + rows))
    assert "草" not in page.glyphs.text
    assert ("watermark", "草稿样张") in page.ignored


def test_headings_are_no_watermark(reader_name: str) -> None:
    rows = "".join(text(72, 700 - 16 * i, "一年来本机关主动公开政府信息情况", size=9) for i in range(20))
    page = read_one(reader_name, build_pdf(text(100, 740, "政府年度报告", size=26) + rows))
    assert page.glyphs.text.startswith("政府年度报告")
    assert page.ignored == ()


def test_invisible_text_among_visible_text_is_left_out(reader_name: str) -> None:
    page = read_one(reader_name, build_pdf(PROSE * 1 + text(100, 600, "99", mode=3) + text(200, 600, "12")))
    assert page.glyphs.text.endswith("。12")
    assert ("hidden", "99") in page.ignored
    assert page.trust == "text"


# --- rules -------------------------------------------------------------------------------------

ROW = np.array([[242, 100, 400]])


@pytest.mark.parametrize(
    "drawn",
    [
        stroke(100, 600, 400, 600),
        stroke(100, 600, 400, 600, 6),
        stroke(100, 600, 400, 600, 0),
        fill(100, 599.75, 300, 0.5),
        fill(100, 597, 300, 6),
        stroke(100, 600, 400, 600, 1, dash="[3 2] 0"),
        "".join(stroke(100 + 5 * i, 600, 105 + 5 * i, 600) for i in range(60)),
        "".join(stroke(100 + 5 * i, 600, 103 + 5 * i, 600) for i in range(60)) + stroke(399, 600, 400, 600),
        "".join(fill(100 + 2 * i, 599.5, 1, 1) for i in range(150)) + fill(399, 599.5, 1, 1),
        "".join(fill(100 + 50 * i, 599.75, 50, 0.5) for i in range(6)),
        stroke(100, 601, 400, 601) + stroke(100, 599, 400, 599),
        fill(100, 600.75, 300, 0.5) + fill(100, 598.75, 300, 0.5),
        "q 0.5 w 100 600 m 250 600 l 250 600 m 400 600 l S Q\n",
        "q 2 0 0 2 50 100 cm 0.25 w 25 250 m 175 250 l S Q\n",
        image("I", 100, 599.5, 300, 1),
    ],
    ids=[
        "stroke", "thick", "hairline", "thin_rectangle", "thick_rectangle", "dashed", "short_strokes", "gaps", "dots",
        "cell_by_cell", "double", "double_rectangles", "one_path", "scaled", "image",
    ],
)  # fmt: skip
def test_a_rule_is_one_line_however_it_is_drawn(reader_name: str, drawn: str) -> None:
    page = read_one(reader_name, build_pdf(drawn, images=["I"]))
    assert len(page.rules.horizontal) == 1
    # A thick stroke's end is not exact: readers add half or all of its width.
    assert page.rules.horizontal == pytest.approx(ROW, abs=6 if " 6 w" in drawn else NEAR)
    assert len(page.rules.vertical) == 0


def test_stroked_cells_share_their_borders(reader_name: str) -> None:
    cells = "".join(box(100 + 60 * column, 500 + 20 * row, 60, 20) for row in range(3) for column in range(4))
    page = read_one(reader_name, build_pdf(cells))
    assert page.rules.horizontal == pytest.approx(
        np.array([[282, 100, 340], [302, 100, 340], [322, 100, 340], [342, 100, 340]]), abs=NEAR
    )
    assert page.rules.vertical == pytest.approx(np.array([[100 + 60 * i, 282, 342] for i in range(5)]), abs=NEAR)


def test_double_and_thick_borders_of_a_table(reader_name: str) -> None:
    frame = box(100, 500, 200, 60, 0.5) + box(98, 498, 204, 64, 0.5)
    page = read_one(reader_name, build_pdf(frame + stroke(100, 530, 300, 530, 4)))
    assert page.rules.horizontal == pytest.approx(np.array([[281, 98, 302], [312, 98, 302], [343, 98, 302]]), abs=2.5)
    assert page.rules.vertical[:, 0] == pytest.approx([99, 301], abs=NEAR)


def test_rules_inside_forms(reader_name: str) -> None:
    inner = stroke(0, 0, 150, 0) + stroke(0, 0, 0, 50) + text(10, 10, "甲", size=6)
    page = read_one(reader_name, build_pdf("/F Do\n", forms={"F": (inner, (2, 0, 0, 2, 100, 600))}))
    assert page.rules.horizontal == pytest.approx(ROW, abs=2)
    assert page.rules.vertical == pytest.approx(np.array([[100, 142, 242]]), abs=2)
    assert_at(page, "甲", 120, 132, 222)


def test_white_rules_are_not_seen(reader_name: str) -> None:
    page = read_one(reader_name, build_pdf(stroke(100, 600, 400, 600, grey=1) + fill(100, 500, 300, 1, grey=1)))
    assert len(page.rules.horizontal) == 0


def test_light_grey_rules_are_seen(reader_name: str) -> None:
    page = read_one(reader_name, build_pdf(stroke(100, 600, 400, 600, grey=0.85)))
    assert page.rules.horizontal == pytest.approx(ROW, abs=NEAR)


def test_shading_slants_underscores_and_curves_are_no_rules(reader_name: str) -> None:
    drawn = (
        fill(100, 600, 300, 18, grey=0.9)
        + stroke(100, 300, 300, 400)
        + fill(100, 200, 6, 0.5)
        + "100 100 m 150 200 250 0 300 100 c S\n"
        + "100 50 m 100 50 l S n\n"
        + "100 700 m 300 700 l n\n"
    )
    page = read_one(reader_name, build_pdf(drawn))
    assert len(page.rules.horizontal) == 0
    assert len(page.rules.vertical) == 0


def test_rules_off_the_page_are_cut_or_dropped(reader_name: str) -> None:
    page = read_one(reader_name, build_pdf(stroke(-100, 600, 400, 600) + stroke(100, 900, 400, 900)))
    assert page.rules.horizontal == pytest.approx(np.array([[242, 0, 400]]), abs=NEAR)


# --- trust -------------------------------------------------------------------------------------

TABLE = "".join(
    text(72, 700 - 16 * i, "本年收到政府信息公开申请数量") + text(400, 700 - 16 * i, "12") for i in range(20)
)


def test_text_with_a_seal_and_a_banner_is_text(reader_name: str) -> None:
    drawn = TABLE + image("I", 350, 200, 120, 120) + image("I", 0, 780, 595, 60)
    page = read_one(reader_name, build_pdf(drawn, images=["I"]))
    assert (page.trust, page.trust_reason) == ("text", "")


def test_text_on_a_background_picture_is_text(reader_name: str) -> None:
    page = read_one(reader_name, build_pdf(image("I", 0, 0, 595, 842) + TABLE, images=["I"]))
    assert page.trust == "text"


@pytest.mark.parametrize("footer", ["", text(40, 30, "https://www.example.gov.cn/art/2023/1/19/art_1.html 1/4")])
def test_scanned_page(reader_name: str, footer: str) -> None:
    page = read_one(reader_name, build_pdf(image("I", 0, 0, 595, 842) + footer, images=["I"]))
    assert page.trust == "image"
    assert "100%" in page.trust_reason


def test_scan_in_strips(reader_name: str) -> None:
    strips = "".join(image("I", 0, 84.2 * i, 595, 84.2) for i in range(10))
    assert read_one(reader_name, build_pdf(strips, images=["I"])).trust == "image"


def test_ocr_layer_under_a_scan(reader_name: str) -> None:
    drawn = image("I", 0, 0, 595, 842) + TABLE.replace("0 Tr /", "3 Tr /")
    page = read_one(reader_name, build_pdf(drawn, images=["I"]))
    assert page.trust == "invisible_text"
    assert len(page.glyphs) == 0


def test_text_painted_over_by_a_scan(reader_name: str) -> None:
    page = read_one(reader_name, build_pdf(TABLE + image("I", 0, 0, 595, 842), images=["I"]))
    assert page.trust == "invisible_text"


def test_letters_drawn_as_outlines(reader_name: str) -> None:
    letter = "{x} {y} m {x1} {y} {x1} {y1} {x} {y1} c {x} {y2} {x1} {y} {x} {y} c f\n"
    drawn = "".join(
        letter.format(x=72 + 14 * i, y=100 + 20 * j, x1=84 + 14 * i, y1=111 + 20 * j, y2=105 + 20 * j)
        for i in range(30)
        for j in range(30)
    )
    assert read_one(reader_name, build_pdf(drawn)).trust == "outlines"
    few = "".join(letter.format(x=72 + 14 * i, y=700, x1=84 + 14 * i, y1=711, y2=705) for i in range(30)) * 2
    assert read_one(reader_name, build_pdf(few)).trust == "outlines"
    # A drawing beside a text is a drawing.
    seal = "".join(
        letter.format(x=400 + i, y=100 + j, x1=408 + i, y1=108 + j, y2=104 + j) for i in range(30) for j in range(20)
    )
    assert read_one(reader_name, build_pdf(TABLE + seal)).trust == "text"


def test_font_without_unicode(reader_name: str) -> None:
    drawn = "".join(text(72, 700 - 16 * i, "\u0613\u1237\u0002\u0044\u0031\u4e10\u7a0b", font="X") for i in range(20))
    page = read_one(reader_name, build_pdf(drawn))
    assert page.trust == "unmapped"
    # No glyph number may pass for a digit or a dash.
    assert set(page.glyphs.text) == {"\ufffd"}


def test_only_the_numbers_without_unicode(reader_name: str) -> None:
    """The labels are text, the numbers' font has no ToUnicode: glyph 0x31 is no 1."""
    drawn = TABLE + "".join(text(450 + 20 * i, 700, "\x31\x02", font="X") for i in range(3))
    page = read_one(reader_name, build_pdf(drawn))
    assert page.glyphs.text.count("\ufffd") == 6
    assert page.glyphs.text.count("1") == 20
    assert page.trust == "unmapped"


def test_one_symbol_without_unicode_spoils_its_cell_only(reader_name: str) -> None:
    page = read_one(reader_name, build_pdf(TABLE + text(450, 700, "\x31", font="X")))
    assert page.trust == "text"
    assert page.glyphs.text.count("\ufffd") == 1


PLAIN = "一年来本镇严格按照政府信息公开条例要求聚焦群众关切主动回应社会关注政务公开工作取得新成效"


@pytest.mark.parametrize(
    "shown",
    [
        "".join(chr(ord("一") + (ord(c) * 7919) % 20000) for c in PLAIN),
        "".join(bytes([0xB0 + i % 38, 0xA1 + (i * 37) % 90]).decode("gb2312") for i in range(40)),
    ],
    ids=["any_characters", "common_characters_at_random"],
)
def test_characters_that_are_no_language(shown: str) -> None:
    # pdfminer's maps do not know all of these characters.
    page = read_one("pdfium", build_pdf("".join(text(72, 700 - 16 * i, shown, size=9) for i in range(10))))
    assert page.trust == "garbled"
    assert page.trust_reason


def test_ascii_garble(reader_name: str) -> None:
    shown = "".join(chr(33 + (i * 31) % 94) for i in range(90))
    page = read_one(reader_name, build_pdf("".join(text(40, 700 - 16 * i, shown, size=7) for i in range(10))))
    assert page.trust == "garbled"


def test_latin_text_is_text(reader_name: str) -> None:
    shown = "Annual report on the disclosure of government information, 2023 (see www.example.gov.cn)."
    page = read_one(reader_name, build_pdf("".join(text(40, 700 - 16 * i, shown, size=8) for i in range(10))))
    assert page.trust == "text"


def test_empty_page(reader_name: str) -> None:
    page = read_one(reader_name, build_pdf("", media=A4))
    assert page.trust == "empty"
    assert len(page.glyphs) == 0
    assert page.glyphs.boxes.shape == (0, 4)
    assert page.rules.horizontal.shape == (0, 3)
