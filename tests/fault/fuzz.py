"""Thousands of broken documents, made from whole ones by chance and a seed: what does the reader do with them?

    python -m tests.fault.fuzz --count 5000 --seed 1

Seeds are the shipped documents with their streams unpacked, so that chance reaches drawing operators, tables of
characters and numbers and not only compressed bytes. A case is named by its seed and number, and made again from them.
What is wrong is a case that fails in our own code, kills the process, or takes too long; the reader must say what is
wrong with the file instead.
"""

from __future__ import annotations

import argparse
import io
import random
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from reportextract.runs.desk import Desk, Limits, Lost
from reportextract.runs.process import ReadingOptions, job_for
from tests.fault import hostile

CORPUS = Path(__file__).parents[1] / "corpus"
SEEDS = (
    "documents/plain-2021.pdf", "documents/borderless.pdf", "documents/strokes-bold-watermark.pdf",
    "documents/rotated-90.pdf", "documents/web-plain.pdf", "documents/hidden-text-requests.pdf",
    "documents/separate-blocks-shifted.pdf", "documents/prose-three.pdf", "scans/clean-fax-300.tif",
    "scans/medium-fax-200.pdf", "scans/screenshot.png",
)  # fmt: skip
LIMITS = Limits(timeout=60.0, memory_mb=1000)
_NUMBER = re.compile(rb"-?\d+(?:\.\d+)?")
_ODD_NUMBERS = (b"0", b"-1", b"65536", b"2147483648", b"-2147483649", b"1e308", b"99999999999999999999", b"0.0000001")
_KEYWORDS = (
    b"stream",
    b"endstream",
    b"endobj",
    b"obj",
    b"<<",
    b">>",
    b"[",
    b"]",
    b"BT",
    b"ET",
    b"Tj",
    b"cm",
    b"re",
    b"q",
)


@cache
def seeds() -> tuple[bytes, ...]:
    """The documents that cases are made from; PDFs unpacked."""
    import pikepdf

    found = []
    for name in SEEDS:
        data = (CORPUS / name).read_bytes()
        if name.endswith(".pdf") and "scans" not in name:
            with pikepdf.open(io.BytesIO(data)) as document:
                out = io.BytesIO()
                document.save(
                    out, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.generalized,
                    object_stream_mode=pikepdf.ObjectStreamMode.disable, deterministic_id=True,
                )  # fmt: skip
                data = out.getvalue()
        found.append(data)
    small = ("page_tree_loop", "deep_page_tree", "tiff_loop", "cmap_bomb", "embedded_file")
    return (*found, *(hostile.FILES[name]() for name in small))


def case(seed: int, number: int) -> bytes:
    """A broken document; the same for the same seed and number."""
    chance = random.Random(f"{seed} {number}")
    data = bytearray(chance.choice(seeds()))
    for _ in range(chance.choice((1, 1, 2, 4, 8, 32))):
        chance.choice(_CHANGES)(data, chance)
    return bytes(data)


def _flip(data: bytearray, chance: random.Random) -> None:
    for _ in range(chance.randint(1, 16)):
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)


def _cut(data: bytearray, chance: random.Random) -> None:
    start = chance.randrange(len(data))
    del data[start : start + chance.choice((1, 8, 100, 5000))]
    data += b"%" if not data else b""


def _double(data: bytearray, chance: random.Random) -> None:
    start = chance.randrange(len(data))
    piece = data[start : start + chance.choice((8, 100, 5000))]
    place = chance.randrange(len(data))
    data[place:place] = piece * chance.choice((1, 2, 20))


def _overwrite(data: bytearray, chance: random.Random) -> None:
    start = chance.randrange(len(data))
    length = min(chance.choice((1, 4, 64, 1000)), len(data) - start)
    data[start : start + length] = chance.choice((bytes(length), b"\xff" * length, chance.randbytes(length)))


def _other_number(data: bytearray, chance: random.Random) -> None:
    """A number near some place becomes an odd one: a count, a size, a coordinate, a reference to another object."""
    found = _NUMBER.search(data, chance.randrange(len(data)))
    if found is not None:
        near = str(int(float(found[0])) + chance.randint(-9, 9)).encode() if len(found[0]) < 12 else b"7"
        data[found.start() : found.end()] = chance.choice((*_ODD_NUMBERS, near, near, near))


def _other_word(data: bytearray, chance: random.Random) -> None:
    word, other = chance.choice(_KEYWORDS), chance.choice(_KEYWORDS)
    place = data.find(word, chance.randrange(len(data)))
    if place >= 0:
        data[place : place + len(word)] = other


def _splice(data: bytearray, chance: random.Random) -> None:
    other = chance.choice(seeds())
    start = chance.randrange(len(other))
    place = chance.randrange(len(data))
    data[place : place + chance.choice((0, 100))] = other[start : start + chance.choice((50, 2000))]


_CHANGES = (_flip, _cut, _double, _overwrite, _other_number, _other_number, _other_word, _splice)


def read_cases(seed: int, numbers: range, ocr: str = "off") -> Iterator[tuple[int, str, str]]:
    """(Number, status, reason) of each case; ``lost: …`` as status where the process did not live to say one."""
    with tempfile.TemporaryDirectory() as folder, Desk(LIMITS) as desk:
        path = Path(folder) / "case"
        for number in numbers:
            path.write_bytes(case(seed, number))
            found = desk.read(job_for(str(path), f"{seed}-{number}", ReadingOptions(ocr=ocr)))
            if isinstance(found, Lost):
                yield number, f"lost: {found.error.status}", str(found.error)
            else:
                yield number, found.document.status, found.document.reason


def is_wrong(status: str) -> bool:
    """Whether a case shows a mistake of ours, or of a library that we should have kept from it."""
    return status == "crashed" or status.startswith("lost")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--first", type=int, default=0, help="number of the first case")
    parser.add_argument("--ocr", default="off")
    parser.add_argument("--keep", type=Path, help="folder for the cases that are wrong")
    arguments = parser.parse_args()
    counts: Counter[str] = Counter()
    wrong = 0
    for number, status, reason in read_cases(
        arguments.seed, range(arguments.first, arguments.first + arguments.count), arguments.ocr
    ):
        counts[status] += 1
        if is_wrong(status):
            wrong += 1
            print(f"{arguments.seed}-{number}: {status}: {reason}", flush=True)
            if arguments.keep is not None:
                arguments.keep.mkdir(parents=True, exist_ok=True)
                (arguments.keep / f"{arguments.seed}-{number}").write_bytes(case(arguments.seed, number))
    print(f"{sum(counts.values())} cases: " + ", ".join(f"{count} {status}" for status, count in counts.most_common()))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
