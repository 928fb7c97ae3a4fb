"""The run: find → hash → skip what is known → read → publish → summarise."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reportextract import __version__
from reportextract.datasets.read import Datasets, is_published
from reportextract.errors import DocumentError, SetupError, UsageError
from reportextract.ingest.document import document_id
from reportextract.ingest.find import Source, find_sources
from reportextract.model import Document
from reportextract.runs.executors import Executor, make_executor
from reportextract.runs.process import Job, ReadingOptions, job_for
from reportextract.runs.summary import FAILED, RunSummary, overview

if TYPE_CHECKING:
    import pyarrow as pa

RUN_FILE = "_run.json"
DEFAULT_INPUT = "data/raw"
DEFAULT_OUT = "data/parquet"
# The slowest real document (a bound volume) takes some seconds; a minute means that something loops.
DEFAULT_TIMEOUT = 60.0
# Failures of the machinery, not of the document: they get another chance in each run.
_TRIED_AGAIN = frozenset({"timed_out", "crashed"})
# Rows are turned to Arrow in such portions: as tuples they take ten times the memory.
_PORTION = 256

Progress = Callable[[Iterable[tuple[int, Document]], int], Iterable[tuple[int, Document]]]


@dataclass(frozen=True, slots=True)
class RunOptions:
    """What a run does.

    Attributes:
        workers: Processes; None for one a CPU.
        timeout: Seconds a document may take.
        force: Read everything again.
        prune: Drop the rows of contents that the inputs no longer hold.
    """

    inputs: tuple[str, ...] = (DEFAULT_INPUT,)
    out: str = DEFAULT_OUT
    workers: int | None = None
    executor: str = "process"
    timeout: float = DEFAULT_TIMEOUT
    reading: ReadingOptions = field(default_factory=ReadingOptions)
    force: bool = False
    prune: bool = False


@dataclass(slots=True)
class _Plan:
    """What is to be done with each source.

    Attributes:
        jobs: To be read, one for each content, in order of source.
        carried: document_id → source, of what the published datasets already hold.
        duplicates: Source → (its job, source of the same content that comes first).
        unreadable: What could not even be hashed.
    """

    jobs: list[Job] = field(default_factory=list)
    carried: dict[str, str] = field(default_factory=dict)
    duplicates: list[tuple[Job, str]] = field(default_factory=list)
    unreadable: list[Document] = field(default_factory=list)


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
    unless ``options.prune``.

    Args:
        executor: Instead of the one that ``options`` names.
        progress: Wraps the iterator of documents to show how far it is.
        now: The time that the run began.

    Raises:
        SetupError: An input is missing, the executor is not part of this version, or ``out`` can't be written.
    """
    started = time.perf_counter()
    began_at = (datetime.now(UTC) if now is None else now).replace(microsecond=0)
    reader = make_executor(options.executor, options.workers, options.timeout) if executor is None else executor
    _keep_apart(options)
    sources = find_sources(options.inputs, exclude=[options.out])
    published = Datasets(options.out) if is_published(options.out) else None
    known = {} if published is None else _known(published)
    plan = _plan(sources, known, options)
    documents: Iterable[tuple[int, Document]] = reader.run(plan.jobs) if plan.jobs else ()
    if progress is not None and plan.jobs:
        documents = progress(documents, len(plan.jobs))
    new = list(_read(documents, plan, known, began_at))
    _publish(new, plan, known, published, options, began_at)
    read = [document for portion in new for document in portion.documents]
    summary = RunSummary(
        overview=overview(Datasets(options.out)),
        out=options.out,
        found=len(sources),
        read=len(read),
        unchanged=len(plan.carried),
        duplicates=len(plan.duplicates),
        failed=tuple(sorted((d.source, d.status, d.reason) for d in read if d.status in FAILED)),
        to_review=tuple(sorted(d for portion in new for d in portion.to_review)),
        seconds=time.perf_counter() - started,
    )
    _write_run_file(summary, options, began_at)
    return summary


@dataclass(frozen=True, slots=True)
class _Portion:
    """Some documents of this run, without their reports, and their rows as Arrow tables."""

    documents: list[Document]
    tables: dict[str, pa.Table]
    to_review: list[str]


