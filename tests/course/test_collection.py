"""Every process finds the same tests: two workers that disagree end the run before its first test."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def collected(seed: str) -> list[str]:
    """Return the ids of all tests, as a new process with this hash seed finds them."""
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q", "-p", "no:cacheprovider"]
    command += ["--ignore=tests/beyond"]
    environment = os.environ | {"PYTHONHASHSEED": seed}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr
    return [line for line in done.stdout.splitlines() if "::" in line]


@pytest.mark.slow
def test_no_test_s_name_holds_a_time_or_the_order_of_a_set():
    """Whatever the clock says and however the process hashes; the ids are also in one order."""
    first = collected("1")
    time.sleep(1.1)
    assert len(first) > 1000
    assert collected("2") == first
