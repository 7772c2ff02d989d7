"""Modules of a student's own: files beside a notebook, and those that it writes itself with ``%%writefile``."""

from __future__ import annotations

import posixpath
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.abc import InspectLoader, MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.util import spec_from_loader
from pathlib import Path
from types import ModuleType


class Written(InspectLoader):
    """Loads a module from a text."""

    def __init__(self, text: str, place: str) -> None:
        self.text, self.place = text, place

    def get_source(self, fullname: str) -> str:
        """Return the text."""
        return self.text

    def is_package(self, fullname: str) -> bool:
        """Tell whether it is the face of a package."""
        return self.place.endswith("__init__.py")


class WrittenModules(MetaPathFinder):
    """Finds what a notebook's cells write, where the file itself is not there; the last to be asked."""

    def __init__(self) -> None:
        self.texts: dict[str, str] = {}

    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Find a module among the texts."""
        place = fullname.replace(".", "/")
        for file in (f"{place}.py", f"{place}/__init__.py"):
            if file in self.texts:
                return spec_from_loader(fullname, Written(self.texts[file], file))
        if any(file.startswith(f"{place}/") for file in self.texts):
            return ModuleSpec(fullname, None, is_package=True)
        return None


_written = WrittenModules()


def written_file(source: str) -> tuple[str, str, bool] | None:
    """Return the name and text of the file that a cell writes, and whether it only adds to it; None where it does not.

    Parameters
    ----------
    source : str
        The cell.

    Examples
    --------
    >>> written_file("%%writefile ./helpers.py\\nLOW = -1\\n")
    ('helpers.py', 'LOW = -1\\n', False)
    """
    first, _, text = source.lstrip("\n").partition("\n")
    words = first.split()
    if len(words) < 2 or words[0] not in ("%%writefile", "%%file"):
        return None
    return posixpath.normpath(words[-1].strip("\"'")), text, bool({"-a", "--append"} & {*words})


@contextmanager
def importable(texts: dict[str, str], folder: Path) -> Iterator[None]:
    """Let the files beside a notebook be imported, and those that its cells write, as they are now.

    Parameters
    ----------
    texts : dict of str to str
        What its cells write, by the files' names. They stay importable: a function may import when it is called.
    folder : Path
        Where the notebook lies. Its own modules come last, so that nothing else is hidden by them.
    """
    here = str(folder.resolve())
    _forget(texts, here)
    _written.texts.update(texts)
    if _written not in sys.meta_path:
        sys.meta_path.append(_written)
    sys.path.append(here)
    try:
        yield
    finally:
        sys.path.remove(here)


def _forget(texts: dict[str, str], folder: str) -> None:
    """Let modules of these names be loaded anew where they were loaded from here before: they may have changed."""
    roots = {name.split("/")[0].removesuffix(".py") for name in texts}
    for name, module in list(sys.modules.items()):
        file = getattr(module, "__file__", None)
        beside = isinstance(file, str) and str(Path(file).parent) == folder
        written = isinstance(getattr(getattr(module, "__spec__", None), "loader", None), Written)
        if written or (beside and name in roots):
            del sys.modules[name]