def _keep_apart(options: RunOptions) -> None:
    """The datasets must not lie where the documents are, or the next run would take them for documents."""
    for given in options.inputs:
        if os.path.realpath(given) == os.path.realpath(options.out):
            raise UsageError(f"{given} is both input and --out.", "Name a folder of its own for the datasets.")


def last_run(out: str | Path) -> dict[str, Any]:
    """What the last run under ``out`` noted about itself; empty where there was none."""
    try:
        noted: dict[str, Any] = json.loads((Path(out) / RUN_FILE).read_text("utf-8"))
    except (OSError, json.JSONDecodeError):
        return {}
    return noted


def _known(published: Datasets) -> dict[str, dict[str, Any]]:
    """document_id → its row in ``documents`` (of duplicates: that of the first)."""
    rows = published.table("documents").to_pylist()
    return {row["document_id"]: row for row in rows if row["status"] != "duplicate"}


def _plan(sources: Sequence[Source], known: dict[str, dict[str, Any]], options: RunOptions) -> _Plan:
    plan = _Plan()
    same_options = last_run(options.out).get("reading") == options.reading.as_dict()
    first: dict[str, str] = {}
    for source in sources:
        try:
            job = job_for(source.path, source.source, options.reading)
        except DocumentError as error:
            plan.unreadable.append(_unreadable(source, error))
            continue
        identity = document_id(job.sha256)
        if identity in first:
            plan.duplicates.append((job, first[identity]))
            continue
        first[identity] = source.source
        row = known.get(identity)
        if (
            row is not None
            and not options.force
            and same_options
            and row["extractor_version"] == __version__
            and row["status"] not in _TRIED_AGAIN
        ):
            plan.carried[identity] = source.source
        else:
            plan.jobs.append(job)
    return plan


def _unreadable(source: Source, error: DocumentError) -> Document:
    """A file without bytes has no hash: its key is made from its name."""
    return Document(
        document_id=document_id(sha256(b"unreadable\n" + source.source.encode()).hexdigest()),
        sha256="",
        source=source.source,
        size_bytes=0,
        media_type="application/octet-stream",
        page_count=None,
        scanned_pages=None,
        status=error.status,
        reason=str(error),
        seconds=0.0,
    )


def _read(
    documents: Iterable[tuple[int, Document]], plan: _Plan, known: dict[str, dict[str, Any]], began_at: datetime
) -> Iterator[_Portion]:
    """Rows of what is read, in portions; the reports themselves are let go."""
    from dataclasses import replace

    from reportextract.datasets.frames import add_document, empty_rows, tables

    rows, done, to_review = empty_rows(), list[Document](), list[str]()

    def take(document: Document) -> None:
        row = known.get(document.document_id)
        first_seen_at = began_at if row is None else row["first_seen_at"]
        add_document(rows, document, __version__, first_seen_at, began_at)
        if document.report is not None and document.report.quality in ("disputed", "partial"):
            to_review.append(document.source)
        done.append(replace(document, report=None, findings=()))

    for document in plan.unreadable:
        take(document)
    for _, document in documents:
        take(document)
        if len(done) == _PORTION:
            yield _Portion(done, tables(rows), to_review)
            rows, done, to_review = empty_rows(), [], []
    if done:
        yield _Portion(done, tables(rows), to_review)


def _publish(
    new: Sequence[_Portion],
    plan: _Plan,
    known: dict[str, dict[str, Any]],
    published: Datasets | None,
    options: RunOptions,
    began_at: datetime,
) -> None:
    import pyarrow as pa

    from reportextract.datasets.frames import sort_table
    from reportextract.datasets.primary import mark_primary
    from reportextract.datasets.schema import DATASETS, arrow_schema
    from reportextract.datasets.write import write_datasets

    found = plan.carried.keys() | {d.document_id for portion in new for d in portion.documents}
    found |= {document_id(job.sha256) for job, _ in plan.duplicates}
    kept = set() if options.prune else known.keys() - found - _replaced(plan, new, known)
    parts: dict[str, list[pa.Table]] = {name: [portion.tables[name] for portion in new] for name in DATASETS}
    documents = _old_documents(plan, kept, known, published)
    parts["documents"].append(pa.Table.from_pylist(documents, schema=arrow_schema("documents")))
    when = {row["document_id"]: row for part in parts["documents"] for row in part.to_pylist()}
    parts["documents"].append(_duplicates(plan, when))
    if published is not None:
        if not new and _is_same(pa.concat_tables(parts["documents"]), published):
            return
        for name in DATASETS:
            if name != "documents":
                parts[name].append(_carry(published, name, plan.carried, kept))
    tables = {
        name: sort_table(name, pa.concat_tables(parts[name]))
        if parts[name]
        else pa.Table.from_pylist([], schema=arrow_schema(name))
        for name in DATASETS
    }
    write_datasets(mark_primary(tables), options.out)


