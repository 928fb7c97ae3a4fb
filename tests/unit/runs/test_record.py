"""What a run leaves: a log, a record, a page; and that nothing in a file can command the browser that shows it."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from reportextract.runs.progress import progress_bar
from reportextract.runs.status import status
from tests.fault.workers import process
from tests.unit.runs.test_run import DAY_TWO, folder, go

__all__ = ["folder"]


class Seen(HTMLParser):
    """The tags and the text of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def runs(folder: Path) -> Path:
    return folder.parent / "out.state" / "runs"


def test_a_run_leaves_a_record_a_page_and_a_log(folder: Path) -> None:
    summary, _ = go(folder)
    names = sorted(path.name for path in runs(folder).iterdir())
    day = "2024-05-01T020000Z"
    assert names == [f"{day}.html", f"{day}.json", f"{day}.jsonl", "latest.html", "latest.json"]
    assert summary.page == str(runs(folder) / f"{day}.html")
    record = json.loads((runs(folder) / f"{day}.json").read_text("utf-8"))
    assert (record["began_at"], record["read"], record["is_published_anew"]) == ("2024-05-01T02:00:00+00:00", 3, True)
    assert record["reports"][0] == {
        "source": "a.pdf", "agency": "第1镇", "report_year": 2023, "quality": "verified", "is_new": True,
    }  # fmt: skip
    events = [json.loads(line) for line in (runs(folder) / f"{day}.jsonl").read_text("utf-8").splitlines()]
    assert [event["event"] for event in events] == ["planned", "read", "read", "read", "published"]
    assert (events[0]["found"], events[0]["to_read"], events[0]["duplicates"]) == (4, 3, 1)
    damaged = next(event for event in events if event.get("status") == "damaged")
    assert (damaged["source"], damaged["reason"]) == ("b/bad.pdf", "The PDF is broken. Fetch it again.")


def test_the_page_says_what_is_new_what_failed_and_what_changed(folder: Path) -> None:
    go(folder)
    (folder / "new.pdf").write_text("report 2021 5", "utf-8")
    (folder / "bad too.pdf").write_text("damaged again", "utf-8")
    go(folder, DAY_TWO)
    text = " ".join(Seen((runs(folder) / "latest.html").read_text("utf-8")).text)
    assert "6 files found: 2 read, 3 known from before, 1 the same as another" in text
    assert "1 × damaged: The PDF is broken" in text
    assert "Read in this run: 1" in text
    assert "Needs a person: 2" in text
    assert "Since the run of 2024-05-01T02:00:00+00:00" in text
    assert "documents that are damaged 1 2 +1" in " ".join(text.split())
    go(folder, DAY_TWO)
    again = " ".join(Seen((runs(folder) / "latest.html").read_text("utf-8")).text)
    assert "Nothing new: the published datasets stay as they are." in again
    assert "All counts are the same." in again


def test_nothing_in_a_file_becomes_markup(folder: Path) -> None:
    name = "<script>alert(1)<\u2028img src=x onerror=alert(2)>\n\x1b[2J\u202e'\".pdf"
    (folder / name).write_text("damaged because of its name", "utf-8")
    go(folder)
    page = (runs(folder) / "latest.html").read_text("utf-8")
    seen = Seen(page)
    assert {tag for tag, _ in seen.tags} <= {
        "html", "head", "meta", "title", "style", "body", "h1", "h2", "div", "p", "table", "tr", "th", "td", "details",
        "summary", "ul", "li",
    }  # fmt: skip
    assert not [attributes for _, attributes in seen.tags if any(key.startswith("on") for key in attributes)]
    assert any("<script>alert(1)<" in text for text in seen.text)
    assert "\u202e" not in page
    assert "\x1b" not in page
    assert (
        "meta",
        {"http-equiv": "Content-Security-Policy", "content": "default-src 'none'; style-src 'unsafe-inline'"},
    ) in seen.tags


def test_status_shows_the_same_as_the_record(folder: Path) -> None:
    summary, _ = go(folder)
    text, facts = status(str(folder.parent / "out"))
    assert "3 read, 0 known from before, 1 failed" in text
    assert "b/bad.pdf: The PDF is broken. Fetch it again." in text
    assert summary.page in text
    told = {key: facts[key] for key in summary.overview.as_dict()}
    assert told == summary.overview.as_dict()
    for path in runs(folder).iterdir():
        path.unlink()
    text, facts = status(str(folder.parent / "out"))
    assert facts["last_run"] is None
    assert {key: facts[key] for key in told} == told


def test_the_bar_counts_by_what_became_of_documents(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")  # as on a terminal
    monkeypatch.setenv("COLUMNS", "200")
    from reportextract.runs.packed import pack
    from reportextract.runs.process import ReadingOptions, job_for

    names = ["a.pdf", "b/二.pdf", "b/bad.pdf"]
    packed = [pack(process(job_for(str(folder / name), name, ReadingOptions()))) for name in names]
    assert [one.document.source for _, one in progress_bar(enumerate(packed), 3)] == names
    shown = re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", capsys.readouterr().err)
    assert "3/3" in shown
    assert "2 verified  1 damaged" in shown
