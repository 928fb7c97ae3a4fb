"""``reportextract export``: which tables go into which file, and a file that is whole or not there."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

from reportextract.datasets.read import Datasets
from reportextract.datasets.schema import DATASETS
from reportextract.errors import SetupError, UsageError

ALL = "all"
_ONE_TABLE = ("csv", "dta")
_WRITERS = {"csv": "csv_file", "dta": "stata", "xlsx": "excel", "duckdb": "duck", "sqlite": "lite"}


def export(datasets: Datasets, kind: str, output: str | None, table: str | None) -> Path:
    """Write published datasets in another format.

    Args:
        kind: ``csv``, ``xlsx``, ``dta``, ``duckdb`` or ``sqlite``.
        output: The file, or for several tables of a kind that holds one the folder; None for a name in this folder.
        table: A dataset, ``all``, or None for what the kind is best at: the panel as CSV and for Stata, else all.

    Returns:
        What was written.

    Raises:
        UsageError: There is no such dataset, or it does not fit into the format.
        SetupError: The file can't be written.
    """
    chosen = table or ("panel" if kind in _ONE_TABLE else ALL)
    if chosen != ALL and chosen not in DATASETS:
        raise UsageError(f"There is no dataset {chosen}.", f"There are {', '.join(DATASETS)}, or {ALL}.")
    names = tuple(DATASETS) if chosen == ALL else (chosen,)
    write = _writer(kind)
    if kind in _ONE_TABLE and chosen == ALL:
        folder = Path(output or f"reportextract-{kind}")
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise _unwritable(folder, error) from error
        for name in names:
            _whole(folder / f"{name}.{kind}", write, datasets, (name,))
        return folder
    path = Path(output or (f"{chosen}.{kind}" if chosen != ALL else f"reportextract.{kind}"))
    _whole(path, write, datasets, names)
    return path


Writer = Callable[[Datasets, Sequence[str], Path], None]


def _writer(kind: str) -> Writer:
    from importlib import import_module

    writer: Writer = import_module(f"reportextract.exports.{_WRITERS[kind]}").write
    return writer


def _whole(path: Path, write: Writer, datasets: Datasets, names: Sequence[str]) -> None:
    """Write beside the path, then take its place: nobody sees half a file."""
    beside = path.with_name(f".{path.name}.part")
    try:
        beside.unlink(missing_ok=True)
        write(datasets, names, beside)
        os.replace(beside, path)
    except OSError as error:
        raise _unwritable(path, error) from error
    finally:
        if beside.is_dir():
            shutil.rmtree(beside)
        beside.unlink(missing_ok=True)


def _unwritable(path: Path, error: OSError) -> SetupError:
    return SetupError(
        f"{path} can't be written ({error.strerror or error}).", "Check the folder, its rights and the disk."
    )
