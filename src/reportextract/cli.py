"""The commands. Each turns arguments into one call and its result into text and an exit code.

Nothing heavy is imported before a command needs it: ``reportextract --help`` is instant.
"""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Callable, Sequence
from typing import Any, NoReturn

from reportextract import __version__
from reportextract.errors import ReportExtractError, SetupError, UsageError, printable

EXIT_PUBLISHED, EXIT_USAGE, EXIT_SETUP, EXIT_FAILED_DOCUMENTS = 0, 1, 2, 3
_EXIT_INTERRUPTED = 130  # what shells report for Ctrl-C (128 + SIGINT)
_EXIT_CODES = (
    "exit codes: 0 published · 1 wrong usage or configuration · 2 set-up (an input, engine or folder is missing) · "
    "3 published, but documents failed · 4 a gate failed, the datasets of before are still in place"
)

READERS = ("pdfium", "pdfplumber")
EXECUTORS = ("process", "serial", "ray")
OCR = ("auto", "rapidocr", "paddleocr", "off")
COMPARE_FORMATS = ("table", "csv", "xlsx", "html")
FAIL_ON = ("never", "failed", "review")
EXPORTS = ("csv", "xlsx", "dta", "duckdb", "sqlite")


class _Parser(argparse.ArgumentParser):
    """argparse, except that wrong usage ends with the exit code that the contract names."""

    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        self.exit(EXIT_USAGE, f"{self.prog}: {message}\n")


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command; returns its exit code. No exception of a document or set-up leaves this as a traceback."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # for terminals that can't show Chinese
    given = list(sys.argv[1:] if argv is None else argv)
    try:
        code = _evaluate(given[1:]) if given[:1] == ["evaluate"] else _dispatch(given)
        sys.stdout.flush()
        return code
    except SystemExit as stop:  # argparse's way of ending after --help and wrong usage
        return stop.code if isinstance(stop.code, int) else EXIT_PUBLISHED
    except ReportExtractError as error:
        _complain(printable(str(error)))
        return error.exit_code
    except KeyboardInterrupt:
        _complain("Stopped. What was published before is unharmed.")
        return _EXIT_INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output (head, less) has enough; Python must not try to flush it again at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return EXIT_PUBLISHED
    except OSError as error:
        _complain(
            printable(f"{error.filename or 'The disk'}: {error.strerror}. Check the path, its rights and the disk.")
        )
        return EXIT_SETUP
    except ImportError as error:
        _complain(f"A library is missing or broken here ({error}). See how to fix it: reportextract doctor")
        return EXIT_SETUP


def _dispatch(given: Sequence[str]) -> int:
    arguments = _parser().parse_args(given)
    command: Callable[[argparse.Namespace], int] = arguments.command
    return command(arguments)


def _complain(message: str) -> None:
    print(f"reportextract: {message}", file=sys.stderr)


