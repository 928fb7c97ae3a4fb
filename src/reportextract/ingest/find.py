"""Which files a run reads: inputs (files, folders, globs, URLs) → a sorted list of sources.

Every regular or irregular file is a source, whatever it is, so that it gets a row in ``documents``.
Left out are only the project's own companions: sidecars (``*.source.toml``), ``truth.json``,
``.gitkeep``, and in folders what is hidden (its name begins with a dot).
"""

from __future__ import annotations

import glob
import os
import re
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from reportextract.errors import SetupError
from reportextract.storage import StoredObject, find_objects, is_url

# A file may be written twice within the grain of a file system's clock (2 seconds on FAT), its size unchanged.
_SETTLED_NS = 3 * 10**9

SIDECAR_SUFFIX = ".source.toml"
COMPANIONS = frozenset({"truth.json", ".gitkeep"})


@dataclass(frozen=True, slots=True)
class Source:
    """A file to read.

    Attributes:
        source: Its name in the datasets: the path relative to the input, ``/`` between parts. Unique in a run.
        path: Where it is.
        stamp: Something that changes when the file does, so that it needn't be hashed again; empty where nothing is
            known that does.
        member: Of a file in an archive, which ``path`` then is: its place in the archive's directory.
    """

    source: str
    path: str
    stamp: str = ""
    member: int | None = None


def find_sources(inputs: Sequence[str | Path], exclude: Sequence[str | Path] = ()) -> list[Source]:
    """All documents under the inputs, each once, sorted by ``source``.

    A file given by name is called by its last part; a file in a folder by its path below that folder; a file found
    by a glob by its path below the glob's fixed part. Where two inputs would give different files the same name,
    the inputs' own names are put in front.

    Args:
        inputs: Files, folders or globs. What exists is taken literally, even if it contains ``*`` or ``[``.
        exclude: Folders not to look into, such as the output folder.

    Raises:
        SetupError: An input does not exist, a glob matches nothing, or the storage of a URL can't be reached.
    """
    closed = {_identity(folder) for folder in exclude if not is_url(str(folder)) and os.path.exists(folder)}
    places: dict[str, tuple[str, str]] = {}
    stamps: dict[str, str] = {}
    for given in (str(one) for one in inputs):
        if is_url(given):
            for root, found in _objects(given, [str(folder) for folder in exclude]):
                places.setdefault(found.url, (root, found.url))
                stamps[found.url] = found.stamp
            continue
        for root, path in _expand(given, closed):
            places.setdefault(_key(path), (root, path))
    names = {key: _relative(path, root) for key, (root, path) in places.items()}
    for prefix in (_last_part, _whole):
        taken = Counter(names.values())
        for key, (root, path) in places.items():
            if taken[names[key]] > 1:
                names[key] = f"{_printable(prefix(root))}/{_relative(path, root)}".lstrip("/")
    settled_before = time.time_ns() - _SETTLED_NS
    return sorted(
        (
            Source(names[key], path, stamps[key] if key in stamps else _stamp(path, settled_before))
            for key, (_, path) in places.items()
        ),
        key=lambda source: source.source,
    )


def is_companion(name: str) -> bool:
    """Whether a file of this name describes documents rather than being one."""
    return name in COMPANIONS or name.endswith(SIDECAR_SUFFIX)


def _expand(given: str, closed: set[tuple[int, int]]) -> Iterator[tuple[str, str]]:
    """(root, path) of every document under one input; ``root`` is what its name is relative to."""
    if os.path.isdir(given):
        yield from ((given, path) for path in _walk(given, closed))
    elif os.path.lexists(given):
        if not is_companion(os.path.basename(given)):
            yield os.path.dirname(given), given
    elif glob.has_magic(given):
        matches = sorted(glob.glob(given, recursive=True))
        if not matches:
            raise SetupError(f"No file matches {given}.", "Check the pattern, and quote it so that the shell keeps it.")
        root = _fixed_part(given)
        for match in matches:
            if os.path.isdir(match):
                yield from ((root, path) for path in _walk(match, closed))
            elif not is_companion(os.path.basename(match)):
                yield root, match
    else:
        raise SetupError(f"There is no file or folder {given}.", "Check the spelling, or create the folder.")


def _objects(given: str, exclude: Sequence[str]) -> Iterator[tuple[str, StoredObject]]:
    """(Root, object) of every document below a URL, or that a pattern in it matches."""
    found = find_objects(given)
    if not found:
        raise SetupError(f"There is nothing at {given}.", "Check the spelling, the bucket, and who may read it.")
    pattern = re.search(r"[*?]", given)
    root = given[: given.rindex("/", 0, pattern.start())] if pattern else given.rstrip("/")
    if len(found) == 1 and found[0].url == root:
        root = root[: root.rindex("/")]
    closed = tuple(f"{folder.rstrip('/')}/" for folder in exclude)
    for one in found:
        parts = one.url[len(root) :].strip("/").split("/")
        is_hidden = any(part.startswith(".") for part in parts)
        if not is_hidden and not is_companion(parts[-1]) and not (closed and one.url.startswith(closed)):
            yield root, one


def _walk(folder: str, closed: set[tuple[int, int]]) -> Iterator[str]:
    """Every file below a folder, each real folder entered once: links to folders last, so no loop is followed."""
    entered: set[tuple[int, int]] = set(closed)
    waiting = [folder]
    links: list[str] = []
    while waiting or links:
        current = waiting.pop() if waiting else links.pop(0)
        identity = _identity(current)
        if identity in entered:
            continue
        entered.add(identity)
        try:
            entries = sorted(os.scandir(current), key=lambda entry: entry.name)
        except PermissionError as error:
            raise SetupError(
                f"The folder {_printable(current)} can't be read.", "Give this user the right to list it."
            ) from error
        for entry in entries:
            if entry.name.startswith(".") or is_companion(entry.name):
                continue
            if entry.is_dir(follow_symlinks=False):
                waiting.append(entry.path)
            elif entry.is_symlink() and os.path.isdir(entry.path):
                links.append(entry.path)
            else:
                yield entry.path


def _stamp(path: str, settled_before: int) -> str:
    """Size, times and inode of a file; empty for what was changed so recently that it may be changing still."""
    try:
        status = os.stat(path)
    except (OSError, ValueError):
        return ""
    changed = max(status.st_mtime_ns, status.st_ctime_ns)
    if changed > settled_before:
        return ""
    return f"{status.st_size} {status.st_mtime_ns} {status.st_ctime_ns} {status.st_ino}"


def _identity(folder: str | Path) -> tuple[int, int]:
    status = os.stat(folder)
    return status.st_dev, status.st_ino


def _key(path: str) -> str:
    """The same file given twice is one document; a link to a file is a file of its own."""
    return os.path.join(os.path.realpath(os.path.dirname(path)), os.path.basename(path))


def _last_part(root: str) -> str:
    return os.path.basename(_whole(root))


def _whole(root: str) -> str:
    return root if is_url(root) else os.path.abspath(root)


def _fixed_part(pattern: str) -> str:
    """The leading folders of a glob that hold no wildcard."""
    fixed = []
    for part in pattern.split(os.sep)[:-1]:
        if glob.has_magic(part):
            break
        fixed.append(part)
    return os.sep.join(fixed) or (os.sep if pattern.startswith(os.sep) else "")


def _relative(path: str, root: str) -> str:
    if is_url(path):
        return path[len(root) :].strip("/")
    return _printable(os.path.relpath(path, root or os.curdir).replace(os.sep, "/"))


def _printable(path: str) -> str:
    """A path as UTF-8: bytes that are none (names from old archives) are written ``\\xNN``."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")
