"""What a run leaves for later: a log while it goes on, and at its end a record as JSON and as a page."""

from __future__ import annotations

import json
import os
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from reportextract import __version__
from reportextract.errors import SetupError
from reportextract.runs.packed import PackedDocument
from reportextract.runs.page import as_page
from reportextract.runs.plan import Plan
from reportextract.runs.summary import RunSummary

if TYPE_CHECKING:
    from reportextract.runs.publish import Publication
    from reportextract.runs.run import RunOptions

RUNS = "runs"
_LATEST = "latest"
# A year of nights, and a month of second tries.
_RUNS_KEPT = 400


class RunLog:
    """``runs/TIME.jsonl``: an event a line, each with its time; written as things happen.

    Events: ``planned``, ``read`` (a document), ``published``, ``kept_back`` (a gate failed), ``unchanged``, ``stopped``
    (the run ended early).
    """

    def __init__(self, state: Path, began_at: datetime) -> None:
        folder = state / RUNS
        folder.mkdir(parents=True, exist_ok=True)
        self._file = open(folder / f"{run_id(began_at)}.jsonl", "a", encoding="utf-8")  # noqa: SIM115 - __exit__ closes it
        self._flushed = time.monotonic()

    def planned(self, plan: Plan) -> None:
        self._write(
            "planned", found=plan.found, to_read=len(plan.jobs), known=plan.known, duplicates=plan.duplicates,
            unreadable=len(plan.unreadable) + len(plan.lost), vanished=plan.vanished,
        )  # fmt: skip
        for source, status, reason in plan.lost:
            self._write("read", source=source, status=status, reason=reason)

    def read(self, packed: PackedDocument) -> None:
        document, facts = packed.document, packed.facts
        about = {} if facts is None else {"quality": facts["quality"], "report_year": facts["report_year"]}
        reason = {"reason": document.reason} if document.reason else {}
        self._write(
            "read", source=document.source, document_id=document.document_id, status=document.status,
            seconds=round(document.seconds, 3), **about, **reason,
        )  # fmt: skip

    def published(self, publication: Publication) -> None:
        if publication.broken:
            self._write("kept_back", gates=list(publication.broken), candidate=publication.candidate)
        elif publication.is_changed:
            self._write("published", units_written=publication.units_written, units=len(publication.manifest.units))
        else:
            self._write("unchanged", units=len(publication.manifest.units))

    def __enter__(self) -> RunLog:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is not None:
            self._write("stopped", kind=kind.__name__, message=str(error))
        self._file.close()

    def _write(self, event: str, **facts: Any) -> None:
        line = {"at": datetime.now(UTC).isoformat(timespec="milliseconds"), "event": event, **facts}
        self._file.write(json.dumps(line, ensure_ascii=False) + "\n")
        if event != "read" or time.monotonic() - self._flushed > 1:
            self._file.flush()
            self._flushed = time.monotonic()


def write_record(
    summary: RunSummary, options: RunOptions, state: Path, began_at: datetime, last: dict[str, Any] | None
) -> RunSummary:
    """Leave the record of a run as ``runs/TIME.json`` and ``runs/TIME.html``, and the same as ``latest``.

    Returns:
        The summary with where its page is.

    Raises:
        SetupError: They can't be written.
    """
    folder = state / RUNS
    name = run_id(began_at)
    summary = replace(summary, page=str(folder / f"{name}.html"))
    record = {
        "began_at": began_at.isoformat(),
        "version": __version__,
        "inputs": list(options.inputs),
        "executor": options.executor,
        "reading": {"reader": options.reading.reader, "ocr": options.reading.ocr},
        **summary.as_dict(),
    }
    page = as_page(record, None if last is None else last["began_at"])
    try:
        for stem in (name, _LATEST):
            _write_whole(folder / f"{stem}.json", json.dumps(record, ensure_ascii=False, indent=1) + "\n")
            _write_whole(folder / f"{stem}.html", page)
        _drop_old(folder)
    except OSError as error:
        raise SetupError(f"The record of the run can't be written to {folder} ({error.strerror}).") from error
    return summary


def last_record(state: Path) -> dict[str, Any] | None:
    """What the last run that ended noted about itself; None where there was none."""
    try:
        noted: dict[str, Any] = json.loads((state / RUNS / f"{_LATEST}.json").read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return noted


def run_id(began_at: datetime) -> str:
    """The name of a run's files: when it began, in UTC."""
    return began_at.astimezone(UTC).strftime("%Y-%m-%dT%H%M%SZ")


def _write_whole(path: Path, text: str) -> None:
    beside = path.with_name(f".{path.name}.part")
    beside.write_text(text, "utf-8", errors="backslashreplace")
    os.replace(beside, path)


def _drop_old(folder: Path) -> None:
    names = sorted({path.stem for path in folder.iterdir() if path.stem != _LATEST})
    for name in names[:-_RUNS_KEPT]:
        for suffix in (".json", ".jsonl", ".html"):
            (folder / f"{name}{suffix}").unlink(missing_ok=True)
