"""Rows that a report has because of other reports: what of its text stands in them.

They are kept in the ledger beside the report's own, and found anew only when a report came, went or changed. That looks
at the texts of all reports at once, unlike everything else that publishing does; above a few reports it happens in a
process of its own, so that the run's memory doesn't grow with what is published.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from hashlib import sha256
from itertools import groupby
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING

from reportextract.errors import SetupError
from reportextract.reuse.find import REPORT_COLUMNS, SECTION_COLUMNS, find_reuse
from reportextract.runs.fingerprint import digest_of_code
from reportextract.runs.ledger import Ledger
from reportextract.runs.packed import current_schemas, pack_tables, unpack

if TYPE_CHECKING:
    import pyarrow as pa

_NAME = "reuse"
# Starting a process takes a second: as long as comparing so many.
_ALONE_ABOVE = 1000
# Of 50,000 reports the texts and their fingerprints take about 2.5 GB and a minute (decision 0005).
MOST_COMPARED = 50_000
_COMPARED = (
    "FROM result JOIN published USING (document_id) "
    "WHERE quality IS NOT NULL AND is_primary AND agency IS NOT NULL AND report_year IS NOT NULL"
)
_PORTION = 1000


def relate_texts(ledger: Ledger) -> str:
    """Bring the rows of ``reuse`` up to date; ``relate`` comes first.

    Returns:
        A sentence for the summary where the texts were not compared; else empty.
    """
    digest = sha256(f"{digest_of_code('reuse')} {current_schemas()[0]}\n".encode())
    count = 0
    for document_id, rows in ledger.query(f"SELECT document_id, digest {_COMPARED} ORDER BY document_id"):
        digest.update(f"{document_id} {rows}\n".encode())
        count += 1
    note = ""
    if count > MOST_COMPARED:
        note = f"Reused text was not looked for: {count} reports are more than the {MOST_COMPARED} that are compared."
    key = note or digest.hexdigest()
    if ledger.note(_NAME) == key:
        return note
    ledger.commit()
    found = iter(()) if note else _in_a_process(ledger.path) if count > _ALONE_ABOVE else _find(ledger.path)
    ledger.relate(found, current_schemas()[0])
    ledger.note(_NAME, key)
    return note


def _find(path: Path) -> Iterator[tuple[str, bytes]]:
    """(document_id, its rows of ``reuse``, packed) of every report that has any."""

    sections, reports = _texts(path)
    table: pa.Table = find_reuse(sections, reports)
    start = 0
    for document_id, rows in groupby(table["document_id"].to_pylist()):
        length = sum(1 for _ in rows)
        yield document_id, pack_tables({_NAME: table.slice(start, length)})
        start += length


def _texts(path: Path) -> tuple[pa.Table, pa.Table]:
    """The sections of the reports that are compared, and what ``find_reuse`` asks of the reports."""
    import pyarrow as pa

    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    reader = Ledger(connection, path)
    reports, sections = [], []
    compared = _COMPARED.replace("FROM result", "FROM packed JOIN result USING (document_id)")
    query = f"SELECT document_id, facts, schema_id, rows {compared} ORDER BY document_id"
    for document_id, facts, schema_id, rows in reader.query(query):
        known = json.loads(facts) | {"document_id": document_id, "is_primary": True}
        reports.append({name: known[name] for name in REPORT_COLUMNS})
        batch = unpack(rows, reader.schemas(schema_id), only=("sections",)).get("sections")
        if batch is not None:
            sections.append(batch.select(SECTION_COLUMNS))
    connection.close()
    from reportextract.datasets.schema import arrow_schema

    texts = pa.Table.from_batches(
        [batch.replace_schema_metadata(None) for batch in sections],
        schema=None if sections else pa.schema([arrow_schema("sections").field(name) for name in SECTION_COLUMNS]),
    )
    about = pa.Table.from_pylist(reports, schema=pa.schema([arrow_schema("reports").field(n) for n in REPORT_COLUMNS]))
    return texts, about


def _in_a_process(path: Path) -> Iterator[tuple[str, bytes]]:
    context = get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    child = context.Process(target=_send, args=(path, theirs), daemon=True)
    child.start()
    theirs.close()
    try:
        while (portion := ours.recv()) is not None:
            yield from portion
    except EOFError as error:
        child.join()
        raise SetupError(
            f"Comparing the reports' texts ended with exit code {child.exitcode}.", "Is there enough memory? Run again."
        ) from error
    finally:
        child.kill()
        child.join()


def _send(path: Path, pipe: Connection) -> None:
    portion = []
    for found in _find(path):
        portion.append(found)
        if len(portion) == _PORTION:
            pipe.send(portion)
            portion = []
    pipe.send(portion)
    pipe.send(None)
