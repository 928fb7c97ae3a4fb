"""The output folder on a local disk: what is published takes the place of what was, whole and in an instant.

A publication is made ready in a folder beside the output folder, its unchanged files as hard links, and then the two
folders change their names in one step (``renameat2`` with ``RENAME_EXCHANGE``, Linux). Where that call doesn't exist,
the old folder is renamed away first; for that moment there is none, and a run that was killed in it is followed by one
that puts it back.
"""

from __future__ import annotations

import ctypes
import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Protocol

from reportextract.datasets.manifest import MANIFEST, Manifest, PublishedFile, parse_manifest
from reportextract.datasets.schema import DATASETS
from reportextract.errors import SetupError

STATE_SUFFIX = ".state"
_STAGE, _PREVIOUS, _CANDIDATE = "next", "previous", "candidate"
_AT_FDCWD, _RENAME_EXCHANGE = -100, 2
_NO_EXCHANGE = frozenset({errno.ENOSYS, errno.EINVAL, errno.EOPNOTSUPP})
_NO_LINKS = frozenset({errno.EXDEV, errno.EPERM, errno.EMLINK, errno.EOPNOTSUPP, errno.ENOSYS})


class Stage(Protocol):
    """A publication being made: not seen by readers until ``publish``."""

    def keep(self, file: PublishedFile) -> bool:
        """Take a file over from what is published; False where it isn't there any more as it was."""
        ...

    def write(self, path: str, data: bytes) -> None:
        """Put a file below the output folder."""
        ...

    def publish(self, manifest: Manifest) -> None:
        """Let it take the place of what was published."""
        ...

    def set_aside(self, manifest: Manifest) -> str:
        """Leave it where a person can look at it, and what is published as it is; returns the place."""
        ...


class Folder(Protocol):
    """Where datasets are published."""

    def manifest(self) -> Manifest | None:
        """What is published; None where nothing is, or its manifest is broken (then all is written anew)."""
        ...

    def recover(self) -> None:
        """Undo or finish what a killed run had begun."""
        ...

    def stage(self) -> AbstractContextManager[Stage]:
        """A publication to be made. What is not published or set aside when the block ends is removed."""
        ...


class LocalFolder:
    """An output folder on a disk.

    Args:
        out: Where readers look. A link to a folder stands for that folder.
        state: Where what is made ready waits; beside ``out`` on the same disk.
    """

    def __init__(self, out: str | Path, state: str | Path | None = None) -> None:
        self.out = Path(os.path.realpath(out))
        self.state = Path(f"{self.out}{STATE_SUFFIX}") if state is None else Path(os.path.realpath(state))

    def manifest(self) -> Manifest | None:
        """What is published; None where nothing is, or its manifest is broken (then all is written anew)."""
        try:
            return parse_manifest((self.out / MANIFEST).read_text("utf-8"), str(self.out / MANIFEST))
        except (OSError, SetupError):
            return None

    def recover(self) -> None:
        """Undo or finish what a killed run had begun.

        Raises:
            SetupError: The folder can't be written.
        """
        with self._saying_what_failed():
            previous, staged = self.state / _PREVIOUS, self.state / _STAGE
            if not self.out.exists() and previous.exists():
                os.replace(previous, self.out)
            if staged.exists():
                if self.out.exists():
                    _move_foreign(staged, self.out)
                shutil.rmtree(staged)

    @contextmanager
    def stage(self) -> Iterator[Stage]:
        """A publication to be made. What is not published or set aside when the block ends is removed.

        Raises:
            SetupError: The folder can't be written, or the disk is full.
        """
        with self._saying_what_failed():
            staged = self.state / _STAGE
            shutil.rmtree(staged, ignore_errors=True)
            staged.mkdir(parents=True)
            try:
                for name in DATASETS:
                    (staged / name).mkdir()
                yield _LocalStage(self, staged)
            finally:
                shutil.rmtree(staged, ignore_errors=True)

    @contextmanager
    def _saying_what_failed(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            hint = "Free some space, or name another --out."
            if error.errno in (errno.EBUSY, errno.EXDEV):
                hint = "A folder that is itself a mount can't be exchanged: name a folder inside it as --out."
            raise SetupError(
                f"The datasets can't be written to {self.out} ({error.strerror}); what was published is unharmed.", hint
            ) from error


class _LocalStage:
    """A folder beside the output folder."""

    def __init__(self, folder: LocalFolder, path: Path) -> None:
        self._folder = folder
        self._path = path
        self._made: set[Path] = set()

    def keep(self, file: PublishedFile) -> bool:
        old, new = self._folder.out / file.path, self._place(file.path)
        try:
            if old.stat().st_size != file.size_bytes:
                return False
            os.link(old, new)
        except FileNotFoundError:
            return False
        except OSError as error:
            if error.errno not in _NO_LINKS:
                raise
            shutil.copy2(old, new)
        return True

    def write(self, path: str, data: bytes) -> None:
        place = self._place(path)
        place.unlink(missing_ok=True)  # it may be a link to a published file, which must not be written to
        with open(place, "xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())

    def publish(self, manifest: Manifest) -> None:
        self._finish(manifest)
        out, previous = self._folder.out, self._folder.state / _PREVIOUS
        shutil.rmtree(previous, ignore_errors=True)
        if out.exists():
            if _exchange(self._path, out):
                _move_foreign(self._path, out)
                os.replace(self._path, previous)
            else:
                os.replace(out, previous)
                os.replace(self._path, out)
                _move_foreign(previous, out)
        else:
            out.parent.mkdir(parents=True, exist_ok=True)
            os.replace(self._path, out)
        shutil.rmtree(self._folder.state / _CANDIDATE, ignore_errors=True)
        _sync_folder(out.parent)

    def set_aside(self, manifest: Manifest) -> str:
        self._finish(manifest)
        candidate = self._folder.state / _CANDIDATE
        shutil.rmtree(candidate, ignore_errors=True)
        os.replace(self._path, candidate)
        return str(candidate)

    def _finish(self, manifest: Manifest) -> None:
        self.write(MANIFEST, manifest.to_json().encode())
        for folder in sorted({self._path, *self._made}):
            _sync_folder(folder)

    def _place(self, path: str) -> Path:
        place = self._path / path
        if place.parent not in self._made:
            place.parent.mkdir(parents=True, exist_ok=True)
            self._made.add(place.parent)
        return place


def _move_foreign(old: Path, new: Path) -> None:
    """Files and folders of others move along; what the new folder has too stays as it is there."""
    for entry in old.iterdir():
        if entry.name not in DATASETS and entry.name != MANIFEST and not (new / entry.name).exists():
            os.replace(entry, new / entry.name)


def _exchange(one: Path, other: Path) -> bool:
    """Let two folders change their names in one step; False where the system can't."""
    try:
        call = ctypes.CDLL(None, use_errno=True).renameat2
    except (AttributeError, OSError):
        return False
    if call(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE) == 0:
        return True
    number = ctypes.get_errno()
    if number in _NO_EXCHANGE:
        return False
    raise OSError(number, os.strerror(number), str(other))


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
