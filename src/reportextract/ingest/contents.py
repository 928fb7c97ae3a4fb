"""The bytes of a file, wherever it lies: on a disk, in object storage, in an archive in either."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import BinaryIO
from zipfile import ZipFile

from reportextract import storage
from reportextract.errors import TooLarge, Unreadable, Unsupported
from reportextract.ingest import archives, document, sniff
from reportextract.ingest.document import too_large

# Such a file is no report, and hashing it would take minutes: it is named, not looked into.
_MOST_HASHED_BYTES = 8 * 10**9
_SNIFFED_BYTES = 4096  # enough for every signature
_SNIFFED_ZIP_BYTES = 16 * 1024 * 1024  # a ZIP's directory stands at its end; larger ones are just "a ZIP"
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What can be said about a file without holding it in memory."""

    sha256: str
    size_bytes: int
    media_type: str


def read_bytes(path: str, member: int | None = None) -> bytes:
    """The bytes of a file.

    Args:
        path: Its place on a disk, or its URL.
        member: If it is an archive: the place in its directory of the file that is meant.

    Raises:
        Damaged: It can't be read (rights, a link to nowhere, a failing disk), or its archive is broken.
        NeedsPassword: It is encrypted in its archive.
        Unsupported: It is a pipe, a socket or a device.
        TooLarge: It is larger than ``MAX_BYTES``.
    """
    with _opened(path, member) as (file, size):
        if size is not None and size > document.MAX_BYTES:
            raise too_large(size)
        # One byte more than allowed shows that a file grew beyond the limit while it was read.
        data = file.read(document.MAX_BYTES + 1)
    if len(data) > document.MAX_BYTES:
        raise too_large(len(data))
    return data


def inspect_file(path: str, member: int | None = None) -> FileFacts:
    """Hash and sniff a file.

    Raises:
        Damaged, NeedsPassword, Unsupported: As ``read_bytes``.
        TooLarge: It is too large even to be hashed.
    """
    with _opened(path, member) as (file, size):
        if size is not None and size > _MOST_HASHED_BYTES:
            raise TooLarge(
                f"The file is {size / 1e9:.0f} GB: it is not looked into.", "Look at what it is, and remove it."
            )
        digest = hashlib.sha256()
        head = bytearray()
        read = 0
        # A file that somebody is writing to is hashed as far as it went when it was opened.
        while chunk := file.read(_CHUNK if size is None else min(_CHUNK, size - read)):
            digest.update(chunk)
            read += len(chunk)
            wanted = _SNIFFED_ZIP_BYTES if (head or chunk).startswith(b"PK") else _SNIFFED_BYTES
            head += chunk[: max(0, wanted - len(head))]
    return FileFacts(digest.hexdigest(), read, sniff.media_type(bytes(head)))


def archive_members(path: str) -> list[tuple[int, str]]:
    """(Place, name) of the files in an archive; see ``archives.members``, also for what is raised."""
    with _opened(path, None) as (file, size):
        return archives.members(file, 0 if size is None else size)


@contextmanager
def _opened(path: str, member: int | None) -> Iterator[tuple[BinaryIO, int | None]]:
    """(The file, its size; None where that is known at its end only)."""
    if member is not None:
        with archives.open_member(_archive(path, _stamp(path)), member) as inner:
            yield inner, None
    elif storage.is_url(path):
        with storage.open_object(path) as file:
            size = file.seek(0, os.SEEK_END)
            file.seek(0)
            yield file, size
    else:
        try:
            with _open_regular(path) as file:
                yield file, os.fstat(file.fileno()).st_size
        except OSError as error:
            raise _unreadable(error) from error


@lru_cache(maxsize=4)
def _archive(path: str, stamp: object) -> ZipFile:
    """An archive with its directory read: of a thousand files in it, each would read it again."""
    with archives.reading():
        if storage.is_url(path):
            return ZipFile(storage.open_anew(path))
        try:
            return ZipFile(_open_regular(path))
        except OSError as error:
            raise _unreadable(error) from error


def _stamp(path: str) -> object:
    """Changes when the file does."""
    if storage.is_url(path):
        return None  # an object that is written anew is noticed by the hash of what is read
    try:
        status = os.stat(path)
    except OSError as error:
        raise _unreadable(error) from error
    return status.st_size, status.st_mtime_ns, status.st_ino


def _unreadable(error: OSError) -> Unreadable:
    return Unreadable(
        f"The file can't be read from the disk ({error.strerror}).", "Check that it exists and its rights."
    )


def _open_regular(path: str) -> BinaryIO:
    """Open for reading without ever waiting for a pipe's other end."""
    file = open(os.open(path, os.O_RDONLY | os.O_NONBLOCK), "rb")  # noqa: SIM115 - the caller closes it
    if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
        file.close()
        raise Unsupported("This is a pipe, a socket or a device, not a file.", "Remove it from the input folder.")
    return file
