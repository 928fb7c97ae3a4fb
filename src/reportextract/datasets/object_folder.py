"""The output folder in object storage, where nothing can be renamed: what is published is what the manifest names.

Files have names that say their content and are never changed. Those of a publication are written beside the old ones;
then the manifest is written, in one request, and with it the publication is there. ``open_datasets`` goes by the
manifest. Files that neither it nor the one before names are removed when the next publication is there: who opened the
datasets before it can still read them.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from reportextract.datasets.folder import Stage
from reportextract.datasets.manifest import MANIFEST, Manifest, PublishedFile, parse_manifest
from reportextract.datasets.schema import DATASETS
from reportextract.errors import SetupError
from reportextract.storage import find_objects, read_object, remove_objects, write_object

PREVIOUS, CANDIDATE = "_previous.json", "_candidate.json"


class ObjectFolder:
    """An output folder in object storage.

    Args:
        url: ``s3://bucket/prefix`` or any other that fsspec knows.
    """

    def __init__(self, url: str) -> None:
        self.url = url.rstrip("/")

    def manifest(self) -> Manifest | None:
        """What is published; None where nothing is, or its manifest is broken (then all is written anew)."""
        return self._parsed(self.read(MANIFEST))

    def recover(self) -> None:
        """Nothing to do: what a killed run has written is named by no manifest, and removed after the next."""

    @contextmanager
    def stage(self) -> Iterator[Stage]:
        """A publication to be made.

        Raises:
            SetupError: The storage can't be reached or written, or another run published in the meantime.
        """
        yield _ObjectStage(self)

    def read(self, name: str) -> bytes:
        """A file of the folder; empty where there is none."""
        try:
            return read_object(f"{self.url}/{name}")
        except FileNotFoundError:
            return b""

    def paths(self, name: str) -> set[str]:
        """The files that a manifest names."""
        manifest = self._parsed(self.read(name))
        return set() if manifest is None else {file.path for file in manifest.files()}

    def _parsed(self, data: bytes) -> Manifest | None:
        try:
            return parse_manifest(data.decode(), f"{self.url}/{MANIFEST}") if data else None
        except (SetupError, UnicodeDecodeError):
            return None


class _ObjectStage:
    """Files beside those that are published, not yet named by the manifest."""

    def __init__(self, folder: ObjectFolder) -> None:
        self._folder = folder
        self._before = folder.read(MANIFEST)
        self._there = {
            found.url[found.url.index(folder.url) + len(folder.url) + 1 :]: found.size_bytes
            for found in find_objects(folder.url)
        }

    def keep(self, file: PublishedFile) -> bool:
        return self._there.get(file.path) == file.size_bytes

    def write(self, path: str, data: bytes) -> None:
        # The name says the content: what is there already, from a run that was killed, is this.
        if self._there.get(path) != len(data):
            write_object(f"{self._folder.url}/{path}", data)

    def publish(self, manifest: Manifest) -> None:
        folder = self._folder
        if folder.read(MANIFEST) != self._before:
            raise SetupError(f"Another run has published to {folder.url} in the meantime.", "Let one machine do it.")
        if self._before:
            write_object(f"{folder.url}/{PREVIOUS}", self._before)
        write_object(f"{folder.url}/{MANIFEST}", manifest.to_json().encode())
        named = {file.path for file in manifest.files()} | folder.paths(PREVIOUS)
        stale = [path for path in self._there if path not in named and path.split("/")[0] in DATASETS]
        if CANDIDATE in self._there:
            stale.append(CANDIDATE)
        remove_objects([f"{folder.url}/{path}" for path in stale])

    def set_aside(self, manifest: Manifest) -> str:
        place = f"{self._folder.url}/{CANDIDATE}"
        write_object(place, manifest.to_json().encode())
        return place
