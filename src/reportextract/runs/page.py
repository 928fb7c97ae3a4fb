"""The page that a person opens in the morning: one HTML file, nothing to load, nothing that runs.

Every text on it comes from files that anyone may have made, and is escaped.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any

from reportextract.errors import printable
from reportextract.runs.overview import FAILED, QUALITIES, QUALITY_WORDS, STATUS_WORDS, counted, failure_kind

# More than a person goes through on a morning; the rest is in the datasets and the log.
_SHOWN = 200
_STYLE = """
body{font:16px/1.5 system-ui,sans-serif;max-width:64rem;margin:2rem auto;padding:0 1rem;color:#1c2430;background:#fff}
h1{font-size:1.5rem}h2{font-size:1.15rem;margin-top:2.2rem;border-bottom:1px solid #d5dbe3;padding-bottom:.2rem}
.state{padding:.7rem 1rem;border-radius:.4rem;font-weight:600}.good{background:#e3f4e8}.bad{background:#fde5e1}
.note{color:#5a6675}table{border-collapse:collapse;width:100%;margin:.6rem 0}
th,td{text-align:left;vertical-align:top;padding:.3rem .6rem;border-bottom:1px solid #e6eaef;overflow-wrap:anywhere}
td.n,th.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
summary{cursor:pointer;font-weight:600}details{margin:.5rem 0}
@media(prefers-color-scheme:dark){body{color:#e4e8ee;background:#14181d}.good{background:#173823}.bad{background:#4a1d17}
th,td,h2{border-color:#333c47}.note{color:#9aa6b4}}
"""


def as_page(record: Mapping[str, Any], last_began_at: str | None) -> str:
    """The record of a run as a page.

    Args:
        record: As ``write_record`` keeps it.
        last_began_at: When the run before began; None where there was none.
    """
    seen = record["overview"]
    parts = [
        f"<h1>reportextract: run of {_text(record['began_at'])}</h1>",
        _state(record),
        f"<p>{_text(_did(record))}</p>",
        f'<p class="note">Inputs: {_text(", ".join(record["inputs"]))} · datasets: {_text(record["out"])} · executor '
        f"{_text(record['executor'])} · version {_text(record['version'])}</p>",
        _section("Failed in this run", record["failed"], _failures(record["failed"])),
        _section("Needs a person", seen["needs_a_person"], _pairs(seen["needs_a_person"])),
        _section("Read in this run", record["reports"], _reports(record["reports"])),
        _changes(record["changes"], last_began_at),
        "<h2>What is published</h2>" if not record["gates"] else "<h2>What would be published</h2>",
        _counts(seen["documents"], STATUS_WORDS),
        _counts(seen["quality"], {name: f"{name}: {words}" for name, words in QUALITY_WORDS.items()}),
        _years(seen["reports"]),
        _section(
            "Sums that the agencies printed wrongly (kept as printed)",
            seen["misprints"],
            _list(seen["misprints"]),
        ),
    ]
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        '<meta name="viewport" content="width=device-width">'
        f"<title>reportextract {_text(record['began_at'])}</title><style>{_STYLE}</style></head>\n<body>\n"
        + "\n".join(part for part in parts if part)
        + "\n</body></html>\n"
    )


def _state(record: Mapping[str, Any]) -> str:
    if record["gates"]:
        return (
            '<div class="state bad">Not published: the datasets of the last run are still in place.</div>'
            + _list(record["gates"])
            + f"<p>The candidate is in {_text(record['candidate'])}. If it is right: run again with --accept.</p>"
        )
    done = "Published." if record["is_published_anew"] else "Nothing new: the published datasets stay as they are."
    failed = f" {counted(len(record['failed']), 'document')} failed." if record["failed"] else ""
    return f'<div class="state {"bad" if failed else "good"}">{done}{failed}</div>'


def _did(record: Mapping[str, Any]) -> str:
    return (
        f"{counted(record['found'], 'file')} found: {record['read']} read, {record['unchanged']} known from before, "
        f"{record['duplicates']} the same as another, {record['vanished']} of earlier runs gone (their rows stay); "
        f"{record['seconds']:.1f} seconds."
    )


def _failures(failed: Sequence[Mapping[str, str]]) -> str:
    """Failures by kind: forty files with one cause are one thing to look at."""
    kinds: dict[str, list[Mapping[str, str]]] = defaultdict(list)
    for one in failed:
        kinds[failure_kind(one["status"], one["reason"])].append(one)
    parts = []
    for kind, ones in sorted(kinds.items(), key=lambda pair: -len(pair[1])):
        opened = " open" if len(ones) <= 10 else ""
        parts.append(
            f"<details{opened}><summary>{len(ones)} × {_text(kind)}</summary>"
            + _table(["file", "why, and what to do"], ([one["source"], one["reason"]] for one in ones[:_SHOWN]))
            + _more(ones)
            + "</details>"
        )
    return "".join(parts)


def _pairs(attention: Sequence[Mapping[str, str]]) -> str:
    rows = ([one["source"], one["reason"]] for one in attention[:_SHOWN])
    return _table(["file", "why"], rows) + _more(attention)


def _reports(reports: Sequence[Mapping[str, Any]]) -> str:
    rows = (
        [
            one["source"],
            one["agency"] or "unknown",
            one["report_year"] or "unknown",
            one["quality"],
            "new" if one["is_new"] else "read again",
        ]
        for one in reports[:_SHOWN]
    )
    return _table(["file", "agency", "year", "quality", ""], rows) + _more(reports)


def _changes(changes: Sequence[Mapping[str, Any]], last_began_at: str | None) -> str:
    if last_began_at is None:
        return ""
    head = f"<h2>Since the run of {_text(last_began_at)}</h2>"
    if not changes:
        return f"{head}<p>All counts are the same.</p>"
    rows = ([one["what"], one["before"], one["now"], f"{one['now'] - one['before']:+}"] for one in changes)
    return head + _table(["", "before", "now", "change"], rows, numbers=(1, 2, 3))


def _counts(counts: Mapping[str, int], words: Mapping[str, str]) -> str:
    rows = ([words.get(name, name), number] for name, number in counts.items())
    return _table(["", ""], rows, numbers=(1,)) if counts else ""


def _years(reports: Sequence[Mapping[str, Any]]) -> str:
    cells: dict[tuple[str, str], dict[str, int]] = defaultdict(dict)
    for one in reports:
        cells[str(one["report_year"] or "unknown"), one["form"]][one["quality"]] = one["reports"]
    rows = ([year, form, *(by.get(quality, "·") for quality in QUALITIES)] for (year, form), by in cells.items())
    return _table(["year", "form", *QUALITIES], rows, numbers=(2, 3, 4, 5)) if reports else ""


def _section(title: str, about: Sequence[Any], body: str) -> str:
    return f"<h2>{_text(title)}: {len(about)}</h2>{body}" if about else ""


def _list(lines: Sequence[str]) -> str:
    return "<ul>" + "".join(f"<li>{_text(line)}</li>" for line in lines[:_SHOWN]) + "</ul>" + _more(lines)


def _more(ones: Sequence[Any]) -> str:
    rest = len(ones) - _SHOWN
    return f'<p class="note">… and {rest} more, in the datasets and in the log.</p>' if rest > 0 else ""


def _table(heads: Sequence[str], rows: Iterable[Sequence[Any]], numbers: Sequence[int] = ()) -> str:
    def cell(tag: str, index: int, value: Any) -> str:
        return f"<{tag}{' class=n' if index in numbers else ''}>{_text(value)}</{tag}>"

    head = "".join(cell("th", index, name) for index, name in enumerate(heads)) if any(heads) else ""
    body = "".join(f"<tr>{''.join(cell('td', index, value) for index, value in enumerate(row))}</tr>" for row in rows)
    return f"<table>{f'<tr>{head}</tr>' if head else ''}{body}</table>"


def _text(value: Any) -> str:
    return escape(printable(str(value)))


assert set(STATUS_WORDS) >= FAILED
