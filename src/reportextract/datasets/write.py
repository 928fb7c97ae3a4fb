"""Arrow tables → Parquet files whose bytes and names depend on their rows alone.

Rows are sorted, compression and page layout are fixed, and nothing about the machine or the moment goes into a file.
Its name holds a digest of its bytes: who has listed a folder and opens its files one by one while a run publishes never
reads a new file under an old name.
"""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from reportextract.datasets.folder import LocalFolder, Stage
from reportextract.datasets.manifest import Manifest, PublishedFile, PublishedUnit
from reportextract.datasets.schema import DATASETS

if TYPE_CHECKING:
    import pyarrow as pa

PARTITION = "report_year"
_COMPRESSION_LEVEL = 3  # zstd's own default; higher levels gain under 5 % on these columns for twice the time
_DIGEST_DIGITS = 12


def write_part(
    stage: Stage, dataset: str, table: pa.Table, year: int | None, prefix: str = "", keep_year: bool = False
) -> PublishedFile:
    """Write rows of one year (or of none) as a file of a dataset.

    Args:
        stage: Where files are put until they are published.
        table: With all columns of the dataset, sorted.
        prefix: What the ``document_id`` of all rows begins with.
        keep_year: Whether the file of rows without a year holds the column ``report_year``. It must where the dataset
            has no folder of a year, so that the column is there for whoever opens the dataset, and must not where it
            has: readers refuse to join the two. (Hive's folder for null, ``__HIVE_DEFAULT_PARTITION__``, makes
            ``pandas.read_parquet`` fail.)
    """
    is_partitioned = DATASETS[dataset].partitioned
    if is_partitioned and not keep_year:
        table = table.drop_columns([PARTITION])
    data = parquet_bytes(table)
    parts = [dataset, *([f"{PARTITION}={year}"] if is_partitioned and year is not None else [])]
    name = "-".join(["part", *([prefix] if prefix else []), sha256(data).hexdigest()[:_DIGEST_DIGITS]])
    file = PublishedFile(dataset, "/".join([*parts, f"{name}.parquet"]), year, table.num_rows, len(data))
    stage.write(file.path, data)
    return file


def parquet_bytes(table: pa.Table) -> bytes:
    """A table as the bytes of a Parquet file."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    sink = pa.BufferOutputStream()
    pq.write_table(
        table.combine_chunks(),
        sink,
        compression="zstd",
        compression_level=_COMPRESSION_LEVEL,
        version="2.6",
        row_group_size=1_000_000,
    )
    data: bytes = sink.getvalue().to_pybytes()
    return data


def write_datasets(tables: Mapping[str, pa.Table], out: str | Path) -> None:
    """Publish whole tables under ``out``, in place of what is there; for tables that no ledger stands behind.

    Files of others in ``out`` are left alone.

    Raises:
        SetupError: The folder can't be written.
    """
    import pyarrow.compute as pc

    from reportextract import __version__

    folder = LocalFolder(out)
    folder.recover()
    with folder.stage() as stage:
        files = []
        for name, table in tables.items():
            years = [None]
            if DATASETS[name].partitioned:
                years = sorted(pc.unique(table[PARTITION].drop_null()).to_pylist())
                if table[PARTITION].null_count or not years:
                    years.append(None)
            for year in years:
                rows = table
                if DATASETS[name].partitioned:
                    column = table[PARTITION]
                    rows = table.filter(pc.is_null(column) if year is None else pc.equal(column, year))
                files.append(write_part(stage, name, rows, year, keep_year=years == [None]))
        stage.publish(Manifest("", "", __version__, {"": PublishedUnit("", "", tuple(files))}))
