"""Object storage, and whatever else has a URL: the one module that imports fsspec.

A *URL* is ``scheme://…``; ``s3://bucket/key`` needs the extra ``s3``. Who may read it, and which server answers, is set
as for every tool that speaks S3: ``AWS_PROFILE``, ``AWS_ACCESS_KEY_ID`` and ``AWS_SECRET_ACCESS_KEY``,
``AWS_ENDPOINT_URL``.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, BinaryIO, cast

from reportextract.errors import SetupError, Unreadable

if TYPE_CHECKING:
    import pyarrow.fs as pafs

_TRIES_HINT = "Check the address, the network and AWS_ENDPOINT_URL, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY."


@dataclass(frozen=True, slots=True)
class StoredObject:
    """An object in storage.

    Attributes:
        stamp: Changes when the object does.
    """

    url: str
    size_bytes: int
    stamp: str


def is_url(path: str) -> bool:
    """Whether a path is a URL rather than a place on a disk."""
    return "://" in path


def find_objects(url: str) -> list[StoredObject]:
    """Every object below a URL, the one at it, or those that a pattern (``*``, ``**``, ``?``) matches.

    Raises:
        SetupError: The storage can't be reached or read.
    """
    system, path = _open(url)
    find = system.glob if "*" in path or "?" in path else system.find
    with reaching(url):
        try:
            found: dict[str, Any] = find(path, detail=True)
        except FileNotFoundError:  # the bucket
            return []
    return [
        StoredObject(system.unstrip_protocol(name), int(facts["size"]), _stamp(facts))
        for name, facts in sorted(found.items())
        if facts["type"] == "file" and not name.endswith("/")
    ]


@contextmanager
def open_object(url: str) -> Iterator[BinaryIO]:
    """An object as a file that can be read anywhere in it.

    Raises:
        Unreadable: It is gone, or the storage fails.
    """
    system, path = _open(url)
    with _reading(url), system.open(path, "rb") as file:
        yield cast(BinaryIO, file)


def open_anew(url: str) -> BinaryIO:
    """The same, to be closed by whoever opened it.

    Raises:
        Unreadable: As ``open_object``.
    """
    system, path = _open(url)
    with _reading(url):
        return cast(BinaryIO, system.open(path, "rb"))


def read_object(url: str) -> bytes:
    """All bytes of an object.

    Raises:
        FileNotFoundError: There is none.
        SetupError: The storage can't be reached or read.
    """
    system, path = _open(url)
    with reaching(url):
        return bytes(system.cat_file(path))


def write_object(url: str, data: bytes) -> None:
    """Write an object whole: readers see the old one or this one.

    Raises:
        SetupError: The storage can't be reached or written.
    """
    system, path = _open(url)
    with reaching(url):
        system.pipe_file(path, data)


def remove_objects(urls: list[str]) -> None:
    """Remove objects.

    Raises:
        SetupError: The storage can't be reached or written.
    """
    if urls:
        system, _ = _open(urls[0])
        with reaching(urls[0]):
            system.rm([system._strip_protocol(url) for url in urls])


def arrow_filesystem(url: str) -> tuple[pafs.FileSystem, str]:
    """(A file system for pyarrow, the path of the URL in it)."""
    from pyarrow.fs import FSSpecHandler, PyFileSystem

    system, path = _open(url)
    return PyFileSystem(FSSpecHandler(system)), path


@contextmanager
def reaching(url: str) -> Iterator[None]:
    """Failures of the storage as errors of set-up; that an object isn't there stays ``FileNotFoundError``.

    Raises:
        SetupError: The storage can't be reached, or refuses.
    """
    try:
        yield
    except FileNotFoundError:
        raise
    except _failures() as error:
        raise SetupError(f"{url} can't be reached ({_first_line(error)}).", _TRIES_HINT) from error


@contextmanager
def _reading(url: str) -> Iterator[None]:
    try:
        yield
    except _failures() as error:
        raise Unreadable(
            f"The file can't be read from {url} ({_first_line(error)}).", "Check that it is there."
        ) from error


def _open(url: str) -> tuple[Any, str]:
    """(The file system of a URL, the path in it)."""
    try:
        import fsspec

        system, path = fsspec.core.url_to_fs(url, skip_instance_cache=False, use_listings_cache=False)
    except ImportError as error:
        raise SetupError(
            f"{url}: what reads object storage is not installed.", "Install it: pip install 'reportextract[s3]'"
        ) from error
    except ValueError as error:
        raise SetupError(f"{url}: storage of this kind isn't known ({error}).", "s3:// is.") from error
    return system, path


def _failures() -> tuple[type[Exception], ...]:
    """What storage fails with: s3fs turns most of it into OSError, but not that nobody answers."""
    try:
        from botocore.exceptions import BotoCoreError, ClientError
    except ImportError:
        return (OSError,)
    return (OSError, BotoCoreError, ClientError)


def _stamp(facts: dict[str, Any]) -> str:
    mark = facts.get("ETag") or facts.get("LastModified") or facts.get("mtime") or facts.get("created")
    return f"{facts['size']} {mark}" if mark else ""


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:200]
