"""What every OCR engine must do, for real: the definition behind ``reportextract.ocr.engine.Engine``.

The pictures in ``crops`` are cut from scanned pages of three qualities; what they say was typed by a person.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from reportextract.errors import SetupError
from reportextract.ocr import Engine, OcrLine, Picture, load_engine
from reportextract.ocr.paddle import PaddleEngine
from reportextract.ocr.rapid import RapidEngine

CROPS = Path(__file__).parent / "crops"

ENGINES: dict[str, Callable[[Path], Engine]] = {
    "rapidocr on openvino": lambda folder: RapidEngine(backend="openvino"),
    "rapidocr on onnxruntime": lambda folder: RapidEngine(backend="onnxruntime"),
    "paddleocr": lambda folder: PaddleEngine(folder=folder),
}

NUMBERS = {
    "clean-0": "0",
    "clean-5": "5",
    "clean-21": "21",
    "clean-43": "43",
    "clean-550": "550",
    "clean-7730.28": "7730.28",
    "medium-0": "0",
    "medium-5": "5",
    "medium-21": "21",
    "medium-550": "550",
    "medium-7730.28": "7730.28",
    "medium-3381.61-unit": "3381.61万元",
    "hard-0": "0",
    "hard-5": "5",
    "hard-5-like-s": "5",
    "hard-21": "21",
    "hard-550": "550",
    "hard-7730.28": "7730.28",
}


@pytest.fixture(scope="module", params=ENGINES)
def engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Engine:
    return ENGINES[request.param](tmp_path_factory.mktemp("models"))


def crop(name: str) -> Picture:
    picture = cv2.imread(str(CROPS / f"{name}.png"), cv2.IMREAD_GRAYSCALE)
    assert picture is not None, name
    return picture.astype(np.uint8)


def drawn(text: str, size: int = 30) -> Picture:
    """Text in Pillow's own typeface, cut out with a margin."""
    picture = Image.new("L", (60 + size * len(text), 3 * size), 255)
    ImageDraw.Draw(picture).text((30, size), text, fill=20, font=ImageFont.load_default(size))
    pixels = np.asarray(picture)
    rows, columns = np.nonzero(pixels < 128)
    return pixels[rows.min() - 6 : rows.max() + 7, columns.min() - 6 : columns.max() + 7].copy()


def test_names_itself(engine: Engine) -> None:
    assert engine.name in ("rapidocr", "paddleocr")
    assert engine.version.startswith(engine.name)
    assert "PP-OCRv6-small" in engine.version
    assert any(backend in engine.version for backend in ("openvino 20", "onnxruntime 1"))


# --- numbers -----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NUMBERS)
def test_reads_numbers(engine: Engine, name: str) -> None:
    (reading,) = engine.read_numbers([crop(name)])
    assert reading.text == NUMBERS[name]
    assert reading.probability > 0.95
    assert reading.blank < 0.01
    assert all(probability < 0.05 for _, probability in reading.runners_up)


@pytest.mark.parametrize("number", ["0", "1", "7", "8", "10", "11", "100", "1,234", "12345", "0.5", "-5", "+12"])
def test_reads_drawn_numbers(engine: Engine, number: str) -> None:
    (reading,) = engine.read_numbers([drawn(number)])
    assert reading.text == number
    assert reading.probability > 0.8


def test_a_cell_is_read_as_text_and_as_number_at_once(engine: Engine) -> None:
    crops = [crop(name) for name in (*NUMBERS, "labels", "heading")]
    readings = engine.read_cells(crops)
    assert [reading.text.text for reading in readings] == [text.text for text in engine.read_crops(crops)]
    assert [reading.number.text for reading in readings[:-2]] == list(NUMBERS.values())
    assert all(reading.number.probability < 0.5 for reading in readings[-2:])
    numbers = engine.read_numbers(crops)
    assert [r.number.probability for r in readings[:-2]] == pytest.approx([n.probability for n in numbers[:-2]])


def test_reads_a_dash(engine: Engine) -> None:
    dash = np.full((40, 44), 255, np.uint8)
    dash[19:22, 8:36] = 30
    (reading,) = engine.read_numbers([dash])
    assert reading.text == "—"
    assert reading.probability > 0.6


def test_probabilities_add_up(engine: Engine) -> None:
    for reading in engine.read_numbers([crop(name) for name in [*NUMBERS, "sealed-139", "hard-1-speck"]]):
        others = [probability for _, probability in reading.runners_up]
        assert reading.probability + sum(others) + reading.blank <= 1.0001
        assert others == sorted(others, reverse=True)
        assert all(probability <= reading.probability for probability in others)
        assert reading.text not in [text for text, _ in reading.runners_up]


def test_is_unsure_of_what_a_seal_covers(engine: Engine) -> None:
    (reading,) = engine.read_numbers([crop("sealed-139")])
    assert reading.text == "139" or reading.probability < 0.7


