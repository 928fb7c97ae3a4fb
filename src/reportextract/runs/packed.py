"""A document as it travels from a worker and is kept: what became of it, and the rows of its report as packed Arrow.

Workers pack, so that the run's own process only passes bytes on; many documents are unpacked into tables at once.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from reportextract.datasets.frames import add_contents, empty_rows, tables
from reportextract.datasets.schema import DATASETS, arrow_schema
from reportextract.model import Document
from reportextract.years import YearReport, year_numbers

if TYPE_CHECKING:
    import pyarrow as pa

_CODEC = "zstd"
_HEAD = struct.Struct("<II")  # bytes of the names, bytes of all once unpacked
_LENGTH = struct.Struct("<I")
REPORT_DATASETS = tuple(name for name in DATASETS if name != "documents")


@dataclass(frozen=True, slots=True)
class PackedDocument:
    """What reading a document gave.

    Attributes:
        document: Without its report and findings.
        facts: Its row of ``reports``, and ``misprints``: its misprinted sums in words; ``findings``: how many it has;
            ``series`` and ``numbers``: its agency over the years, and what these are compared by. None where it has no
            report.
        rows: Its rows in all other datasets, packed; empty where it has none.
    """

    document: Document
    facts: Mapping[str, Any] | None
    rows: bytes


def pack(document: Document) -> PackedDocument:
    """A document with its rows packed."""
    bare = replace(document, report=None, findings=())
    if document.report is None and not document.findings:
        return PackedDocument(bare, None, b"")
    from reportextract.runs.misprints import misprints_in

    rows = empty_rows()
    add_contents(rows, document)
    facts = None
    if document.report is not None:
        facts = dict(zip(DATASETS["reports"].names, rows["reports"][0], strict=True))
        facts["published_on"] = None if facts["published_on"] is None else facts["published_on"].isoformat()
        facts["misprints"] = misprints_in(rows)
        facts["findings"] = len(rows["findings"])
        facts["numbers"] = year_numbers(document.report.cells)
        series = YearReport.from_facts(facts).series
        facts["series"] = None if series is None else ":".join(series)
    return PackedDocument(bare, facts, pack_tables(tables(rows)))


def pack_tables(by_name: Mapping[str, pa.Table]) -> bytes:
    """Tables of one document as bytes; those without rows are left out."""
    import pyarrow as pa

    messages = {
        name: by_name[name].combine_chunks().to_batches()[0].serialize().to_pybytes()
        for name in REPORT_DATASETS
        if name in by_name and by_name[name].num_rows
    }
    names = json.dumps(list(messages)).encode()
    body = b"".join([_LENGTH.pack(len(message)) + message for message in messages.values()])
    compressed: bytes = pa.Codec(_CODEC).compress(body, asbytes=True)
    return _HEAD.pack(len(names), len(body)) + names + compressed


def unpack(
    rows: bytes, schemas: Mapping[str, pa.Schema], only: tuple[str, ...] = REPORT_DATASETS
) -> dict[str, pa.RecordBatch]:
    """The rows of a document by dataset.

    Args:
        rows: As ``pack_tables`` made them.
        schemas: Those that they were packed with.
        only: Leave the other datasets out.
    """
    import pyarrow as pa

    if not rows:
        return {}
    names_end, size = _HEAD.unpack_from(rows)
    names: list[str] = json.loads(rows[_HEAD.size : _HEAD.size + names_end])
    body = pa.Codec(_CODEC).decompress(memoryview(rows)[_HEAD.size + names_end :], size)
    found: dict[str, pa.RecordBatch] = {}
    start = 0
    view = memoryview(body)
    for name in names:
        (length,) = _LENGTH.unpack_from(view, start)
        start += _LENGTH.size
        if name in only:
            found[name] = pa.ipc.read_record_batch(body.slice(start, length), schemas[name])
        start += length
    return found


@cache
def current_schemas() -> tuple[str, dict[str, bytes]]:
    """(A key for them, the Arrow schema of each dataset as bytes): what rows are packed with by this version."""
    messages = {name: arrow_schema(name).serialize().to_pybytes() for name in REPORT_DATASETS}
    digest = sha256()
    for name in REPORT_DATASETS:
        digest.update(f"{name}: {arrow_schema(name).remove_metadata()}\n".encode())
    return digest.hexdigest()[:16], messages


def conform(table: pa.Table, name: str) -> pa.Table:
    """Rows that an earlier version packed, with the columns of this one.

    A column that is new is null; where it may not be, it is empty, 0 or false.
    """
    import pyarrow as pa

    wanted = arrow_schema(name)
    if table.schema.equals(wanted, check_metadata=False):
        return table.cast(wanted)
    empty = {"string": "", "int32": 0, "int64": 0, "float64": 0.0, "bool": False}
    arrays = []
    for column, field in zip(DATASETS[name].columns, wanted, strict=True):
        if column.name in table.column_names:
            arrays.append(table[column.name].cast(field.type))
        else:
            value = None if column.nullable else empty[column.type]
            arrays.append(pa.chunked_array([pa.array([value] * table.num_rows, field.type)]))
    return pa.Table.from_arrays(arrays, schema=wanted)
