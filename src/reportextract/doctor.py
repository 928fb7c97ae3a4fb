"""What is installed here and whether it works: tried, not looked up."""

from __future__ import annotations

import json
import platform
import sys
import tempfile
from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import partial
from importlib import import_module, metadata, util

from reportextract import __version__
from reportextract.errors import SetupError

_LIBRARIES = (
    "pypdfium2",
    "pdfplumber",
    "camelot-py",
    "numpy",
    "pandas",
    "pyarrow",
    "pillow",
    "pyyaml",
    "rapidfuzz",
    "rich",
)
# Package → (extra that installs it, what it is for).
_EXTRAS = {
    "ray": ("ray", "runs on a cluster (--executor ray)"),
    "s3fs": ("s3", "inputs and output in object storage (s3://…)"),
}
_REINSTALL = "Install the project again: pip install --force-reinstall reportextract"

# What an OCR engine is given to read.
_NUMBER = "2038"
# One page with a box of two by two cells and a digit in each: the least that text, rules and a grid can be tried on.
_CONTENT = (
    b"BT /F 12 Tf 60 150 Td (1) Tj 60 0 Td (2) Tj -60 -40 Td (3) Tj 60 0 Td (4) Tj ET "
    b"1 w 40 90 m 160 90 l S 40 130 m 160 130 l S 40 170 m 160 170 l S "
    b"40 90 m 40 170 l S 100 90 m 100 170 l S 160 90 m 160 170 l S"
)


@dataclass(frozen=True, slots=True)
class Trial:
    """Something that was tried.

    Attributes:
        works: None where it isn't installed and need not be.
        detail: Its version, or what went wrong.
        remedy: What to do where it doesn't work.
    """

    name: str
    works: bool | None
    detail: str
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """Everything that was tried."""

    trials: tuple[Trial, ...]

    @property
    def is_healthy(self) -> bool:
        return all(trial.works is not False for trial in self.trials)

    def as_json(self) -> str:
        return json.dumps(
            {"healthy": self.is_healthy, "trials": [asdict(trial) for trial in self.trials]},
            ensure_ascii=False,
            indent=1,
        )

    def as_text(self) -> str:
        marks = {True: "ok   ", False: "FAILS", None: "-    "}
        lines = [
            f"{marks[trial.works]} {trial.name}: {trial.detail}" + (f"\n      → {trial.remedy}" if trial.remedy else "")
            for trial in self.trials
        ]
        verdict = "Everything works." if self.is_healthy else "Something doesn't work; see the arrows."
        return "\n".join([*lines, "", verdict])


def examine() -> Diagnosis:
    """Look for every library and try every reader on a tiny PDF."""
    from reportextract.pages.reader import READERS

    trials = [
        Trial("reportextract", True, __version__),
        _python(),
        *(_library(name) for name in _LIBRARIES),
        *(_tried(f"reader {name}", partial(_try_reader, name)) for name in READERS),
        _tried("grid finder camelot", _try_camelot),
        _tried("Parquet", _try_parquet),
        _tried("form editions", _try_editions),
        *_engines(),
        *(_extra(name) for name in _EXTRAS),
    ]
    return Diagnosis(tuple(trials))


def tiny_pdf() -> bytes:
    """A PDF of one page: a ruled table of two by two cells that say 1 to 4."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] /Contents 4 0 R "
        b"/Resources << /Font << /F << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>",
        b"<< /Length %d >>\nstream\n%b\nendstream" % (len(_CONTENT), _CONTENT),
    ]
    body, offsets = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(body))
        body += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    size = len(objects) + 1
    return (
        body
        + b"xref\n0 %d\n0000000000 65535 f \n%btrailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n"
        % (
            size,
            table,
            size,
            len(body),
        )
    )


def _python() -> Trial:
    works = sys.version_info >= (3, 11)
    return Trial("Python", works, platform.python_version(), "" if works else "Install Python 3.11 or newer.")


def _library(name: str) -> Trial:
    try:
        return Trial(name, True, metadata.version(name))
    except metadata.PackageNotFoundError:
        return Trial(name, False, "not installed", _REINSTALL)


def _engines() -> list[Trial]:
    """Each OCR engine, loaded and given a number to read. One that isn't installed is missed only if none works."""
    from reportextract.ocr import ENGINES, ensure_installed

    trials, missing = [], []
    for name in ENGINES:
        try:
            ensure_installed(name)
        except SetupError as error:
            missing.append((name, error))
        else:
            trials.append(_tried(f"OCR engine {name}", partial(_try_engine, name)))
    works: bool | None = None if any(trial.works for trial in trials) else False
    return [*trials, *(Trial(f"OCR engine {name}", works, error.message, error.hint) for name, error in missing)]


def _try_engine(name: str) -> str:
    import numpy as np
    from PIL import Image, ImageDraw, ImageFont

    from reportextract.ocr import load_engine

    engine = load_engine(name)
    picture = Image.new("L", (120, 44), 255)
    ImageDraw.Draw(picture).text((20, 6), _NUMBER, fill=20, font=ImageFont.load_default(28))
    (reading,) = engine.read_numbers([np.asarray(picture, dtype=np.uint8)])
    if reading.text != _NUMBER:
        raise ValueError(f"read {reading.text!r} where {_NUMBER} is drawn")
    return f"{engine.version}, reads numbers"


def _extra(name: str) -> Trial:
    extra, purpose = _EXTRAS[name]
    if util.find_spec(name) is None:
        return Trial(name, None, f"not installed; for {purpose}: pip install 'reportextract[{extra}]'")
    return _tried(name, lambda: f"{import_module(name).__version__}, for {purpose}")


def _tried(name: str, attempt: Callable[[], str]) -> Trial:
    try:
        return Trial(name, True, attempt())
    except SetupError as error:
        return Trial(name, False, error.message, error.hint)
    except (ImportError, OSError, ValueError, RuntimeError, AttributeError, TypeError) as error:
        return Trial(name, False, f"{type(error).__name__}: {error}", _REINSTALL)


def _try_reader(name: str) -> str:
    from reportextract.ingest.document import open_document
    from reportextract.pages.reader import open_reader

    with open_document(tiny_pdf()) as opened, open_reader(name, opened.data, opened.pdf) as reader:
        page = reader.read_page(1)
    digits = page.glyphs.text.replace(" ", "")
    rules = len(page.rules.horizontal), len(page.rules.vertical)
    if (digits, rules) != ("1234", (3, 3)):
        raise ValueError(f"read {digits!r} and {rules} rules where 1234 and (3, 3) are printed")
    return "reads text and rules"


def _try_camelot() -> str:
    from reportextract.tables.camelot_grid import find_cells

    cells = find_cells(tiny_pdf(), 1)
    if len(cells) != 4:
        raise ValueError(f"found {len(cells)} cells where 4 are printed")
    return "finds cells"


def _try_parquet() -> str:
    from reportextract.datasets.frames import empty_rows, tables
    from reportextract.datasets.read import open_datasets
    from reportextract.datasets.write import write_datasets

    with tempfile.TemporaryDirectory() as folder:
        write_datasets(tables(empty_rows()), folder)
        return f"writes and reads {len(open_datasets(folder).documents.columns)} columns of documents"


def _try_editions() -> str:
    from reportextract.forms.edition import load_form

    return ", ".join(load_form().editions)