def test_is_unsure_of_a_number_with_a_speck(engine: Engine) -> None:
    """``1.`` may have lost a digit: it is no number, and the 1 alone isn't what stands there."""
    (reading,) = engine.read_numbers([crop("hard-1-speck")])
    assert reading.probability < 0.5


def test_words_are_no_number(engine: Engine) -> None:
    (reading,) = engine.read_numbers([crop("heading")])
    assert reading.probability < 0.01
    assert reading.blank < 0.01


def test_a_slash_is_no_one(engine: Engine) -> None:
    """The recogniser alone reads most slashes as 1; the lean of the stroke says which it is."""
    slash = np.full((40, 34), 255, np.uint8)
    cv2.line(slash, (10, 33), (23, 6), 30, 2, cv2.LINE_AA)
    one = np.full((40, 34), 255, np.uint8)
    cv2.line(one, (17, 33), (17, 6), 30, 2, cv2.LINE_AA)
    cv2.line(one, (17, 6), (12, 10), 30, 2, cv2.LINE_AA)
    readings = engine.read_numbers([slash, one])
    assert [reading.text for reading in readings] == ["/", "1"]
    assert "1" not in [text for text, _ in readings[0].runners_up]


def test_paper_is_no_number(engine: Engine) -> None:
    noise = np.random.default_rng(1).normal(235, 4, (40, 60)).clip(0, 255).astype(np.uint8)
    for reading in engine.read_numbers([np.full((40, 60), 255, np.uint8), noise]):
        assert reading.probability < 0.05


# --- crops of text -----------------------------------------------------------------------------


def test_reads_text(engine: Engine) -> None:
    (text,) = engine.read_crops([crop("heading")])
    assert text.text == "三、收到和处理政府信息公开申请情况"
    assert text.confidence > 0.98
    assert "".join(character for character, *_ in text.characters) == text.text


def test_reads_web_addresses(engine: Engine) -> None:
    """Lines of Chinese are read squeezed; letters don't bear that."""
    address = "http://www.example.gov.cn/art/2024/1/26/art_9639.html"
    texts = engine.read_crops([drawn(address, size) for size in (16, 20, 24)])
    assert [text.text for text in texts] == [address] * 3


def test_characters_stand_where_they_are_printed(engine: Engine) -> None:
    picture = crop("heading")
    inked = np.flatnonzero((picture < 128).any(axis=0))
    (text,) = engine.read_crops([picture])
    starts = [start for _, start, _, _ in text.characters]
    ends = [end for _, _, end, _ in text.characters]
    assert starts == sorted(starts)
    assert all(start < end for start, end in zip(starts, ends, strict=True))
    assert all(end <= start + 1e-6 for end, start in zip(ends, starts[1:], strict=False))
    assert abs(starts[0] - inked[0]) < 16
    assert abs(ends[-1] - inked[-1]) < 16
    pitch = (inked[-1] - inked[0]) / len(text.text)
    for index, (_, start, end, _) in enumerate(text.characters):
        assert abs((start + end) / 2 - (inked[0] + (index + 0.5) * pitch)) < 0.5 * pitch


def test_answers_stand_in_the_order_of_the_crops(engine: Engine) -> None:
    names = ["clean-7730.28", "clean-0", "hard-550", "medium-21", "clean-5", "medium-7730.28"]
    crops = [crop(name) for name in names]
    assert [reading.text for reading in engine.read_numbers(crops)] == [NUMBERS[name] for name in names]
    assert [text.text for text in engine.read_crops(crops)] == [NUMBERS[name] for name in names]


def test_a_crop_reads_the_same_in_any_company(engine: Engine) -> None:
    crops = [crop(name) for name in NUMBERS]
    together = engine.read_numbers(crops)
    for picture, reading in zip(crops, together, strict=True):
        (alone,) = engine.read_numbers([picture])
        assert alone.text == reading.text
        assert alone.probability == pytest.approx(reading.probability, abs=1e-4)


def test_gray_and_coloured_pictures_read_the_same(engine: Engine) -> None:
    gray = crop("medium-550")
    coloured = cv2.cvtColor(gray, cv2.COLOR_GRAY2BGR).astype(np.uint8)
    assert engine.read_numbers([gray]) == engine.read_numbers([coloured])


def test_nothing_reads_as_nothing(engine: Engine) -> None:
    assert engine.read_crops([]) == []
    assert engine.read_numbers([]) == []
    none = np.zeros((0, 12), np.uint8)
    assert engine.read_crops([none])[0].text == ""
    (reading,) = engine.read_numbers([none])
    assert (reading.text, reading.probability, reading.blank) == ("", 0.0, 1.0)
    assert engine.read_lines(np.full((400, 300), 255, np.uint8)) == []


@pytest.mark.parametrize("shape", [(1, 1), (3, 200), (200, 3), (1, 4000)])
def test_odd_crops_do_no_harm(engine: Engine, shape: tuple[int, int]) -> None:
    picture = np.full(shape, 200, np.uint8)
    (reading,) = engine.read_numbers([picture])
    assert reading.text == "" or reading.probability < 0.5
    assert engine.read_lines(picture) == []


