"""What the course runs on, said once: the Pythons, the packages, and what an answer may import.

pip, conda and make read files of their own, so `pyproject.toml` and `environment.yml` repeat this, and a test compares
them. The students' zip file, the notebooks' text, the sandbox and the messages of the checks are filled from here.
"""

from __future__ import annotations

import re

PYTHONS = ("3.11", "3.12", "3.13", "3.14")  # the versions that are tested; `make setup` takes the newest that it finds
NUMPYS = ("2.1", "2.5")  # the oldest and the newest that are tested; `numpy_rules` makes them refuse the same
# What every student has, under the names that pip and conda know.
PACKAGES = {
    "numpy": ">=2.1",
    "matplotlib": ">=3.9",
    "numba": ">=0.61",
    "pooch": ">=1.8",
    "tqdm": ">=4.66",
    "ipykernel": ">=6.29",
    "jupyterlab": ">=4.2",
}
TOOLS = ("jupyterlab",)  # those of them that open a notebook; the others, and what they need, can be imported
ALLOWED = ("numpy", "matplotlib", "numba", "pooch", "tqdm", "IPython")  # what an answer may import, as it imports it
ASSIGNMENT = "dinosaur_island"  # the folder of the graded notebooks
START_PAGE = "0_start.ipynb"  # so called that it comes first in every file browser
HANDED_IN = "hand_in.zip"  # what `hand_in()` writes
MAX_NOTEBOOK_BYTES = 16 * 2**20  # an honest notebook with all its figures is well under 2 MiB


def requires_python() -> str:
    """Return the range of Pythons as pip writes it.

    Examples
    --------
    >>> requires_python()
    '>=3.11'
    """
    return f">={PYTHONS[0]}"


def requirements() -> list[str]:
    """Return what every student has as pip writes it, e.g. ``"numpy>=2.1"``."""
    return [name + bounds for name, bounds in PACKAGES.items()]


def allowed() -> str:
    """Return what an answer may import, as a list in words.

    Examples
    --------
    >>> allowed()
    "numpy, matplotlib, numba, pooch, tqdm, IPython and Python's own modules"
    """
    return f"{', '.join(ALLOWED)} and Python's own modules"


def filled(text: str) -> str:
    """Return a text with the contract's words in the places of ``{{oldest}}``, ``{{newest}}`` and ``{{allowed}}``.

    Examples
    --------
    >>> filled("Python {{oldest}} or newer.")
    'Python 3.11 or newer.'
    """
    for word, meant in {"oldest": PYTHONS[0], "newest": PYTHONS[-1], "allowed": allowed()}.items():
        text = text.replace("{{" + word + "}}", meant)
    return text


def notes(python: str, numpy: str) -> list[str]:
    """Return what somebody should know whose Python or NumPy is not one that this is graded with, one sentence each.

    Parameters
    ----------
    python, numpy : str
        The versions that run here, e.g. ``"3.13.1"``.

    Examples
    --------
    >>> notes("3.12.1", "1.26.4")
    ['This is NumPy 1.26.4, and the course needs 2.1 or newer: what is right here may fail where this is graded.']
    """
    found = []
    if release(python) > release(PYTHONS[-1]):
        found.append(
            f"This is Python {python}, and grading is tested up to {PYTHONS[-1]}: what is newer than that in your code "
            "may not be readable there."
        )
    if release(numpy) < release(NUMPYS[0]):
        found.append(
            f"This is NumPy {numpy}, and the course needs {NUMPYS[0]} or newer: what is right here may fail where this "
            "is graded."
        )
    return found


def release(version: str) -> tuple[int, ...]:
    """Return the first two numbers of a version; empty where it has none.

    Examples
    --------
    >>> release("3.14.0rc1")
    (3, 14)
    """
    found = re.match(r"(\d{1,4})\.(\d{1,4})", version)
    return tuple(map(int, found.groups())) if found else ()
