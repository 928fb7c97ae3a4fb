"""What is to be done with each source: read it, carry it over, or name the file that it repeats."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from reportextract import __version__
from reportextract.datasets.read import Datasets
from reportextract.errors import DocumentError
from reportextract.ingest.document import document_id
from reportextract.ingest.find import Source
from reportextract.model import Document
from reportextract.runs.process import Job, ReadingOptions, job_for

# Failures of the machinery, not of the document: they get another chance in each run.
_TRIED_AGAIN = frozenset({"timed_out", "crashed"})

# document_id → its row in ``documents``.
Known = Mapping[str, Mapping[str, Any]]


@dataclass(slots=True)
class Plan:
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


def known_documents(published: Datasets) -> Known:
    """document_id → its row in ``documents`` (of duplicates: that of the first)."""
    rows = published.table("documents").to_pylist()
    return {row["document_id"]: row for row in rows if row["status"] != "duplicate"}


def make_plan(sources: Sequence[Source], options: ReadingOptions, known: Known) -> Plan:
    """Look at every source and decide.

    Args:
        sources: Sorted; of several with one content the first is read.
        known: What was published with the same options; what the same version read is carried over.
    """
    plan = Plan()
    first: dict[str, str] = {}
    for source in sources:
        try:
            job = job_for(source.path, source.source, options)
        except DocumentError as error:
            plan.unreadable.append(_unreadable(source, error))
            continue
        identity = document_id(job.sha256)
        if identity in first:
            plan.duplicates.append((job, first[identity]))
            continue
        first[identity] = source.source
        row = known.get(identity)
        if row is not None and row["extractor_version"] == __version__ and row["status"] not in _TRIED_AGAIN:
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
