"""Open what a run published."""

from __future__ import annotations

import os
import weakref
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from reportextract import storage
from reportextract.datasets.manifest import MANIFEST, Manifest, parse_manifest
from reportextract.datasets.schema import DATASETS, arrow_schema
from reportextract.errors import SetupError

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa
    import pyarrow.compute as pc
    import pyarrow.dataset as pads
    import pyarrow.fs as pafs

_DESCRIPTORS = Path("/proc/self/fd")


class Datasets(Mapping[str, "pd.DataFrame"]):
    """The datasets of a folder as they were when it was opened, each read when it is asked for.

    ``datasets["requests"]`` or ``datasets.requests`` is a pandas frame with the columns of the codebook in their order,
    ``report_year`` among them; ``arrow(name)`` is the pyarrow dataset, for filters that read only what they need.

    All of them come from one publication: a run that publishes in the meantime changes nothing in them. Open them anew
    to see what it published.
    """

    def __init__(self, folder: str | Path) -> None:
        self.folder = folder if isinstance(folder, str) and storage.is_url(folder) else Path(folder)
        self._opened = _open_url(self.folder) if isinstance(self.folder, str) else _open_folder(self.folder)

    def arrow(self, name: str) -> pads.Dataset:
        """A dataset for pyarrow, partitioned by ``report_year`` (int32) where it is."""
        import pyarrow as pa
        import pyarrow.dataset as pads

        root, filesystem, manifest = self._opened
        place = f"{root}/{name}"
        paths = None if manifest is None else [f"{root}/{file.path}" for file in manifest.files(name)]
        partitioning = pads.partitioning(pa.schema([("report_year", pa.int32())]), flavor="hive")
        try:
            return pads.dataset(
                place if paths is None else paths,
                schema=arrow_schema(name),
                format="parquet",
                filesystem=filesystem,
                partitioning=partitioning if DATASETS[name].partitioned else None,
                partition_base_dir=None if paths is None else place,
            )
        except OSError as error:
            raise self._broken(name) from error

    def table(self, name: str, columns: list[str] | None = None, where: pc.Expression | None = None) -> pa.Table:
        """A dataset as an Arrow table: all of it, or some columns of the rows for which ``where`` holds.

        Raises:
            SetupError: Its files are broken or gone.
        """
        import pyarrow as pa

        dataset = self.arrow(name)
        try:
            return dataset.to_table(columns=columns, filter=where)
        except (OSError, pa.ArrowInvalid) as error:
            raise self._broken(name) from error

    def _broken(self, name: str) -> SetupError:
        return SetupError(
            f"The dataset {name} in {self.folder} can't be read: it is incomplete or broken, or was published anew "
            "twice since it was opened.",
            f"Open it again. If that doesn't help: remove {self.folder} and run again.",
        )

    def __getitem__(self, name: str) -> pd.DataFrame:
        from reportextract.datasets.frames import to_pandas

        if name not in DATASETS:
            raise KeyError(name)
        return to_pandas(self.table(name))

    def __getattr__(self, name: str) -> pd.DataFrame:
        if name in DATASETS:
            return self[name]
        raise AttributeError(f"There is no dataset {name!r}; there are {', '.join(DATASETS)}.")

    def __iter__(self) -> Iterator[str]:
        return iter(DATASETS)

    def __len__(self) -> int:
        return len(DATASETS)


class _Pinned(str):
    """The path of a folder that stays the same folder when it is renamed; closed when nobody has it any more."""

    __slots__ = ("__weakref__",)


def _open_folder(folder: Path) -> tuple[str, None, Manifest | None]:
    """(Where its files are, no file system, its manifest; None where it has none and is listed instead)."""
    root = str(folder)
    if folder.is_dir() and _DESCRIPTORS.is_dir():
        handle = os.open(folder, os.O_RDONLY)
        pinned = _Pinned(_DESCRIPTORS / str(handle))
        weakref.finalize(pinned, os.close, handle)
        root = pinned
    try:
        return root, None, parse_manifest(Path(root, MANIFEST).read_text("utf-8"), str(folder / MANIFEST))
    except FileNotFoundError:
        return root, None, None


def _open_url(url: str) -> tuple[str, pafs.FileSystem, Manifest]:
    """The same of a folder in object storage, where the manifest says what is published; a URL that ends in ``.json``
    is that of the manifest itself."""
    place = url if url.endswith(".json") else f"{url.rstrip('/')}/{MANIFEST}"
    try:
        manifest = parse_manifest(storage.read_object(place).decode(), place)
    except FileNotFoundError as error:
        raise _nothing_in(url) from error
    filesystem, root = storage.arrow_filesystem(place.rsplit("/", 1)[0])
    return root, filesystem, manifest


def _nothing_in(folder: str | Path) -> SetupError:
    return SetupError(f"There are no datasets in {folder}.", f"Make them: reportextract run --out {folder}")


def open_datasets(folder: str | Path) -> Datasets:
    """Open the datasets that ``reportextract run`` published under ``folder``, a path or a URL.

    Raises:
        SetupError: There are none.
    """
    if not storage.is_url(str(folder)) and not is_published(folder):
        raise _nothing_in(folder)
    return Datasets(folder)


def is_published(folder: str | Path) -> bool:
    """Whether a run has published datasets under ``folder``."""
    return (Path(folder) / "documents").is_dir()
