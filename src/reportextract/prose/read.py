"""The text around the tables becomes title, agency, year, date of publication and sections."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from reportextract.model import PageLines, Prose, Section
from reportextract.prose.chain import TABLE_SECTIONS, choose_headings
from reportextract.prose.dates import DATE_ONLY, find_date
from reportextract.prose.findings import section_findings, title_findings
from reportextract.prose.furniture import body_size, is_frame, is_publication_note, remove_furniture
from reportextract.prose.headings import Heading, find_candidates
from reportextract.prose.paragraphs import Layout, join_paragraphs, measure_layout
from reportextract.prose.rows import Row, half_width, plain_key
from reportextract.prose.signature import Signature, find_signature
from reportextract.prose.stale import stale_findings
from reportextract.prose.titles import Title, find_title, is_agency_name, parse_title
from reportextract.prose.years import read_year

# Without a heading the title is looked for among this many lines: a web page's menu takes up to 40 of them.
_MOST_ROWS_BEFORE = 80
# Without a title the preamble begins at the first line as long as this that has a comma or a full stop.
_LONG_LINE = 15

_PUBLISHER = re.compile(
    r"(?:发布机构|发布单位|公开机构|发文机关|发文单位)[:：]?\s*(\S{2,40}?)(?=\s|$|索引|组配|主题|公开|成文|生成|发布|发文|名称|文号|有效|来源)"
)
_EDITOR = re.compile(
    r"(?:公布|发布)([^，。；：]{2,40}?)(?:20\d\d年|二[〇○零])|由([^，。；：]{2,40}?)(?:根据|按照|依据|编制)|请(?:与|联系)([^，。；：]{2,40}?)(?:联系|[(（])"
)
_PUBLISHED = re.compile(r"(?:发布时间|发布日期|公开时间|公开日期|发文日期|发布于)[:：]?")
_TIME = re.compile(r"(?<!成文)(?<!生成)(?<!更新)(?:时间|日期)[:：]|^20\d\d[-/.]\d{1,2}[-/.]\d{1,2}|来源[:：]")
_WRITTEN = re.compile(r"(?:成文日期|生成日期)[:：]?")
_CONTENTS = re.compile(r"目录|.*(?:\.{3}|…|·{3}|_{3}).*\d{0,3}")


class Start(NamedTuple):
    """Where a section starts: its row, its number, and its heading (None where only its table tells)."""

    row: int
    number: int
    heading: Heading | None


def read_prose(pages: Sequence[PageLines]) -> Prose:
    """Reads what the text around the form's tables says.

    Args:
        pages: The document's pages in order, each with its lines outside the form's tables and the tables' places.

    Returns:
        Title and agency as printed (empty where none is), the year with its evidence, the date of publication where
        stated (the order is that of :func:`published_on`), and the sections in the order of the form. A section
        whose heading is printed is there even when it has no text.
    """
    rows, heads = remove_furniture(pages)
    size = body_size(rows)
    layout = measure_layout(rows, size, {page.page: page.width for page in pages})
    table_rows = _table_rows(pages, rows)
    headings = choose_headings(
        find_candidates(rows, layout, {index for index, _, _ in table_rows}),
        [(index, table) for index, table, _ in table_rows],
    )
    starts = _starts(headings, table_rows, len(rows))
    first = starts[0].row if starts else len(rows)
    title = find_title(rows[: first if starts else _MOST_ROWS_BEFORE], size)

    begin = _preamble_begin(rows, title, first)
    tail = max(begin, starts[-1].row + _heading_rows(starts[-1])) if starts else begin
    left = min(layout.left.values(), default=0.0)
    right = max(layout.right.values(), default=0.0)
    agency, agency_from = (title.agency, "title") if title is not None and title.agency else ("", "")
    signature = find_signature(rows[tail:], agency, left, right)
    end = tail + signature.end

    preamble = _preamble(rows, begin, first if starts else end, title)
    if not agency:
        agency, agency_from = _agency_elsewhere(rows, heads, preamble, signature)
    sections = _sections(rows[:end], preamble, starts, table_rows, layout)
    first_section = rows[starts[0].row : starts[1].row] if len(starts) > 1 and starts[0].number == 1 else []
    year = read_year(title, heads, rows, [*preamble, *first_section] or rows[begin:end], signature.signed_on)

    title_text, found_in = _title_text(title, heads)
    findings = [
        *title_findings(title_text, found_in, agency, agency_from),
        *year.findings,
        *section_findings(headings, {start.number for start in starts if start.heading is None}),
        *stale_findings(sections, year.year),
    ]
    return Prose(
        title=title_text,
        agency=agency,
        report_year=year.year,
        year_evidence=year.evidence,
        published_on=published_on(rows, first if starts else begin, end, title, signature.signed_on),
        sections=tuple(sections),
        findings=tuple(findings),
    )


def published_on(rows: Sequence[Row], first: int, end: int, title: Title | None, signed_on: date | None) -> date | None:
    """The date of publication, by the strongest of what is printed.

    In this order: a date labelled as that of publication (发布时间, 发布日期, 公开日期); the time beside the source in
    a web article's head; the day of writing in its metadata (成文日期, 生成日期); the signature; a date alone under the
    title. None otherwise: the day on which a browser printed the page says nothing.

    Args:
        rows: All rows.
        first: The row of the first heading: what is before it is head.
        end: The row after the text: what is after it is foot.
        title: The title, under which a date may stand.
        signed_on: The signature's date.
    """
    around = [*rows[:first], *rows[end:]]
    for pattern in (_PUBLISHED, _TIME, _WRITTEN):
        for row in around:
            match = pattern.search(row.text)
            if match is not None and "今天是" not in row.key and "。" not in row.key:
                # Beside a source the time may stand on either side of it.
                found = find_date(half_width(row.text if pattern is _TIME else row.text[match.start() :]))
                if found is not None:
                    return found
    if signed_on is not None:
        return signed_on
    if title is not None:
        for row in rows[title.last + 1 : first]:
            if DATE_ONLY.fullmatch(row.key) is not None:
                return find_date(row.key)
    return None


def _table_rows(pages: Sequence[PageLines], rows: Sequence[Row]) -> list[tuple[int, str, int]]:
    """For each piece of a form table: the row before which it stands, which table it is, its page."""
    found = []
    index = 0
    for page in pages:
        for place in sorted(page.tables, key=lambda place: place.box.top):
            while index < len(rows) and (
                rows[index].page < page.page
                or (rows[index].page == page.page and (rows[index].top + rows[index].bottom) / 2 < place.box.top)
            ):
                index += 1
            found.append((index, place.table, page.page))
    return found


def _starts(headings: dict[int, Heading], table_rows: Sequence[tuple[int, str, int]], row_count: int) -> list[Start]:
    """Where sections start, in reading order; a section without heading starts at its table."""
    starts = [Start(heading.row, number, heading) for number, heading in headings.items()]
    for table, number in TABLE_SECTIONS.items():
        index = next((index for index, name, _ in table_rows if name == table), None)
        if number in headings or index is None or not starts:
            continue
        low = max((start.row for start in starts if start.number < number), default=-1)
        high = min((start.row for start in starts if start.number > number), default=row_count)
        if low < index <= high:
            starts.append(Start(index, number, None))
    return sorted(starts, key=lambda start: (start.row, start.number))


def _heading_rows(start: Start) -> int:
    return 0 if start.heading is None else start.heading.row_count


def _preamble_begin(rows: Sequence[Row], title: Title | None, first: int) -> int:
    if title is not None:
        return title.last + 1
    for index in range(first):
        key = rows[index].key
        if len(key) >= _LONG_LINE and ("，" in key or "。" in key) and not is_publication_note(key):
            return index
    return first


def _preamble(rows: Sequence[Row], begin: int, end: int, title: Title | None) -> list[Row]:
    """The rows between title and first heading that are sentences: no table of contents, no publication notes."""
    title_keys = {row.key for row in rows[title.first : title.last + 1]} if title is not None else set()
    if title is not None:
        title_keys |= {title.text, title.agency}
    kept = []
    for row in rows[begin:end]:
        key = row.key
        if key in title_keys or DATE_ONLY.fullmatch(key) is not None or _CONTENTS.fullmatch(key) is not None:
            continue
        if "。" not in key and (is_publication_note(key) or is_frame(key)):
            continue
        kept.append(row)
    # A table of contents without dots: nothing but the names of sections.
    if len(kept) >= 3 and all(len(row.key) < 40 and "。" not in row.key and "，" not in row.key for row in kept):
        return []
    return kept


def _sections(
    rows: Sequence[Row],
    preamble: Sequence[Row],
    starts: Sequence[Start],
    table_rows: Sequence[tuple[int, str, int]],
    layout: Layout,
) -> list[Section]:
    sections = []
    if preamble:
        text = join_paragraphs(preamble, layout)
        sections.append(Section(0, "", text, preamble[0].page, preamble[-1].page))
    stops = [start.row for start in starts[1:]] + [len(rows)]
    for start, stop in zip(starts, stops, strict=False):
        begin = start.row + _heading_rows(start)
        members = list(rows[begin:stop])
        breaks = {index - begin for index, _, _ in table_rows}
        heading = start.heading
        if heading is not None and heading.rest:
            members.insert(0, rows[start.row]._replace(text=heading.rest, key=plain_key(heading.rest)))
            breaks = {place + 1 for place in breaks}
        pages = [page for index, name, page in table_rows if TABLE_SECTIONS[name] == start.number]
        pages += [row.page for row in members]
        if heading is not None:
            pages.append(rows[start.row].page)
        title = "" if heading is None else heading.title
        sections.append(Section(start.number, title, join_paragraphs(members, layout, breaks), min(pages), max(pages)))
    return sorted(sections, key=lambda section: section.number)


def _agency_elsewhere(
    rows: Sequence[Row], heads: Sequence[Row], preamble: Sequence[Row], signature: Signature
) -> tuple[str, str]:
    """The agency and where it is printed, for a title that names none."""
    if signature.agency:
        return signature.agency, "signature"
    for row in rows:
        match = _PUBLISHER.search(row.text)
        if match is not None and is_agency_name(match[1]):
            return match[1], "metadata"
    for match in _EDITOR.finditer("".join(row.key for row in preamble)):
        name = next(group for group in match.groups() if group is not None)
        if is_agency_name(name):
            return name, "preamble"
    for row in heads:
        parsed = parse_title(row.key)
        if parsed is not None and is_agency_name(parsed[1]):
            return parsed[1], "running head"
        if is_agency_name(row.key):
            return row.key, "running head"
    return "", ""


def _title_text(title: Title | None, heads: Sequence[Row]) -> tuple[str, str]:
    if title is not None:
        return title.text, "page"
    for row in heads:
        parsed = parse_title(row.key)
        if parsed is not None:
            return parsed[0], "running head"
    return "", ""
