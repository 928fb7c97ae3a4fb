"""Every way in which no result is possible: one tree, each error with what to do next.

An error of a *document* carries the status that its row in ``documents`` gets. An error of *usage*
or *set-up* carries the exit code that the command ends with (contract, section 1). Problems of a
result that does exist are not errors but findings (``model.Finding``).
"""

from __future__ import annotations

import struct
import zlib
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from reportextract.model import DocumentStatus, Retry


class ReportExtractError(Exception):
    """The root of the tree.

    Attributes:
        message: What happened, in a sentence a person understands.
        hint: What to do next, a sentence or empty.
        exit_code: What a command ends with when this reaches it.
    """

    exit_code: ClassVar[int] = 3

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()


LIBRARY_FAILURES: tuple[type[Exception], ...] = (
    LookupError, TypeError, ValueError, ArithmeticError, AttributeError, AssertionError, RecursionError,
    NotImplementedError, EOFError, OSError, SyntaxError, struct.error, zlib.error,
)  # fmt: skip
"""What libraries written in Python fail with, beside their own errors, on files that break the rules of their format
(found by ``make fuzz``). To be caught around a call of a library, and never around our own code."""


# --- documents: the batch goes on, the file gets a status --------------------------------------


class DocumentError(ReportExtractError):
    """A document gives no report; ``str(error)`` is the ``reason`` that is published."""

    status: ClassVar[DocumentStatus]
    retry: ClassVar[Retry] = "no"


class NotAReport(DocumentError):
    """The document can be read and is something else."""

    status = "not_a_report"


class NeedsPassword(DocumentError):
    """The document is encrypted."""

    status = "needs_password"


class Damaged(DocumentError):
    """The file is empty, cut short or broken, or can't be read from the disk."""

    status = "damaged"


class Unreadable(Damaged):
    """The file can't be read from where it is: its rights, a link to nowhere, a disk or a server that fails."""

    retry = "always"


class Unsupported(DocumentError):
    """The file is of a kind that this version doesn't read."""

    status = "unsupported"


class TooLarge(DocumentError):
    """The file exceeds a limit that keeps one document from taking the whole machine."""

    status = "too_large"


class TooMuchMemory(TooLarge):
    """Reading the document took more memory than ``--memory-limit`` allows, twice."""

    retry = "few"


class TimedOut(DocumentError):
    """The document took longer than ``--timeout`` allows, twice."""

    status = "timed_out"
    retry = "few"


class Crashed(DocumentError):
    """The extractor itself failed on the document."""

    status = "crashed"
    retry: ClassVar[Retry] = "few"


class Changed(Crashed):
    """The file became another one while it was read."""

    retry = "always"


# --- commands: nothing was published -----------------------------------------------------------


class UsageError(ReportExtractError):
    """The command line or the configuration file is wrong."""

    exit_code = 1


class SetupError(ReportExtractError):
    """Something that has to be there isn't: an input, a folder, an engine, its weights."""

    exit_code = 2


# --- on the screen -----------------------------------------------------------------------------


def printable(text: str) -> str:
    """Text that can't break a terminal's line or send it commands: what isn't printable is escaped."""
    return "".join(char if char.isprintable() else ascii(char)[1:-1] for char in text)
