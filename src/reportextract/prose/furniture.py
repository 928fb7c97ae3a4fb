"""What is on a page beside the report: page numbers, running heads, a browser's print marks, a web site's frame."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from reportextract.model import PageLines
from reportextract.prose.rows import Row, read_rows

# The strip at the top and the bottom of a page where furniture stands, as a part of its height. Word's widest
# default margin, 2.54 cm of A4 with the foot line inside it, ends at 0.09; the official 3.7 cm top margin at 0.125.
_BAND = 0.125
# Repeated lines stand at the same height to within this many points; LibreOffice moves them by less than one.
_SAME_HEIGHT = 4.0
# … and to the left to within this many: a centred line moves by half of a digit when page 9 becomes page 10.
_SAME_INDENT = 10.0
# A single line in the band is a running head when it is this much smaller than the text.
_SMALL = 0.8
# Page numbers and print marks are among this many outermost lines of a page.
_OUTERMOST = 2

# A line of this many characters is running text; so many that begin or end at one place show the text's margins.
_LONG_LINE = 20
_ENOUGH_LONG_LINES = 3

_DASH = r"[-—–―－_·•.~]*"
_PAGE_NUMBER = re.compile(
    rf"(?:{_DASH}第?(?:\d{{1,3}}|[ivxIVX]{{1,4}}|[一二三四五六七八九十]{{1,3}})页?{_DASH}"
    r"|第?\d{1,3}页?[,，/／|]?[共/／](?:共)?\d{1,3}页?|共\d{1,3}页[,，]?第\d{1,3}页"
    r"|\d{1,3}(?:/|of)\d{1,3}|(?:P|Page|page|PAGE)\.?\d{1,3}(?:(?:of|/)\d{1,3})?)"
)
# Chrome prints "2026/11/24 10:53 <title>" on top, Firefox the other way round; the address and "1/4" at the foot.
_PRINT_STAMP = re.compile(r"20\d\d[/-]\d{1,2}[/-]\d{1,2},?(?:上午|下午)?\d{1,2}:\d\d(?::\d\d)?(?:AM|PM)?")
# Of a scanned page the address is read in pieces.
_ADDRESS = re.compile(r"(?:https?|file)://|^[!-~]{8,}\d/\d{1,2}$")
_DIGITS = re.compile(r"\d+")

# The frame of a web article, by how its lines begin. Applied outside the article only.
_FRAME = re.compile(
    r"[【\[(（<>|\-]*(?:扫一扫|打印本|打印此|打印页|打印[】\])]|我要打印|关闭窗口|关闭本页|关闭页面|关闭[】\])]|上一[篇条][:：】]|下一[篇条][:：】]"
    r"|相关(?:链接|文档|附件|阅读|文章|信息|稿件|解读|新闻|政策)[:：】]?$|分享(?:到|至|[:：])|网站地图|站点地图|主办(?:单位)?[:：]|承办(?:单位)?[:：]"
    r"|协办(?:单位)?[:：]|备案(?:号|序号|编号)|版权所有|网站标识|联系我们|关于我们|网站声明|返回(?:顶部|首页|列表)|回到顶部|TOP$|责任编辑|责编[:：]"
    r"|(?:信息)?来源[:：]|浏览(?:次数|量)[:：]|访问(?:次数|量)[:：]|点击(?:数|量|率|次数)[:：]|字号[:：]|字体[:：]|我要纠错|[^，。；]{0,12}ICP备"
    r"|[^，。；]{0,12}公网?安网?备|当前位置|您(?:现在)?(?:的位置|所在)|首页[|>＞]|Copyright|copyright|©|技术支持[:：]|附件\d{0,2}[:：.]|附件下载)"
)
_CONTACT = re.compile(
    r"[(（]?(?:联系(?:人|电话|方式|单位|地址)|咨询电话|监督电话|电话|地址|邮编|抄送|抄报|校对|审核|审签)[:：]|[(（]此件"
)
# The lines of an article's head that are about the publication and no part of it.
_META = re.compile(
    r"索引号|组配分类|主题分类|发布机构|发文机关|发文字号|公开方式|公开形式|公开范围|体裁分类|服务对象|名称[:：]|标题[:：]|内容概述[:：]"
    r"|成文日期|生成日期|发布日期|发布时间|公开日期|公开时间|更新时间|有效性[:：]|文号[:：]|信息来源|来源[:：]|作者[:：]|时间[:：]"
    r"|访问量|浏览(?:次数|量)?[:：]|点击(?:数|量|率)?[:：]|阅读(?:次数|量)?[:：]|次浏览|分享到|字号|字体[:：]|视力保护|责任编辑|打印本页|关闭窗口"
    r"|当前位置|当前所在|您所在|您的位置|无障碍|关怀版|长者模式|门户网站$|请输入关键字|今天是20"
)
_BREADCRUMB = re.compile(r"[^，。；]{1,20}(?:>|›|»|＞|→)[^，。；]+")


def is_frame(key: str) -> bool:
    """Whether a line after the article belongs to the site around it (打印本页, 上一篇, 主办单位, ICP备…)."""
    return _FRAME.match(key) is not None


def is_contact(key: str) -> bool:
    """Whether a line after the text is a contact line or a note on distribution."""
    return _CONTACT.match(key) is not None


# Broken fonts give characters of no size; what is measured in sizes must not be divided by it.
_SMALLEST_SIZE = 0.1


def is_publication_note(key: str) -> bool:
    """Whether a line before the text is about the publication: metadata, source and time, breadcrumb."""
    return _META.search(key) is not None or _BREADCRUMB.fullmatch(key) is not None


def body_size(rows: Sequence[Row]) -> float:
    """The size in which most characters of the text are set, in points; 0 without rows, and never for rows."""
    weights: Counter[float] = Counter()
    for row in rows:
        weights[round(row.size, 1)] += len(row.key)
    return max(_SMALLEST_SIZE, weights.most_common(1)[0][0]) if weights else 0.0


def remove_furniture(pages: Sequence[PageLines]) -> tuple[list[Row], list[Row]]:
    """Separates the text from what the pages repeat around it.

    Returns:
        The rows of the text in reading order, and the running heads (they may name the report), first page first.
    """
    columns = _text_columns(pages)
    page_rows = [read_rows(page, columns[page.width]) for page in pages]
    size = body_size([row for rows in page_rows for row in rows])
    repeated = _repeated_rows(pages, page_rows)
    body: list[Row] = []
    heads: list[Row] = []
    for page, rows in zip(pages, page_rows, strict=True):
        top, foot = page.height * _BAND, page.height * (1 - _BAND)
        last = len(rows) - _OUTERMOST
        for index, row in enumerate(rows):
            if row.top >= top and row.bottom <= foot:
                body.append(row)
                continue
            outermost = index < _OUTERMOST or index >= last
            if (row.page, row.top) in repeated or (outermost and _is_print_mark(row.key)):
                heads.append(row)
            elif not outermost or _PAGE_NUMBER.fullmatch(row.key) is None:
                if (index == 0 or index == len(rows) - 1) and row.size < _SMALL * size and _stands_apart(rows, index):
                    heads.append(row)
                else:
                    body.append(row)
    return body, heads


def _text_columns(pages: Sequence[PageLines]) -> dict[float, tuple[float, float]]:
    """Left and right of the column in which the text stands, by width of the page; unbounded where it doesn't show.

    A web site's menu beside an article is no part of it; both sides of a sheet count.
    """
    columns = {}
    for width in {page.width for page in pages}:
        long_lines = [
            line for page in pages if page.width == width for line in page.lines if len(line.text) >= _LONG_LINE
        ]
        lefts = Counter(round(line.box[0]) for line in long_lines)
        rights = Counter(round(line.box[2]) for line in long_lines)
        left = min((place for place, count in lefts.items() if count >= _ENOUGH_LONG_LINES), default=None)
        right = max((place for place, count in rights.items() if count >= _ENOUGH_LONG_LINES), default=None)
        if left is None or right is None:
            columns[width] = (0.0, width)
        else:
            size = sorted(line.size for line in long_lines)[len(long_lines) // 2]
            columns[width] = (left - 2 * size, right + 2 * size)
    return columns


def _is_print_mark(key: str) -> bool:
    return _PRINT_STAMP.search(key) is not None or _ADDRESS.search(key) is not None


def _stands_apart(rows: Sequence[Row], index: int) -> bool:
    """Whether the first or last line of a page is further from its neighbour than two lines of text."""
    neighbour = 1 if index == 0 else index - 1
    if not 0 <= neighbour < len(rows):
        return False
    distance = abs((rows[index].top + rows[index].bottom) - (rows[neighbour].top + rows[neighbour].bottom)) / 2
    return distance > 2 * rows[neighbour].size


def _repeated_rows(pages: Sequence[PageLines], page_rows: Sequence[Sequence[Row]]) -> set[tuple[int, float]]:
    """Page and top of the rows that say the same (but for numbers) at the same height on most pages.

    A head on every other page counts: at least two alike, and half of the pages that have text (rounded down).
    """
    places: dict[str, list[Row]] = {}
    for page, rows in zip(pages, page_rows, strict=True):
        top, foot = page.height * _BAND, page.height * (1 - _BAND)
        for row in rows:
            if row.top < top or row.bottom > foot:
                places.setdefault(_DIGITS.sub("#", row.key), []).append(row)
    needed = max(2, sum(1 for rows in page_rows if rows) // 2)
    repeated: set[tuple[int, float]] = set()
    for rows in places.values():
        if len(rows) >= needed:
            for row in rows:
                like = {other.page for other in rows if _is_set_alike(row, other)}
                if len(like) >= needed:
                    repeated.add((row.page, row.top))
    return repeated


def _is_set_alike(row: Row, other: Row) -> bool:
    """Whether two lines stand at the same place of their pages in the same size: a title is no signature."""
    return (
        abs(row.top - other.top) <= _SAME_HEIGHT
        and abs(row.x0 - other.x0) <= _SAME_INDENT
        and abs(row.size - other.size) <= 0.05 * row.size
    )
