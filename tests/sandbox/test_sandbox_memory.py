"""The hundredth job costs no more memory than the tenth."""

from __future__ import annotations

import numpy as np
import psutil
import pytest

from tests.support.sandboxes import descendants, sandbox

CELLS = [
    "import sys\nsys.path.append('../..')\nimport numpy as np\nfrom utils import *",
    "x = 3\nx",
    "def clip(gradients, limit):\n    return {key: np.clip(value, -limit, limit) for key, value in gradients.items()}",
    "print('hello')",
    "clip({'a': np.ones(3)}, 0.5)",
    "# nothing",
]
SHAPES = {"dWax": (50, 27), "dWaa": (50, 50), "dWya": (27, 50), "db": (50, 1), "dby": (27, 1)}


@pytest.mark.slow
def test_a_job_leaves_no_trace_in_memory():
    """The hundredth notebook of six cells and ten calls leaves the fork server no larger than the tenth did."""
    gradients = {name: np.full(shape, 3.0) for name, shape in SHAPES.items()}
    memory = []
    with sandbox() as made:
        warm = descendants()[-1]
        for _ in range(105):
            with made.job({"clip.ipynb": b"{}" * 1000}) as notebook:
                assert all(cell.ok for cell in notebook.run(CELLS))
                assert all(notebook.call("clip", [gradients, 2.0]).problem is None for _ in range(10))
            memory.append(psutil.Process(warm.pid).memory_info().rss)
    assert memory[-1] - memory[9] < 1 << 20
