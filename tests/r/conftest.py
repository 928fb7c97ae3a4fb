"""R itself for the code of the docs. Without it the tests say so where nobody can miss it; in CI they fail."""

from __future__ import annotations

import os
import shutil
import subprocess

import pytest

from tests.programs import skip_without
from tests.unit.test_docs import run_folder  # noqa: F401

PACKAGES = ("haven", "dplyr", "DBI", "RSQLite")
ADVICE = (
    "NO R: the R code of the docs was NOT run. Install it (Debian: apt-get install r-base-core r-cran-haven "
    "r-cran-dplyr r-cran-rsqlite), or name it: REPORTEXTRACT_RSCRIPT=/path/to/Rscript"
)
REQUIRED = "REPORTEXTRACT_R_REQUIRED"


def find_rscript() -> str | None:
    """An Rscript that has the packages."""
    program = shutil.which(os.environ.get("REPORTEXTRACT_RSCRIPT", "Rscript"))
    if program is None:
        return None
    loading = "; ".join(f"loadNamespace('{name}')" for name in PACKAGES)
    tried = subprocess.run([program, "--vanilla", "-e", loading], capture_output=True, check=False)
    return program if tried.returncode == 0 else None


@pytest.fixture(scope="session")
def rscript(request: pytest.FixtureRequest) -> str:
    program = find_rscript()
    if program is None:
        skip_without(ADVICE, REQUIRED, request.config)
    return program