def _replaced(plan: _Plan, new: Sequence[_Portion], known: dict[str, dict[str, Any]]) -> set[str]:
    """Contents whose file now holds something else."""
    sources = set(plan.carried.values()) | {d.source for portion in new for d in portion.documents}
    sources |= {job.source for job, _ in plan.duplicates}
    return {identity for identity, row in known.items() if row["source"] in sources}


def _old_documents(
    plan: _Plan, kept: set[str], known: dict[str, dict[str, Any]], published: Datasets | None
) -> list[dict[str, Any]]:
    """Rows of ``documents`` that nothing new is known about; a moved file's row has its new source."""
    rows = [known[identity] | {"source": source} for identity, source in plan.carried.items()]
    rows += [known[identity] for identity in kept]
    if kept and published is not None:
        present = {row["source"] for row in rows} | {job.source for job, _ in plan.duplicates}
        present |= {job.source for job in plan.jobs}
        rows += [
            row
            for row in published.table("documents").to_pylist()
            if row["status"] == "duplicate" and row["document_id"] in kept and row["source"] not in present
        ]
    return rows


def _duplicates(plan: _Plan, when: dict[str, dict[str, Any]]) -> pa.Table:
    """Rows of files whose content another file, the first by source, already has."""
    import pyarrow as pa

    from reportextract.datasets.schema import arrow_schema

    rows = []
    for job, first in plan.duplicates:
        original = when[document_id(job.sha256)]
        rows.append(
            original
            | {
                "source": job.source,
                "page_count": None,
                "scanned_pages": None,
                "status": "duplicate",
                "reason": f"The same content as {first}.",
                "seconds": 0.0,
            }
        )
    return pa.Table.from_pylist(rows, schema=arrow_schema("documents"))


def _is_same(documents: pa.Table, published: Datasets) -> bool:
    from reportextract.datasets.frames import sort_table

    return bool(sort_table("documents", documents).equals(published.table("documents")))


def _carry(published: Datasets, name: str, carried: dict[str, str], kept: set[str]) -> pa.Table:
    """A dataset's rows of documents that were not read again, with the sources that they have now."""
    import pyarrow as pa
    import pyarrow.compute as pc

    from reportextract.datasets.schema import arrow_schema

    wanted = pa.array(sorted(carried.keys() | kept), pa.string())
    table = published.table(name, where=pc.field("document_id").isin(wanted))
    if "source" in table.column_names:
        now = [
            carried.get(identity, source)
            for identity, source in zip(table["document_id"].to_pylist(), table["source"].to_pylist(), strict=True)
        ]
        index = table.schema.get_field_index("source")
        table = table.set_column(index, table.schema.field(index), pa.array(now, pa.string()))
    return table.cast(arrow_schema(name))


def _write_run_file(summary: RunSummary, options: RunOptions, began_at: datetime) -> None:
    noted = {
        "began_at": began_at.isoformat(),
        "version": __version__,
        "inputs": list(options.inputs),
        "reading": options.reading.as_dict(),
        "executor": options.executor,
        **summary.as_dict(),
    }
    path = Path(options.out) / RUN_FILE
    try:
        beside = path.with_suffix(".part")
        beside.write_text(json.dumps(noted, ensure_ascii=False, indent=1) + "\n", "utf-8")
        os.replace(beside, path)
    except OSError as error:
        raise SetupError(f"The record of the run can't be written to {path} ({error.strerror}).") from error