# --- pages -------------------------------------------------------------------------------------


def find(lines: list[OcrLine], text: str) -> OcrLine:
    return next(line for line in lines if text in line.text.text)


def test_reads_lines_where_they_stand(engine: Engine) -> None:
    lines = engine.read_lines(crop("labels"))
    heights = [line.quad[:, 1].mean() for line in lines]
    assert heights == sorted(heights)
    line = find(lines, "不予公开")
    left, top = line.quad.min(axis=0)
    right, bottom = line.quad.max(axis=0)
    assert abs(left - 93) < 10
    assert abs(right - 256) < 10
    assert abs((top + bottom) / 2 - 375) < 6
    assert 20 < bottom - top < 42


def test_reads_upright_vertical_text(engine: Engine) -> None:
    line = find(engine.read_lines(crop("labels")), "年度")
    assert line.text.text == "三、本年度办理结果"
    along = line.quad[1] - line.quad[0]
    assert along[1] > 200, "the line runs down"
    assert abs(along[0]) < 20
    assert line.quad[0, 0] > line.quad[3, 0], "its upper edge is the right one"
    middle = dict(zip(line.text.text, ((start + end) / 2 for _, start, end, _ in line.text.characters), strict=True))
    assert line.quad[0, 1] + middle["年"] == pytest.approx(330, abs=15)


def test_reads_a_strip(engine: Engine) -> None:
    (line,) = engine.read_lines(crop("heading"))
    assert line.text.text == "三、收到和处理政府信息公开申请情况"


# --- set-up ------------------------------------------------------------------------------------


def test_engines_are_loaded_once() -> None:
    assert load_engine("rapidocr") is load_engine("auto")
    assert load_engine("rapidocr", threads=2) is not load_engine("rapidocr")


def test_an_unknown_engine_is_a_matter_of_setup() -> None:
    with pytest.raises(SetupError, match="no OCR engine 'tesseract'") as caught:
        load_engine("tesseract")
    assert caught.value.exit_code == 2


MISSING = """
import sys
from importlib import metadata, util

class Hidden:  # as if the package were not installed
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {hidden!r}:
            raise ModuleNotFoundError(name)

sys.meta_path.insert(0, Hidden())
found_version = metadata.version
def version(name):
    if name in {hidden!r}:
        raise metadata.PackageNotFoundError(name)
    return found_version(name)
metadata.version = version
found_spec = util.find_spec
util.find_spec = lambda name, *rest: None if name in {hidden!r} else found_spec(name, *rest)
from reportextract.errors import SetupError
from reportextract.ocr import load_engine
try:
    load_engine({engine!r})
except SetupError as error:
    print(error.exit_code, error)
"""


@pytest.mark.parametrize(
    ("hidden", "engine", "command"),
    [
        (["rapidocr"], "rapidocr", "pip install 'reportextract[ocr]'"),
        (["openvino", "onnxruntime"], "rapidocr", "pip install 'reportextract[ocr]'"),
        (["paddleocr"], "paddleocr", "pip install 'reportextract[paddleocr]'"),
        (["rapidocr", "paddleocr"], "auto", "pip install 'reportextract[ocr]'"),
    ],
)
def test_what_is_missing_is_named_with_the_command_that_installs_it(
    hidden: list[str], engine: str, command: str
) -> None:
    program = MISSING.format(hidden=hidden, engine=engine)
    said = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True).stdout
    assert said.startswith("2 ")
    assert hidden[0] in said
    assert command in said


OFFLINE = """
import os, sys
def refuse(event, arguments):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "urllib.Request"):
        os.write(2, repr((event, arguments)).encode())
        os._exit(1)
sys.addaudithook(refuse)
import cv2
from reportextract.ocr.paddle import PaddleEngine
from reportextract.ocr.rapid import RapidEngine
engine = PaddleEngine() if {engine!r} == "paddleocr" else RapidEngine(backend={engine!r})
picture = cv2.imread({picture!r})
print(engine.read_lines(picture)[0].text.text, engine.read_crops([picture])[0].text)
"""


@pytest.mark.parametrize("engine", ["openvino", "onnxruntime", "paddleocr"])
def test_asks_no_network_and_leaves_nothing_of_its_own_behind(engine: str, tmp_path: Path) -> None:
    """onnxruntime and openvino would report their use and leave identifiers; not where they see that they run in CI."""
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("CI", "GITHUB_", "PADDLE_"))
    }
    environment |= {"HOME": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path / "cache"), "XDG_CONFIG_HOME": str(tmp_path)}
    program = OFFLINE.format(engine=engine, picture=str(CROPS / "heading.png"))
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, env=environment)
    assert run.returncode == 0, run.stdout + run.stderr
    assert run.stdout.split()[-2:] == ["三、收到和处理政府信息公开申请情况"] * 2
    left = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()}
    assert all(path.startswith("cache/reportextract/") for path in left), left
