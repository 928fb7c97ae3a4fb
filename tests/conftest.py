from __future__ import annotations

import pytest

from tests.programs import MISSED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    for advice in config.stash.get(MISSED, []):
        terminalreporter.write_sep("!", red=True, bold=True)
        terminalreporter.write_line(advice, red=True, bold=True)
        terminalreporter.write_sep("!", red=True, bold=True)
