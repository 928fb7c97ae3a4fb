"""ZIP archives of reports, read where they lie: nothing is ever unpacked onto the disk.

So no name in an archive can lead anywhere; names only become part of the documents' names. What an archive may make of
the machine is bounded before anything is decompressed: how many files it has, and how large they say they are. (The
library reads no more of a file than that, and refuses files that lie over each other.)
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO, cast

from reportextract.errors import Damaged, DocumentError, NeedsPassword, TooLarge, Unsupported
from reportextract.ingest import sniff

# An archive of a province's reports of a year has some three thousand.
MOST_MEMBERS = 20_000
# Together, and as many times the archive's own size: PDFs and pictures hardly shrink, Word files by a tenth. An archive
# that grows a hundredfold holds nothing that a report is made of; below the floor it can do no harm.
MOST_BYTES = 20 * 10**9
MOST_TIMES = 100
_HARMLESS_BYTES = 100 * 10**6

_ENCRYPTED = 0x1
_NAME_IS_UTF8 = 0x800


def members(file: BinaryIO, size_bytes: int) -> list[tuple[int, str]]:
    """(Its place in the directory, its name) of every file in an archive; hidden ones and folders left out.

    Names are paths with ``/`` between parts that lead nowhere but down.

    Raises:
        Damaged: It is broken.
        TooLarge: It has too many files, or is a bomb.
        Unsupported: It holds no file, or is no archive of documents but a document that is packed so (Word, OFD…).
    """
    with reading(), zipfile.ZipFile(file) as archive:
        infos = archive.infolist()
        if sniff.kind_of_zip([info.filename for info in infos]) != sniff.ZIP:
            raise Unsupported("This is one document, packed as a ZIP.", "Save or print it as PDF.")
        if len(infos) > MOST_MEMBERS:
            raise TooLarge(
                f"The archive has {len(infos)} files, more than the {MOST_MEMBERS} that are read.", "Split it."
            )
        total = sum(info.file_size for info in infos)
        if total > MOST_BYTES or total > max(_HARMLESS_BYTES, MOST_TIMES * size_bytes):
            raise TooLarge(
                f"The archive would grow from {size_bytes / 1e6:.1f} MB to {total / 1e6:.0f} MB: it is not unpacked.",
                "Look at what it is; unpack it yourself if you trust it.",
            )
        found = []
        for index, info in enumerate(infos):
            name = _name(info)
            if not info.is_dir() and not any(part.startswith((".", "__MACOSX")) for part in name.split("/")):
                found.append((index, name or f"file {index + 1}"))
    if not found:
        raise Unsupported("The archive holds no file.", "Fetch it again, or remove it.")
    return found


@contextmanager
def open_member(archive: zipfile.ZipFile, index: int) -> Iterator[BinaryIO]:
    """A file of an archive, by its place in the directory, to be read from its beginning.

    Raises:
        Damaged: The archive or the file in it is broken.
        NeedsPassword: The file is encrypted.
        Unsupported: It is compressed in a way that isn't read.
    """
    infos = archive.infolist()
    if index >= len(infos):
        raise Damaged("The archive has changed: the file is no longer in it.", "Run again.")
    if infos[index].flag_bits & _ENCRYPTED:
        raise NeedsPassword("The file is encrypted in its archive.", "Unpack the archive with its password.")
    with reading(), archive.open(infos[index]) as member:
        yield cast(BinaryIO, member)


@contextmanager
def reading() -> Iterator[None]:
    """What goes wrong in an archive, as an error of a document."""
    try:
        yield
    except DocumentError:
        raise
    except NotImplementedError as error:
        raise Unsupported(
            f"The archive is compressed in a way that isn't read ({error}).", "Pack it as a plain ZIP."
        ) from error
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, RuntimeError, OverflowError) as error:
        raise Damaged(f"The archive is broken ({_first_line(error)}).", "Fetch it again.") from error


def _name(info: zipfile.ZipInfo) -> str:
    """A member's name: ``..``, drive letters' colons and roots go, and what isn't UTF-8 is tried as Chinese."""
    name = info.filename
    if not info.flag_bits & _NAME_IS_UTF8:
        try:
            raw = name.encode("cp437")
        except UnicodeEncodeError:
            raw = b""
        for encoding in ("utf-8", "gb18030") if raw else ():
            try:
                name = raw.decode(encoding)
                break
            except UnicodeDecodeError:
                continue
    parts = name.replace("\\", "/").split("/")
    return "/".join(part for part in parts if part not in ("", ".", ".."))


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:200]
