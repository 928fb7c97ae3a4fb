"""Six years of one township as a page, in a real browser: what is odd in them is plain to see."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from reportextract.cli import main
from tests.corpus.series import AGENCY, ODD
from tests.unit.compare.published import Report, publish

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

SERIES = Path(__file__).parents[1] / "corpus/series"


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("series")
    assert main(["run", str(SERIES), "--out", str(folder / "parquet"), "--quiet"]) == 0
    return folder


@pytest.fixture(scope="module")
def page_file(published: Path) -> Path:
    file = published / "page.html"
    given = ["compare", AGENCY, "--format", "html", "-o", str(file), "--out", str(published / "parquet")]
    assert main(given) == 0
    return file


@pytest.fixture
def page(browser: Browser, page_file: Path) -> Iterator[Page]:
    """The page, opened. Whatever it asks of a network or complains of fails the test."""
    yield from opened(browser, page_file)


def opened(browser: Browser, file: Path) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, offline=True)
    page = context.new_page()
    asked: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("dialog", lambda dialog: complaints.append(f"dialog: {dialog.message}"))
    page.goto(file.as_uri())
    yield page
    assert [url[:80] for url in asked if not url.startswith((file.as_uri(), "data:"))] == []
    assert complaints == []
    context.close()


def frame_pixels(page: Page, canvas: Locator) -> tuple[int, int]:
    """How many pixels of a canvas are red, as the frame is, and how many are dark, as print is."""
    red, dark = canvas.evaluate(
        """canvas => {
            const data = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
            let red = 0, dark = 0;
            for (let i = 0; i < data.length; i += 4) {
                if (data[i] > 180 && data[i + 1] < 60 && data[i + 2] < 80) red++;
                if (data[i] < 90 && data[i + 1] < 90 && data[i + 2] < 90) dark++;
            }
            return [red, dark];
        }"""
    )
    return red, dark


def card(page: Page, kind: str) -> Locator:
    return page.locator(f"#odd article[data-kind={kind}]")


def test_the_four_odd_things_are_plain_to_see(page: Page) -> None:
    """A broken carry-over, a contradiction in prose, a copied section and a change of form: all on the first screen."""
    told = {
        "carry_over": f"{ODD['carry_over']}年“上年结转”（自然人）填 1 件，"
        f"而{ODD['carry_over'] - 1}年“结转下年度继续办理”填 0 件",
        "claim": f"{ODD['claim']}年报告第一部分正文写“收到政府信息公开申请14件”，"
        "表格“一、本年新收政府信息公开申请数量”却是 11",
        "copied_year": f"{ODD['copied']}年第五部分有 100% 的文字与{ODD['copied'] - 1}年报告一字不差",
        "form_change": f"{ODD['new_form']}年起报告改用2021年版格式",
    }
    for kind, sentence in told.items():
        assert card(page, kind).count() == 1
        assert sentence in card(page, kind).inner_text()
        box = card(page, kind).bounding_box()
        assert box is not None
        assert box["y"] < 900, kind
    assert card(page, "carry_over").locator(".pair").inner_text() == "1 ≠ 0"
    assert card(page, "claim").locator(".pair").inner_text() == "14 ≠ 11"


def test_what_is_compared_stands_one_above_the_other_cut_from_the_pages(page: Page) -> None:
    pieces = card(page, "carry_over").locator("figure")
    captions = pieces.locator("figcaption").all_inner_texts()
    assert [caption.split(" · ")[0] for caption in captions] == ["2022", "2021"]
    for piece in pieces.locator("canvas[data-drawn=yes]").all():
        assert frame_pixels(page, piece)[0] > 100
    assert pieces.locator("canvas[data-drawn=yes]").count() == 2
    assert card(page, "claim").locator("canvas[data-drawn=yes]").count() == 2


def test_the_glance_marks_the_years(page: Page) -> None:
    years = page.locator("#glance thead th").all_inner_texts()
    marked = {}
    for row in page.locator("#glance tbody tr").all():
        marks = [index for index, cell in enumerate(row.locator("td").all()) if cell.locator("a.badge.grave").count()]
        marked[row.locator("th").inner_text()] = [years[index] for index in marks]
    assert {name: found for name, found in marked.items() if found} == {
        "结转对不上 / 现行有效件数对不上": ["2022"],
        "正文与表格不符": ["2021"],
        "照抄上一年 / 与其他机关雷同": ["2023"],
    }


def test_nothing_is_called_odd_that_is_not(page: Page) -> None:
    told = Counter(one.get_attribute("data-kind") for one in page.locator("#odd article").all())
    assert told == {"carry_over": 1, "claim": 1, "copied_year": 1, "stale_year": 1, "form_change": 1, "jump": 5}


def test_the_copied_section_stands_beside_what_it_was_copied_from(page: Page) -> None:
    beside = page.locator("#reuse details[open]")
    assert beside.count() == 1
    texts = beside.locator(".prose")
    assert texts.nth(0).inner_text() == texts.nth(1).inner_text()
    assert texts.nth(0).locator("mark").count() >= 1
    marked = "".join(texts.nth(1).locator("mark").all_inner_texts())
    assert marked.startswith("2022年，我镇政务公开还有两处短板")
    texts.nth(0).locator("mark").first.hover()
    assert texts.nth(1).locator("mark.same").count() == 1


def test_a_number_opens_its_place_on_the_page(page: Page) -> None:
    number = page.locator("#glance button.n").filter(has_text=re.compile("^164$"))
    number.click()
    viewer = page.locator("#viewer")
    assert viewer.is_visible()
    assert f"{AGENCY} 2024 · 第1页" in viewer.locator("#viewer-title").inner_text()
    canvas = page.locator("#viewer-canvas[data-drawn=yes]")
    canvas.wait_for()
    red, dark = frame_pixels(page, canvas)
    assert red > 100  # the frame
    assert dark > 500  # the print around it
    page.locator("#viewer button[value=close]").click()
    assert not viewer.is_visible()


def test_tables_sort_and_filter(page: Page) -> None:
    rows = page.locator("#cells-table tbody tr:visible")
    shown = rows.count()
    page.locator("#cells .hide-zero").uncheck()
    assert page.locator("#cells-table tbody tr:visible").count() > shown
    assert "226" in page.locator("#cells .count").inner_text()
    page.locator("#cells .hide-zero").check()
    page.locator("#cells .filter").fill("新收 总计")
    assert rows.count() == 1
    assert "一、本年新收政府信息公开申请数量" in rows.first.inner_text()
    page.locator("#cells .filter").fill("")
    page.locator("#cells select").select_option("requests")
    last = page.locator("#cells-table thead th").last
    last.click()
    assert last.get_attribute("aria-sort") == "descending"
    numbers = [int(row.locator("td").last.get_attribute("data-value") or 0) for row in rows.all()]
    assert numbers == sorted(numbers, reverse=True)
    assert numbers[0] == 164
    last.click()
    numbers = [int(row.locator("td").last.get_attribute("data-value") or 0) for row in rows.all()]
    assert numbers == sorted(numbers)


def test_cards_filter_by_kind_and_charts_are_drawn(page: Page) -> None:
    page.locator("#odd .chips button[data-kind=form_change]").click()
    assert page.locator("#odd article:visible").count() == 1
    page.locator("#odd .chips button").first.click()
    assert page.locator("#odd article:visible").count() > 1
    assert page.locator("#charts .chart svg.main-svg").first.is_visible()
    assert page.locator("#charts figure").count() == 4
    assert page.locator("#charts .barlayer .point").count() >= 20


def test_the_change_of_form_is_drawn_through_the_tables(page: Page) -> None:
    heads = page.locator("#cells-table thead th.break")
    assert heads.all_inner_texts() == [str(ODD["new_form"])]
    assert page.locator("#forms .ended").inner_text().count("政府集中采购") == 1
    assert "本年废止件数" in page.locator("#forms .begun").inner_text()


def test_in_english(browser: Browser, published: Path) -> None:
    file = published / "english.html"
    given = [
        "compare",
        AGENCY,
        "--format",
        "html",
        "--lang",
        "en",
        "-o",
        str(file),
        "--out",
        str(published / "parquet"),
    ]
    assert main(given) == 0
    for page in opened(browser, file):
        assert page.locator("#odd h2").inner_text() == "What to look at"
        assert "stands word for word in the report of 2022" in card(page, "copied_year").inner_text()


def test_without_the_documents_the_page_says_so(browser: Browser, published: Path, tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    given = ["compare", AGENCY, "--format", "html", "-o", str(file), "--out", str(published / "parquet")]
    assert main([*given, "--documents", str(tmp_path)]) == 0
    for page in opened(browser, file):
        page.locator("#glance button.n").first.click()
        assert "找不到原件" in page.locator("#viewer-note").inner_text()
        assert page.locator("#viewer-canvas").is_hidden()


def test_hostile_names_and_texts_stay_text(browser: Browser, tmp_path: Path) -> None:
    """Also in the charts, whose library takes some markup for markup."""
    name = '<img src=x onerror=alert(1)><a href="javascript:alert(2)">镇</a>'
    cells = {"requests.received.total": 5, "requests.granted.total": 3}
    text = f"</script><script>alert(3)</script>{name}"
    publish(tmp_path / "parquet", Report(name, 2023, cells, sections={1: text}), Report("石桥镇", 2023, cells))
    file = tmp_path / "page.html"
    given = ["compare", name, "石桥镇", "--format", "html", "-o", str(file), "--out", str(tmp_path / "parquet")]
    assert main(given) == 0
    for page in opened(browser, file):
        assert name in page.locator("h1").inner_text()
        page.locator("#charts .bars").first.wait_for(state="attached")
        assert page.locator("#charts img, #charts a, main img").count() == 0
        labels = "".join(page.locator("#charts .xtick text").all_text_contents())
        assert "<img" in labels.replace("\n", "")
        page.locator("#cells-table button.n").first.click()
        assert name in page.locator("#viewer-title").inner_text()
