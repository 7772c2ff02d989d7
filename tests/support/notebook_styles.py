"""Notebooks as people write them: each answers `clip` rightly, and each runs in Jupyter from top to bottom."""

from __future__ import annotations

import json
from typing import Any

from tests.support.classroom import notebook

BODY = "return {k: np.clip(g, -maxValue, maxValue) for k, g in gradients.items()}"
RIGHT = f"def clip(gradients, maxValue):\n    {BODY}\n"
MADE = f"def _clip(gradients, maxValue):\n    {BODY}\n"
SIGNED = "def clip(gradients, maxValue):\n    bottom = {low} * maxValue\n"
SIGNED += "    return {{k: np.clip(g, bottom, maxValue) for k, g in gradients.items()}}\n"
HELPERS = "%%writefile helpers.py\nimport numpy as np\n\n\n" + RIGHT


def indented(text: str, first: str, others: str) -> str:
    """Put something before the first line and before each other line."""
    lines = text.splitlines()
    return "\n".join([first + lines[0], *(others + line for line in lines[1:])])


# For each style the answer cell, or the cells above it and the answer cell.
CELLS: dict[str, str | list[str]] = {
    "prompts of Python": indented(RIGHT, ">>> ", "... "),
    "prompts of IPython": indented(RIGHT, "In [3]: ", "   ...: "),
    "an indented cell": indented(RIGHT, "    ", "    "),
    "timed": "%%time\n" + RIGHT,
    "timed below blank lines": "\n\n%%time\n" + RIGHT,
    "captured": "%%capture out\n" + RIGHT,
    "timed and captured": "%%time\n%%capture\n" + RIGHT,
    "captured and timed": "%%capture\n%%time\n" + RIGHT,
    "timed with a line magic": "%%time\n%matplotlib inline\n" + RIGHT,
    "profiled": "%%prun -q\n" + RIGHT,
    "a line magic": "%matplotlib inline\n%config InlineBackend.figure_format = 'png'\n" + RIGHT,
    "extensions": "%load_ext autoreload\n%autoreload 2\n" + RIGHT,
    "a shell command": "!echo hello\nfiles = !ls\n" + RIGHT,
    "a question": "np.clip?\n?np.clip\n" + RIGHT + "clip?\n",
    "a timed line": [MADE + "def make():\n    return _clip", "%time clip = make()"],
    "a cell magic that is no Python": ["%%bash\necho hello", "%%html\n<b>no</b>", RIGHT],
    "a timed trial": [RIGHT, "%%timeit -n1 -r1\nfoo = 1", RIGHT],
    "a partial": MADE + "from functools import partial\nclip = partial(_clip)",
    "a partial with an annotation": "from collections.abc import Callable\nfrom functools import partial\n"
    + MADE
    + "clip: Callable = partial(_clip)",
    "a closure": f"def make_clip(low):\n    def clip(gradients, maxValue):\n        {BODY}\n    return clip\n"
    "clip = make_clip(-1)",
    "an object": "class Clip:\n    def __call__(self, gradients, maxValue):\n        " + BODY + "\nclip = Clip()",
    "a bound method": "class Clip:\n    def clip(self, gradients, maxValue):\n        " + BODY + "\nclip = Clip().clip",
    "a static method": "class T:\n    @staticmethod\n    def clip(gradients, maxValue):\n        "
    + BODY
    + "\nclip = T.clip",
    "a lambda": f"clip = lambda gradients, maxValue: {BODY[7:]}",
    "a walrus": f"(clip := lambda gradients, maxValue: {BODY[7:]})",
    "two at once": MADE + "clip, other = _clip, 3",
    "composed": MADE + "from functools import reduce\nclip = reduce(lambda f, g: lambda *a: f(*a), [_clip, None])",
    "by globals": MADE + "globals()['clip'] = _clip",
    "by an update of globals": MADE + "globals().update(clip=_clip)",
    "by locals": MADE + "locals()['clip'] = _clip",
    "by exec": f"exec({RIGHT!r})",
    "by exec in a loop": f"for name in ['clip']:\n    exec({RIGHT!r}.replace('clip(g', name + '(g'))",
    "by eval": f"clip = eval({f'lambda gradients, maxValue: {BODY[7:]}'!r})",
    "by a global statement": MADE + "def define():\n    global clip\n    clip = _clip\ndefine()",
    "by IPython": MADE + "get_ipython().user_ns['clip'] = _clip",
    "by push": MADE + "get_ipython().push({'clip': _clip})",
    "by another cell's run": f"get_ipython().run_cell({RIGHT!r})",
    "decorated": "import functools\ndef same(f):\n    @functools.wraps(f)\n    def g(*a):\n        return f(*a)\n"
    + "    return g\n@same\n"
    + RIGHT,
    "registered": [
        "KNOWN = {}\ndef register(f):\n    KNOWN[f.__name__] = f\n    return f",
        "@register\n" + MADE,
        "clip = lambda *a: KNOWN['_clip'](*a)",
    ],
    "dispatched": "from functools import singledispatch\n@singledispatch\ndef clip(gradients, maxValue):\n"
    f"    return 3\n@clip.register(dict)\ndef _(gradients, maxValue):\n    {BODY}",
    "an attribute of its own": SIGNED.format(low="clip.low") + "clip.low = -1",
    "an attribute set by call": SIGNED.format(low="clip.low") + "setattr(clip, 'low', -1)",
    "a list that is appended to": ["LOW = []\nLOW.append(-1)", SIGNED.format(low="LOW[0]")],
    "a dictionary that is updated": ["LOW = {}", "LOW.update(low=-1)", SIGNED.format(low="LOW['low']")],
    "filled by a function": ["LOW = {}\ndef fill():\n    LOW['low'] = -1", "fill()", SIGNED.format(low="LOW['low']")],
    "filled as an argument": ["LOW = {}\ndef fill(d):\n    d['low'] = -1\nfill(LOW)", SIGNED.format(low="LOW['low']")],
    "filled by NumPy": ["LOW = np.zeros((1, 1))", "np.fill_diagonal(LOW, -1)", SIGNED.format(low="LOW[0, 0]")],
    "filled in a loop": ["LOW = []\nfor n in [-1]:\n    LOW.append(n)", SIGNED.format(low="LOW[0]")],
    "a builtin of its own": ["import builtins\nbuiltins.lowest = -1", SIGNED.format(low="lowest")],
    "a helper below": [SIGNED.format(low="low()"), SIGNED.format(low="low()"), "def low():\n    return -1"],
    "a fallback": "try:\n    from no_such_package import low\nexcept ImportError:\n    low = -1\n"
    + SIGNED.format(low="-1"),
    "in a branch": "if True:\n" + indented(RIGHT, "    ", "    "),
    "in a with": "import contextlib\nwith contextlib.suppress(ValueError):\n" + indented(RIGHT, "    ", "    "),
    "in a loop": MADE + "for f in (None, _clip):\n    clip = f",
    "in a match": MADE + "match 1:\n    case 1:\n        clip = _clip",
    "in the main module": "if __name__ == '__main__':\n" + indented(RIGHT, "    ", "    "),
    "where IPython is": "if 'get_ipython' in globals() and get_ipython() is not None:\n"
    + indented(RIGHT, "    ", "    "),
    "deleted and made again": RIGHT + "other = clip\ndel clip\nclip = other",
    "a dataclass": "from __future__ import annotations\nfrom dataclasses import dataclass\n@dataclass\nclass Clip:\n"
    "    low: float = -1\n    def __call__(self, gradients, maxValue):\n        " + BODY + "\nclip = Clip()",
    "awaited": ["async def one():\n    return -1", "low = await one()\n" + SIGNED.format(low="low")],
    "a task across cells": [
        "import asyncio\nasync def one():\n    await asyncio.sleep(0)\n    return -1",
        "task = asyncio.create_task(one())",
        "low = await task\n" + SIGNED.format(low="low"),
    ],
    "an asynchronous comprehension": [
        "async def ones():\n    yield -1",
        "low = [n async for n in ones()][0]\n" + SIGNED.format(low="low"),
    ],
    "its own module": [HELPERS, "from helpers import clip"],
    "its own module by name": [HELPERS, "import helpers\nclip = helpers.clip"],
    "all of its own module": [HELPERS, "from helpers import *"],
    "its own module in a function": [
        HELPERS,
        "def clip(gradients, maxValue):\n    import helpers\n    return helpers.clip(gradients, maxValue)",
    ],
    "its own module, run": [HELPERS, "%run helpers.py"],
    "its own package": [
        "import os\nos.makedirs('own', exist_ok=True)",
        HELPERS.replace("helpers", "own/helpers"),
        "from own.helpers import clip",
    ],
    "its own module, written by hand": [
        f"with open('made_by_hand.py', 'w') as file:\n    file.write({'import numpy as np' + chr(10) + RIGHT!r})",
        "from made_by_hand import clip",
    ],
    "its own file, read": [
        "np.save('low.npy', -np.ones(1))",
        "low = float(np.load('low.npy')[0])",
        SIGNED.format(low="low"),
    ],
    "another notebook, run": [
        "%%writefile other.ipynb\n" + json.dumps(notebook("clip", RIGHT)),
        "%run other.ipynb",
    ],
    "set in the main module": MADE + "import sys\nsetattr(sys.modules[__name__], 'clip', _clip)",
    "an indented magic": indented("%%time\n" + RIGHT, "    ", "    "),
    "a magic with options": "%%capture --no-stderr out\n" + RIGHT,
    "a magic below a blank line with spaces": "  \n%%time\n" + RIGHT,
    "two modules": [
        HELPERS,
        "%%writefile again.py\nfrom helpers import clip as bound",
        "from again import bound as clip",
    ],
    "spaces that do not break": RIGHT.replace("    ", "\xa0\xa0\xa0\xa0"),
    "tabs": RIGHT.replace("    ", "\t"),
    "Windows line ends": RIGHT.replace("\n", "\r\n"),
    "a mark in the cell": "\ufeff" + RIGHT,
    "a broken cell beside it": ["this is (not python", RIGHT],
    "a failing cell beside it": ["1 / 0\nlow = 2", RIGHT],
}


