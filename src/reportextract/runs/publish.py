"""From what was read and what was known to the datasets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from reportextract import __version__
from reportextract.datasets.frames import add_document, empty_rows, sort_table, tables
from reportextract.datasets.primary import mark_primary
from reportextract.datasets.read import Datasets
from reportextract.datasets.schema import DATASETS, arrow_schema
from reportextract.datasets.write import write_datasets
from reportextract.ingest.document import document_id
from reportextract.model import Document
from reportextract.reuse.find import find_reuse
from reportextract.runs.plan import Known, Plan

if TYPE_CHECKING:
    import pyarrow as pa

# Rows are turned to Arrow in such portions: as tuples they take ten times the memory.
_PORTION = 256


@dataclass(frozen=True, slots=True)
class Portion:
    """Some documents of this run, without their reports, and their rows as Arrow tables."""

    documents: list[Document]
    tables: dict[str, pa.Table]
    to_review: list[str]


def read_portions(
    documents: Iterable[tuple[int, Document]], plan: Plan, known: Known, began_at: datetime
) -> Iterator[Portion]:
    """Rows of what is read, in portions; the reports themselves are let go."""
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
            yield Portion(done, tables(rows), to_review)
            rows, done, to_review = empty_rows(), [], []
    if done:
        yield Portion(done, tables(rows), to_review)


def publish(
    new: Sequence[Portion],
    plan: Plan,
    known: Known,
    published: Datasets | None,
    out: str,
    prune: bool,
) -> None:
    """Write the datasets anew, unless nothing in them has changed.

    Args:
        new: What this run read.
        known: What was published before, in ``published``.
        prune: Whether to drop the contents that this run did not find.
    """
    import pyarrow as pa

    found = plan.carried.keys() | {d.document_id for portion in new for d in portion.documents}
    found |= {document_id(job.sha256) for job, _ in plan.duplicates}
    kept = set() if prune else known.keys() - found - _replaced(plan, new, known)
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
    tables = mark_primary(tables)
    write_datasets(tables | {"reuse": find_reuse(tables["sections"], tables["reports"])}, out)


def _replaced(plan: Plan, new: Sequence[Portion], known: Known) -> set[str]:
    """Contents whose file now holds something else."""
    sources = set(plan.carried.values()) | {d.source for portion in new for d in portion.documents}
    sources |= {job.source for job, _ in plan.duplicates}
    return {identity for identity, row in known.items() if row["source"] in sources}


def _old_documents(plan: Plan, kept: set[str], known: Known, published: Datasets | None) -> list[dict[str, Any]]:
    """Rows of ``documents`` that nothing new is known about; a moved file's row has its new source."""
    rows = [{**known[identity], "source": source} for identity, source in plan.carried.items()]
    rows += [dict(known[identity]) for identity in kept]
    if kept and published is not None:
        present = {row["source"] for row in rows} | {job.source for job, _ in plan.duplicates}
        present |= {job.source for job in plan.jobs}
        rows += [
            row
            for row in published.table("documents").to_pylist()
            if row["status"] == "duplicate" and row["document_id"] in kept and row["source"] not in present
        ]
    return rows


def _duplicates(plan: Plan, when: Known) -> pa.Table:
    """Rows of files whose content another file, the first by source, already has."""
    import pyarrow as pa

    rows = []
    for job, first in plan.duplicates:
        original = when[document_id(job.sha256)]
        rows.append(
            {
                **original,
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
    return bool(sort_table("documents", documents).equals(published.table("documents")))


def _carry(published: Datasets, name: str, carried: dict[str, str], kept: set[str]) -> pa.Table:
    """A dataset's rows of documents that were not read again, with the sources that they have now."""
    import pyarrow as pa
    import pyarrow.compute as pc

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