# --- the command line --------------------------------------------------------------------------


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="reportextract",
        description="Chinese government information disclosure reports, from published PDFs to checked datasets.",
        epilog=_EXIT_CODES,
    )
    parser.add_argument("--version", action="version", version=f"reportextract {__version__}")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)

    run = _command(commands, "run", _run, "read every new report under the inputs and publish the datasets",
                   "reportextract run data/raw --out data/parquet")  # fmt: skip
    run.add_argument("inputs", nargs="*", metavar="INPUT", help="files, folders or globs (default: data/raw)")
    run.add_argument("--out", metavar="DIR", help="where the datasets are (default: data/parquet)")
    run.add_argument("--workers", type=_count, metavar="N", help="processes (default: one a CPU)")
    run.add_argument("--executor", choices=EXECUTORS, help="how documents are spread (default: process)")
    run.add_argument("--ocr", choices=OCR, help="engine for scanned pages (default: auto)")
    run.add_argument("--ray-address", metavar="ADDRESS", help="the Ray cluster (default: one on this machine)")
    run.add_argument("--timeout", type=_seconds, metavar="SECONDS", help="what a document may take (default: 300)")
    run.add_argument("--memory-limit", type=_count, metavar="MB", help="memory of a worker (default: 2048)")
    run.add_argument("--reader", choices=READERS, help="what reads the pages (default: pdfium)")
    run.add_argument("--force", action="store_true", default=None, help="read everything again")
    run.add_argument("--prune", action="store_true", default=None, help="drop rows of files that are gone")
    run.add_argument("--accept", action="store_true", default=None, help="publish even where a gate fails")
    run.add_argument("--state", metavar="DIR", help="where the ledger and the runs' records are (default: OUT.state)")
    run.add_argument("--fail-on", choices=FAIL_ON, help="what makes the exit code 3 (default: failed)")
    run.add_argument("--config", metavar="FILE", help="options from a TOML file; the command line wins")
    run.add_argument("--json", action="store_true", help="the summary as JSON on stdout")
    run.add_argument("--quiet", action="store_true", default=None, help="no progress bar, no summary")

    extract = _command(commands, "extract", _extract, "read one document to the screen; writes nothing",
                       "reportextract extract report.pdf --format csv")  # fmt: skip
    extract.add_argument("file", metavar="FILE")
    extract.add_argument("--format", choices=("table", "json", "csv"), default="table")
    _reading_options(extract)

    show = _command(commands, "show", _show, "draw over a page what was understood of it",
                    "reportextract show report.pdf --page 4 -o page4.png")  # fmt: skip
    show.add_argument("file", metavar="FILE")
    show.add_argument("--page", type=_count, default=1, metavar="N", help="from 1 (default: 1)")
    show.add_argument("-o", "--output", metavar="OUT.png", help="default: FILE.pageN.png in this folder")
    _reading_options(show)

    status = _command(commands, "status", _status, "the last run, what is published, what needs a person",
                      "reportextract status --out data/parquet")  # fmt: skip
    status.add_argument("--out", metavar="DIR", default="data/parquet")
    status.add_argument("--state", metavar="DIR", default="", help="where the runs' records are (default: OUT.state)")
    status.add_argument("--json", action="store_true", help="as JSON")

    compare = _command(commands, "compare", _compare, "years of an agency, or agencies of a year, side by side",
                       "reportextract compare 下堡镇 --years 2019-2024 --format html")  # fmt: skip
    compare.add_argument("agencies", nargs="+", metavar="AGENCY", help="name, part of a name, or division code")
    compare.add_argument("--years", metavar="YEARS", help="2019-2024, 2023 or 2019,2021 (default: all of one agency)")
    compare.add_argument("--format", choices=COMPARE_FORMATS, default="table", help="default: table, on the screen")
    compare.add_argument("-o", "--output", metavar="FILE", help="default of xlsx and html: named after the agency")
    compare.add_argument("--lang", choices=("zh", "en"), default="zh", help="Chinese (default) or English")
    compare.add_argument("--out", metavar="DIR", default="data/parquet", help="where the datasets are")
    compare.add_argument("--documents", metavar="DIR", action="append", default=[],
                         help="where the documents are, to show their pages (default: as the last run)")  # fmt: skip

    schema = _command(commands, "schema", _schema, "the codebook: every dataset and column",
                      "reportextract schema requests")  # fmt: skip
    schema.add_argument("table", nargs="?", metavar="TABLE", help="one dataset (default: all)")
    schema.add_argument("--format", choices=("md", "json"), default="md")

    exported = _command(commands, "export", _export, "the datasets for people who don't read Parquet",
                        "reportextract export --format xlsx -o reports.xlsx")  # fmt: skip
    exported.add_argument("--format", choices=EXPORTS, required=True, help="csv and dta hold one table, the others all")
    exported.add_argument("-o", "--output", metavar="FILE", help="default: a name in this folder")
    exported.add_argument("--table", metavar="NAME", help="a dataset, or all (default: panel in csv and dta, else all)")
    exported.add_argument("--out", metavar="DIR", default="data/parquet", help="where the datasets are")

    doctor = _command(commands, "doctor", _doctor, "what is installed, what works here, how to fix what doesn't",
                      "reportextract doctor")  # fmt: skip
    doctor.add_argument("--json", action="store_true", help="as JSON")

    # Listed here; its own parser takes over before this one sees its arguments.
    commands.add_parser("evaluate", help="compare published datasets with what a person reads on the pages")
    return parser


def _command(
    commands: Any, name: str, action: Callable[[argparse.Namespace], int], summary: str, example: str
) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(
        name, help=summary, description=summary[0].upper() + summary[1:] + ".", epilog=f"example: {example}",
    )  # fmt: skip
    parser.set_defaults(command=action)
    return parser


def _reading_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--reader", choices=READERS, default="pdfium", help="what reads the pages (default: pdfium)")
    parser.add_argument("--ocr", choices=OCR, default="auto", help="engine for scanned pages (default: auto)")


def _count(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text} is less than 1")
    return number


def _seconds(text: str) -> float:
    number = float(text)
    if not 0 < number < float("inf"):
        raise argparse.ArgumentTypeError(f"{text} is not a time above 0")
    return number


# --- commands ----------------------------------------------------------------------------------


