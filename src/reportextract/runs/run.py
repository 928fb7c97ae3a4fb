"""The run: find → hash → skip what is known → read → publish → summarise."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from reportextract import __version__
from reportextract.datasets.read import Datasets, is_published
from reportextract.errors import SetupError, UsageError
from reportextract.ingest.find import find_sources
from reportextract.model import Document
from reportextract.runs.executors import Executor, make_executor
from reportextract.runs.plan import known_documents, make_plan
from reportextract.runs.process import ReadingOptions
from reportextract.runs.publish import publish, read_portions
from reportextract.runs.summary import FAILED, RunSummary, overview

RUN_FILE = "_run.json"
DEFAULT_INPUT = "data/raw"
DEFAULT_OUT = "data/parquet"
# The slowest documents are bound volumes of a hundred scanned pages, at 2 seconds each.
DEFAULT_TIMEOUT = 300.0

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
    known = {} if published is None else known_documents(published)
    same_options = last_run(options.out).get("reading") == options.reading.as_dict()
    plan = make_plan(sources, options.reading, known if same_options and not options.force else {})
    documents: Iterable[tuple[int, Document]] = reader.run(plan.jobs) if plan.jobs else ()
    if progress is not None and plan.jobs:
        documents = progress(documents, len(plan.jobs))
    new = list(read_portions(documents, plan, known, began_at))
    publish(new, plan, known, published, options.out, options.prune)
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
