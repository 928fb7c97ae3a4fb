"""Make the corpus: ``python -m tests.corpus --out DIR [--scans] [--seed N] [--count N] [--only NAME]``."""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path
from typing import Any

from tests.corpus.bad import write_bad_inputs
from tests.corpus.build import build
from tests.corpus.recipes import drawn, shipped
from tests.corpus.scanned import DOCUMENTS, build_scans, shipped_scans, write_scans

SEED = 7  # of the shipped documents


def main() -> None:
    """Parse the command line and make the documents asked for."""
    parser = argparse.ArgumentParser(prog="python -m tests.corpus", description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="folder for the documents and truth.json")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--count", type=int, help="as many documents drawn by chance instead of the shipped ones")
    parser.add_argument("--only", action="append", metavar="NAME", help="only the documents of these names")
    parser.add_argument("--bad", type=Path, help="also write the bad inputs into this folder")
    parser.add_argument("--scans", action="store_true", help="scans: of the shipped documents, or of those drawn")
    options = parser.parse_args()
    if options.scans:
        _make_scans(parser, options)
        return
    recipes = shipped() if options.count is None else drawn(options.seed, options.count)
    if options.only:
        unknown = set(options.only) - {recipe.name for recipe in recipes}
        if unknown:
            parser.error(f"no document named {', '.join(sorted(unknown))}")
        recipes = [recipe for recipe in recipes if recipe.name in options.only]
    _say(build(recipes, options.out, options.seed), options.out)
    if options.bad is not None:
        write_bad_inputs(options.bad)


def _make_scans(parser: argparse.ArgumentParser, options: argparse.Namespace) -> None:
    if options.count is not None:
        with tempfile.TemporaryDirectory() as documents:
            _say(build_scans(options.out, options.seed, options.count, Path(documents)), options.out)
        return
    recipes = shipped_scans()
    if options.only:
        recipes = [recipe for recipe in recipes if recipe.name in options.only]
        if len(recipes) < len(set(options.only)):
            parser.error(f"not all of these are shipped scans: {', '.join(options.only)}")
    _say(write_scans(recipes, DOCUMENTS, options.out), options.out)


def _say(truths: dict[str, Any], out: Path) -> None:
    size = sum((out / name).stat().st_size for name in truths)
    print(f"{len(truths)} documents, {size / 1e6:.2f} MB in {out}")


if __name__ == "__main__":
    main()