def _run(arguments: argparse.Namespace) -> int:
    import json

    from reportextract.runs.config import run_settings
    from reportextract.runs.progress import progress_bar
    from reportextract.runs.run import run

    options, settings = run_settings(arguments)
    show_progress = not settings.quiet and sys.stderr.isatty()
    summary = run(options, progress=progress_bar if show_progress else None)
    code = summary.exit_code(settings.fail_on)
    if arguments.json:
        print(json.dumps(summary.as_dict(), ensure_ascii=False, indent=1))
    elif not settings.quiet:
        print(summary.as_text())
    if settings.quiet and code != EXIT_PUBLISHED:
        for gate in summary.gates:
            _complain(f"Not published: {printable(gate)}")
        for source, _, reason in summary.failed:
            _complain(f"{printable(source)}: {reason}")
    return code


def _extract(arguments: argparse.Namespace) -> int:
    from reportextract.runs.present import as_csv, as_json, as_table
    from reportextract.runs.process import ReadingOptions, job_for, process_document

    _require_file(arguments.file)
    _check_ocr_if_chosen(arguments.ocr)
    options = ReadingOptions(arguments.reader, arguments.ocr)
    document = process_document(job_for(arguments.file, os.path.basename(arguments.file), options))
    if document.report is None:
        _complain(document.reason)
        return EXIT_FAILED_DOCUMENTS
    forms = {"table": as_table, "json": as_json, "csv": as_csv}
    sys.stdout.write(forms[arguments.format](document.report))
    return EXIT_PUBLISHED


def _show(arguments: argparse.Namespace) -> int:
    from pathlib import Path

    from reportextract.ingest.contents import read_bytes
    from reportextract.ingest.document import open_document
    from reportextract.page_reading import OcrOptions
    from reportextract.pipeline import Options
    from reportextract.show import draw_page

    _require_file(arguments.file)
    _check_ocr_if_chosen(arguments.ocr)
    output = Path(arguments.output or f"{Path(arguments.file).name}.page{arguments.page}.png")
    with open_document(read_bytes(arguments.file)) as opened:
        if arguments.page > opened.page_count:
            raise UsageError(f"{arguments.file} has {opened.page_count} pages; there is no page {arguments.page}.")
        options = Options(reader=arguments.reader, ocr=OcrOptions(arguments.ocr))
        picture = draw_page(opened, arguments.page, options)
    picture.save(output)
    print(output)
    return EXIT_PUBLISHED


def _status(arguments: argparse.Namespace) -> int:
    import json

    from reportextract.runs.status import status

    text, facts = status(arguments.out, arguments.state)
    print(json.dumps(facts, ensure_ascii=False, indent=1) if arguments.json else text)
    return EXIT_PUBLISHED


def _compare(arguments: argparse.Namespace) -> int:
    import shutil

    from reportextract.compare.command import CompareOptions, compare

    text, _ = compare(
        CompareOptions(
            agencies=tuple(arguments.agencies),
            years=arguments.years,
            format=arguments.format,
            language=arguments.lang,
            out=arguments.out,
            output=arguments.output,
            documents=tuple(arguments.documents),
            width=shutil.get_terminal_size().columns if sys.stdout.isatty() else None,
        )
    )
    sys.stdout.write(text)
    return EXIT_PUBLISHED


def _schema(arguments: argparse.Namespace) -> int:
    from reportextract.datasets.codebook import as_json, as_markdown
    from reportextract.datasets.schema import DATASETS

    if arguments.table is not None and arguments.table not in DATASETS:
        raise UsageError(f"There is no dataset {arguments.table}.", f"There are {', '.join(DATASETS)}.")
    names = list(DATASETS) if arguments.table is None else [arguments.table]
    sys.stdout.write(as_json(names) if arguments.format == "json" else as_markdown(names))
    return EXIT_PUBLISHED


def _export(arguments: argparse.Namespace) -> int:
    from reportextract.datasets.read import open_datasets
    from reportextract.exports import export

    print(export(open_datasets(arguments.out), arguments.format, arguments.output, arguments.table))
    return EXIT_PUBLISHED


def _doctor(arguments: argparse.Namespace) -> int:
    from reportextract.doctor import examine

    diagnosis = examine()
    print(diagnosis.as_json() if arguments.json else diagnosis.as_text())
    return EXIT_PUBLISHED if diagnosis.is_healthy else EXIT_SETUP


def _evaluate(rest: Sequence[str]) -> int:
    from reportextract.evaluate import main as evaluate

    return evaluate(rest)


def _check_ocr_if_chosen(engine: str) -> None:
    """An engine that was asked for must be there; ``auto`` is missed only when a page is a picture."""
    from reportextract.runs.config import check_ocr

    if engine != "auto":
        check_ocr(engine)


def _require_file(path: str) -> None:
    if not os.path.lexists(path):
        raise SetupError(f"There is no file {path}.", "Check the spelling.")
    if os.path.isdir(path):
        raise UsageError(f"{path} is a folder.", f"Read all that is in it: reportextract run {path}")
