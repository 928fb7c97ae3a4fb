"""The run: find → look → read what is new → keep it → publish → tell."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from reportextract import __version__
from reportextract.datasets.folder import STATE_SUFFIX, LocalFolder
from reportextract.datasets.object_folder import ObjectFolder
from reportextract.errors import SetupError, UsageError
from reportextract.ingest.find import find_sources
from reportextract.runs.desk import Limits
from reportextract.runs.executors import Executor, make_executor
from reportextract.runs.fingerprint import Fingerprint, fingerprint
from reportextract.runs.gates import Gates
from reportextract.runs.ledger import Ledger, open_ledger, unread
from reportextract.runs.lock import exclusive
from reportextract.runs.overview import DOUBTFUL, FAILED, ledger_overview
from reportextract.runs.packed import PackedDocument
from reportextract.runs.plan import Plan, make_plan
from reportextract.runs.process import ReadingOptions
from reportextract.runs.publish import publish
from reportextract.runs.record import RunLog, last_record, write_record
from reportextract.runs.summary import ReadReport, RunSummary, changes_between
from reportextract.storage import is_url

DEFAULT_INPUT = "data/raw"
DEFAULT_OUT = "data/parquet"
# The slowest documents are bound volumes of a hundred scanned pages, at 2 seconds each.
DEFAULT_TIMEOUT = 300.0
# A run that is killed has lost at most what was read within this time.
_COMMIT_SECONDS = 1.0
# Reports named one by one in a summary; a first load of a hundred thousand is told by its counts.
_REPORTS_NAMED = 500

Progress = Callable[[Iterable[tuple[int, PackedDocument]], int], Iterable[tuple[int, PackedDocument]]]


@dataclass(frozen=True, slots=True)
class RunOptions:
    """What a run does.

    Attributes:
        state: Where the ledger and the records of the runs are; empty for a folder beside ``out``.
        workers: How many at a time; None for one a CPU.
        ray_address: The cluster for the executor ``ray``; None for one on this machine.
        limits: What a document may take.
        force: Read everything again.
        prune: Drop the rows of contents that the inputs no longer hold.
        accept: Publish whatever the gates say.
    """

    inputs: tuple[str, ...] = (DEFAULT_INPUT,)
    out: str = DEFAULT_OUT
    state: str = ""
    workers: int | None = None
    executor: str = "process"
    ray_address: str | None = None
    limits: Limits = field(default_factory=Limits)
    reading: ReadingOptions = field(default_factory=ReadingOptions)
    gates: Gates = field(default_factory=Gates)
    force: bool = False
    prune: bool = False
    accept: bool = False


def run(
    options: RunOptions,
    *,
    executor: Executor | None = None,
    progress: Progress | None = None,
    now: datetime | None = None,
) -> RunSummary:
    """Read what is new under the inputs and publish the datasets.

    The datasets depend on the contents found and nothing else: not on the executor, the order, or which run read what
    (``documents`` alone tells when and how fast). Contents that an earlier run read and these inputs don't hold stay,
    unless ``options.prune``. What is read is kept at once: a run that is killed goes on where it was.

    Args:
        executor: Instead of the one that ``options`` names.
        progress: Wraps the iterator of documents to show how far it is.
        now: The time that the run began.

    Raises:
        SetupError: An input is missing, another run is at work, the executor is not installed, or ``out`` can't be
            written. What was published before is unharmed.
    """
    started = time.perf_counter()
    began_at = (datetime.now(UTC) if now is None else now).replace(microsecond=0)
    if executor is None:
        executor = make_executor(options.executor, options.workers, options.limits, ray_address=options.ray_address)
    _keep_apart(options)
    state = state_folder(options.out, options.state)
    sources = find_sources(options.inputs, exclude=[options.out, state])
    folder = ObjectFolder(options.out) if is_url(options.out) else LocalFolder(options.out, state)
    with exclusive(state), open_ledger(state) as ledger, RunLog(state, began_at) as log:
        folder.recover()
        if options.prune and not sources and next(ledger.files(), None) is not None:
            raise SetupError(
                "The inputs hold no file at all: --prune would drop everything that is published.",
                "Is the folder mounted? To drop it indeed, remove the output folder and its state.",
            )
        now_read_with = fingerprint(options.reading)
        limits = options.limits.as_text()
        plan = make_plan(
            ledger, sources, options.reading, now_read_with, limits, force=options.force, prune=options.prune
        )
        log.planned(plan)
        documents: Iterable[tuple[int, PackedDocument]] = executor.run(plan.jobs) if plan.jobs else ()
        if progress is not None and plan.jobs:
            documents = progress(documents, len(plan.jobs))
        told = _Told()
        _keep_all(ledger, plan, documents, now_read_with, limits, began_at, told, log)
        if told.is_unreadable:
            _ask_for_inputs(options.inputs)
        publication = publish(ledger, folder, options.gates, began_at, options.accept)
        log.published(publication)
        seen = ledger_overview(ledger)
        last = last_record(state)
        summary = RunSummary(
            overview=seen,
            out=options.out,
            found=plan.found,
            read=told.read,
            unchanged=plan.known,
            duplicates=plan.duplicates,
            failed=tuple(sorted(told.failed)),
            to_review=tuple(sorted(told.to_review)),
            seconds=time.perf_counter() - started,
            vanished=plan.vanished,
            reports=tuple(sorted(told.reports, key=lambda report: report.source)[:_REPORTS_NAMED]),
            changes=changes_between(None if last is None else last["overview"], seen),
            is_published_anew=publication.is_changed and not publication.broken,
            gates=publication.broken,
            candidate=publication.candidate,
        )
        return write_record(summary, options, state, began_at, last)


class _Told:
    """What is told of the documents that a run looked at, the documents themselves being let go."""

    def __init__(self) -> None:
        self.read = 0
        self.failed: list[tuple[str, str, str]] = []
        self.to_review: list[str] = []
        self.reports: list[ReadReport] = []
        self.is_unreadable = False

    def add(self, packed: PackedDocument, is_new: bool) -> None:
        document, facts = packed.document, packed.facts
        self.read += 1
        self.is_unreadable |= document.retry == "always"
        if document.status in FAILED:
            self.failed.append((document.source, document.status, document.reason))
        if facts is None:
            return
        if facts["quality"] in DOUBTFUL:
            self.to_review.append(document.source)
        self.reports.append(
            ReadReport(document.source, facts["agency"], facts["report_year"], facts["quality"], is_new)
        )


def _keep_all(
    ledger: Ledger,
    plan: Plan,
    documents: Iterable[tuple[int, PackedDocument]],
    now_read_with: Fingerprint,
    limits: str,
    began_at: datetime,
    told: _Told,
    log: RunLog,
) -> None:
    """Keep every document as it comes, so that nothing read is lost."""
    committed = time.monotonic()

    def keep(packed: PackedDocument) -> None:
        is_new = ledger.kept(packed.document.document_id) is None
        beside = plan.beside.get(packed.document.document_id, "")
        ledger.keep(packed, now_read_with, limits, began_at.isoformat(), __version__, beside)
        told.add(packed, is_new)
        log.read(packed)

    for document in plan.unreadable:
        kept = ledger.kept(document.document_id)
        if kept is None or document.retry != "no" or kept.status != document.status:
            keep(unread(document))
    told.failed += plan.lost
    told.is_unreadable |= plan.lost != []
    ledger.commit()
    for _, packed in documents:
        keep(packed)
        if time.monotonic() - committed > _COMMIT_SECONDS:
            ledger.commit()
            committed = time.monotonic()
    ledger.commit()


def _keep_apart(options: RunOptions) -> None:
    """The datasets must not lie where the documents are, or the next run would take them for documents."""
    for given in options.inputs:
        if _whole(given) == _whole(options.out):
            raise UsageError(f"{given} is both input and --out.", "Name a folder of its own for the datasets.")


def _ask_for_inputs(inputs: Sequence[str]) -> None:
    """Where files could not be read: has a whole input gone away? Then nothing is published of this."""
    for given in inputs:
        if given and "://" not in given and not any(mark in given for mark in "*?["):
            is_gone = not os.path.lexists(given) or (os.path.isdir(given) and not os.listdir(given))
            if is_gone:
                raise SetupError(
                    f"The input {given} went away while it was read. What was read is kept, nothing was published.",
                    "Is it mounted? Then run again: what was read already is not read again.",
                )


def state_folder(out: str, chosen: str = "") -> Path:
    """Where the ledger and the records of the runs into ``out`` are: on this machine's disk, always."""
    if chosen:
        return Path(os.path.realpath(chosen))
    if is_url(out):
        return Path(os.path.realpath(f"data/{re.sub('[^A-Za-z0-9.]+', '-', out).strip('-')}{STATE_SUFFIX}"))
    return Path(f"{os.path.realpath(out)}{STATE_SUFFIX}")


def _whole(place: str) -> str:
    return place.rstrip("/") if is_url(place) else os.path.realpath(place)
