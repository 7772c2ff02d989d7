"""The live page: parameters and a corpus in, one self-contained HTML page out, in the notebook or as a file.

``page.html`` is built from the sources in ``playground/`` (``make page``); here it is only filled.
"""

from .explorer import ExplorerPage, explore

__all__ = ["ExplorerPage", "explore"]