def made(style: str) -> dict[str, Any]:
    """Return the notebook of a style of cells."""
    cells = CELLS[style]
    *above, answer = [cells] if isinstance(cells, str) else cells
    return notebook("clip", answer, added=above, before=True)


def old_format() -> bytes:
    """Return a notebook as nbformat 3 had it, in worksheets."""
    cells = [
        {"cell_type": "code", "input": cell["source"].splitlines(keepends=True), "metadata": cell["metadata"]}
        if cell["cell_type"] == "code"
        else {"cell_type": cell["cell_type"], "source": [cell["source"]], "metadata": {}}
        for cell in notebook("clip", RIGHT)["cells"]
    ]
    whole = {"metadata": {"name": ""}, "nbformat": 3, "nbformat_minor": 0, "worksheets": [{"cells": cells}]}
    return json.dumps(whole).encode()


def files() -> dict[str, bytes]:
    """Return the styles of whole files: other encodings, an old format, what a disk or an upload added."""
    text = json.dumps(notebook("clip", RIGHT + "# größer\n"), ensure_ascii=False, indent=1)
    bare = notebook("clip", RIGHT)
    for cell in bare["cells"]:
        cell["source"] = cell["source"].splitlines()
    return {
        "a mark of UTF-8": text.encode("utf-8-sig"),
        "UTF-16": text.encode("utf-16"),
        "UTF-16 without a mark": text.encode("utf-16-le"),
        "UTF-16 of the other order": text.encode("utf-16-be"),
        "UTF-32": text.encode("utf-32"),
        "zeros at its end": text.encode() + bytes(4096),
        "nbformat 3": old_format(),
        "lines without their ends": json.dumps(bare).encode(),
    }
