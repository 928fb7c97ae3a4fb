"""From a PDF or a picture to its scan, in the order in which paper is printed, stamped, copied and scanned."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from zlib import crc32

import cv2
import numpy as np
import numpy.typing as npt
import pypdfium2

from tests.degrade import files, ink, scanner
from tests.degrade.seal import stamp_seal
from tests.degrade.settings import Scan, draw

Pixels = npt.NDArray[np.uint8]

CONTAINERS = ("pdf", "tiff", "png", "jpeg")
# A picture file of more rows can't be a JPEG.
_TALLEST_JPEG = 65_500


def pick_scan(profile: str, seed: int | str, **fixed: object) -> Scan:
    """The way a document of that seed is scanned; ``fixed`` are settings that chance doesn't decide."""
    return replace(draw(profile, _generator("scan", profile, seed)), **fixed)  # type: ignore[arg-type]


def degrade(picture: Pixels, profile: str, seed: int | str, dpi: int = 200, **fixed: object) -> Pixels:
    """A picture of a page as a scan of that profile has it.

    Args:
        picture: (h, w) grey or (h, w, 3) with blue first; clean print.
        profile: One of ``PROFILES``.
        seed: The same seed gives the same picture.
        dpi: Of the picture.
        fixed: Settings of ``Scan`` that chance doesn't decide.

    Returns:
        As high and wide (a page turned by a quarter has them swapped); (h, w) for grey and bilevel scans.
    """
    scan = pick_scan(profile, seed, **{**fixed, "dpi": dpi})
    taken = _take(picture, scan, _seals(scan, 1, _generator("seal", seed))[0], _generator("page", profile, seed, 0))
    if scan.mode == "bilevel":
        return taken
    how = cv2.IMREAD_GRAYSCALE if taken.ndim == 2 else cv2.IMREAD_COLOR
    return np.asarray(cv2.imdecode(np.frombuffer(files.as_jpeg(taken, scan.quality), np.uint8), how), np.uint8)


def scan_pdf(
    pdf_bytes: bytes,
    profile: str,
    seed: int | str,
    container: str = "pdf",
    text_pages: Sequence[int] = (),
    **fixed: object,
) -> bytes:
    """A PDF as the file that a scanner, or a telephone, made of its paper.

    Args:
        pdf_bytes: A born-digital PDF.
        profile: One of ``PROFILES``, or ``screenshot``.
        seed: The same seed gives the same bytes (with the same versions of OpenCV, Pillow and pdfium).
        container: One of ``CONTAINERS``; ``png`` and ``jpeg`` hold all pages glued one below the other.
        text_pages: Of a PDF, the pages (from 1) that keep their text.
        fixed: Settings of ``Scan`` that chance doesn't decide.
    """
    scan = pick_scan(profile, seed, **fixed)
    pictures = list(scan_pictures(pdf_bytes, profile, seed, **fixed))
    if container == "pdf":
        kept = (pdf_bytes, [number - 1 for number in text_pages]) if len(text_pages) > 0 else None
        return files.as_pdf(pictures, scan.dpi, scan.quality, kept)
    if container == "tiff":
        return files.as_tiff(pictures, scan.dpi, scan.quality)
    strip = files.as_strip(pictures)
    if container == "png":
        return files.as_png(strip)
    if container == "jpeg" and strip.shape[0] <= _TALLEST_JPEG:
        return files.as_jpeg(strip, scan.quality)
    raise ValueError(f"a scan of {strip.shape[0]} rows can't be kept as {container}")


def scan_pictures(pdf_bytes: bytes, profile: str, seed: int | str, **fixed: object) -> Iterator[Pixels]:
    """The pages of a PDF as the scanner saw them, before any JPEG."""
    scan = pick_scan(profile, seed, **fixed)
    document = pypdfium2.PdfDocument(pdf_bytes)
    seals = _seals(scan, len(document), _generator("seal", seed))
    try:
        for index in range(len(document)):
            page = document[index]
            printed = page.render(scale=scan.dpi / 72).to_numpy()[:, :, :3].copy()
            page.close()
            yield _take(printed, scan, seals[index], _generator("page", profile, seed, index))
    finally:
        document.close()


def _generator(*parts: object) -> np.random.Generator:
    return np.random.default_rng(crc32("/".join(map(str, parts)).encode()))


def _seals(scan: Scan, pages: int, rng: np.random.Generator) -> list[tuple[str, ...]]:
    """Which seals are on each page: the authority signs the last one, and some page of a table is stamped."""
    seals: list[tuple[str, ...]] = [()] * pages
    if scan.seal in ("table", "both"):
        page = int(rng.integers(0, pages))
        seals[page] = (*seals[page], "table")
    if scan.seal in ("foot", "both"):
        seals[-1] = (*seals[-1], "foot")
    return seals


def _take(picture: Pixels, scan: Scan, seals: Sequence[str], rng: np.random.Generator) -> Pixels:
    """One page through printer, stamp and scanner."""
    page = picture.astype(np.float32) / 255
    if page.ndim == 2:
        page = np.repeat(page[:, :, None], 3, axis=2)
    mm = scan.dpi / 25.4
    if scan.faint_rules < 1 or scan.broken_rules > 0:
        page = ink.wear_rules(page, scan.faint_rules, scan.broken_rules, scan.dpi, rng)
    # The seal looks for the end of the text and for rules, which are clearest on the print.
    if scan.strength < 1 or scan.patchy > 0:
        page = ink.paler(page, scan.strength, scan.patchy, scan.dpi, rng)
    for over in seals:
        page = stamp_seal(page, over, scan.dpi, rng)
    if scan.specks > 0:
        page = ink.add_specks(page, scan.specks, scan.dpi, rng)
    if scan.holes:
        page = ink.punch(page, scan.dpi)
    page = page * np.array(scan.paper, np.float32)
    if scan.skew or scan.perspective or scan.curl:
        skew = float(rng.choice([-1, 1]) * rng.uniform(0.4, 1.0) * scan.skew)
        page = scanner.laid_askew(page, skew, scan.perspective, scan.curl * mm, scan.bed, rng)
    if scan.light > 0:
        page = scanner.lit(page, scan.light, rng)
    if scan.dark_edges > 0:
        page = scanner.with_dark_edges(page, scan.dark_edges * mm, rng)
    if scan.blur > 0:
        page = np.asarray(cv2.GaussianBlur(page, (0, 0), scan.blur * mm), np.float32)
    if scan.noise > 0:
        page = scanner.noisy(page, scan.noise, rng)
    taken = np.round(np.clip(page, 0, 1) * 255).astype(np.uint8)
    if scan.mode != "colour":
        taken = np.asarray(cv2.cvtColor(taken, cv2.COLOR_BGR2GRAY), np.uint8)
    if scan.mode == "bilevel":
        taken = scanner.as_bilevel(taken, scan.threshold, scan.dpi)
    return np.ascontiguousarray(np.rot90(taken, -scan.turned // 90))
