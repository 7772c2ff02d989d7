"""What students hold and graded code does not: `utils.engine` trains a whole network, which is the exercise `model`.

Bubblewrap shows none of its files; here its name gets a sentence in place of Python's "No module named".
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from types import ModuleType
from typing import Any, NoReturn

WITHHELD = "utils.engine"
SENTENCE = "{name} is not there while an answer is graded, since it does the exercise: write the steps yourself."


class Withheld(MetaPathFinder):
    """Refuses to find what is withheld, whatever lies on the path."""

    def find_spec(self, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None) -> None:
        """Raise for a withheld module, and leave every other one to the finders behind this one."""
        if f"{fullname}.".startswith(f"{WITHHELD}."):
            raise ModuleNotFoundError(SENTENCE.format(name=fullname), name=fullname)


def withhold() -> None:
    """Put the sentence in the engine's place, before anything imports `utils`."""
    sys.meta_path.insert(0, Withheld())
    engine = ModuleType(WITHHELD, SENTENCE.format(name=WITHHELD))

    def train(*_: Any, **__: Any) -> NoReturn:
        """Train the network, but not while an answer is graded."""
        raise RuntimeError(SENTENCE.format(name="utils.train"))

    def missing(attribute: str) -> NoReturn:
        kind = AttributeError if attribute.startswith("__") else ImportError
        raise kind(SENTENCE.format(name=f"{WITHHELD}.{attribute}"))

    engine.__path__ = []  # so that what is within it is looked for too, and refused
    engine.train = train  # type: ignore[attr-defined]
    engine.__getattr__ = missing  # type: ignore[method-assign]
    sys.modules[WITHHELD] = engine
