"""Says in one sentence what the notebooks beyond need, and keeps the rest of the page silent until it is there."""

from __future__ import annotations

import importlib
import sys
from importlib.util import find_spec
from typing import Any

from utils.words import listed

NEEDED = ("keras", "jax", "optax")  # as pip and Python call them
SPOKEN = ("packages.require", "pip install", "conda install")  # in the cells that are run all the same


def missing() -> list[str]:
    """Return which of the packages are not installed for this Python."""
    importlib.invalidate_caches()
    return [name for name in NEEDED if find_spec(name) is None]


def require() -> None:
    """Say what is missing, and let every later cell do nothing until it is installed."""
    shell = _shell()
    lacking = missing()
    if shell is not None:
        kept = [each for each in shell.input_transformers_cleanup if each is not _silent]
        shell.input_transformers_cleanup[:] = [_silent, *kept] if lacking else kept
    if lacking:
        print(
            f"This notebook needs {listed(lacking)}, not installed for {sys.executable}: run "
            f"`%pip install {' '.join(NEEDED)}` in a cell of your own, then this page from the top; until then its "
            "cells do nothing."
        )


def _silent(lines: list[str]) -> list[str]:
    """Make a cell do nothing, but for those that ask for packages or install them."""
    return lines if any(words in line for line in lines for words in SPOKEN) else ["pass\n"]


def _shell() -> Any:
    """Return IPython's shell; None outside a notebook."""
    ipython = sys.modules.get("IPython")
    return ipython.get_ipython() if ipython else None
