"""Looks back at the notebook's cells: whether the function that is checked is older than the last one written."""

from __future__ import annotations

import ast
import re
import sys

# What gives a name to something: also within the text that a magic gets, as IPython writes it.
GIVES = r"def\s+NAME\b|\bNAME\s*=[^=]|\bimport\b.*\bNAME\b|'run'"


def outdated(name: str) -> str:
    """Say that the last cell which defines a function could not be read, so that an older one is there.

    Parameters
    ----------
    name : str
        The function's name.

    Returns
    -------
    str
        A sentence with the line that could not be read; ``""`` where there is no notebook, or the last definition is
        the one that is there.
    """
    gives = re.compile(GIVES.replace("NAME", re.escape(name)))
    last = next((cell for cell in reversed(_cells()) if gives.search(cell)), None)
    if last is None:
        return ""
    try:
        ast.parse(last)
    except SyntaxError as error:
        text = (error.text or "").strip()
        where = f"line {error.lineno}" + (f": `{text}`" if text and "`" not in text else "")
        return (
            f"The last cell with `def {name}` could not be read ({error.msg}, {where}), so this is about the `{name}` "
            "from before it: mend that line and run the cell again."
        )
    except (ValueError, RecursionError, MemoryError):
        return ""
    return ""


def _cells() -> list[str]:
    """Return what was run in this notebook, in order, as Python; without one nothing."""
    if "IPython" not in sys.modules:
        return []
    from IPython import get_ipython

    shell = get_ipython()
    cells = getattr(getattr(shell, "history_manager", None), "input_hist_parsed", [])
    return [cell for cell in cells if isinstance(cell, str)]
