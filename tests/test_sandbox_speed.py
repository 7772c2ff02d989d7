"""What a job costs, and that the hundredth costs no more memory than the tenth."""

from __future__ import annotations

import resource

import numpy as np
import psutil
import pytest
from sandboxes import descendants, sandbox, way

CELLS = [
    "import sys\nsys.path.append('../..')\nimport numpy as np\nfrom utils import *",
    "x = 3\nx",
    "def clip(gradients, limit):\n    return {key: np.clip(value, -limit, limit) for key, value in gradients.items()}",
    "print('hello')",
    "clip({'a': np.ones(3)}, 0.5)",
    "# nothing",
]
SHAPES = {"dWax": (50, 27), "dWaa": (50, 50), "dWya": (27, 50), "db": (50, 1), "dby": (27, 1)}


def spent() -> float:
    """Return the CPU seconds of this process and of its children that have ended."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in used)


def cost(jobs: int) -> tuple[float, list[int]]:
    """Run so many notebooks of six cells and ten calls; return CPU seconds and the warm process's memory after each."""
    gradients = {name: np.full(shape, 3.0) for name, shape in SHAPES.items()}
    started, memory = spent(), []
    with sandbox("root" if way("root") else "user") as made:
        warm = descendants()[-1]
        for _ in range(jobs):
            with made.job({"clip.ipynb": b"{}" * 1000}) as notebook:
                assert all(cell.ok for cell in notebook.run(CELLS))
                assert all(notebook.call("clip", [gradients, 2.0]).problem is None for _ in range(10))
            memory.append(psutil.Process(warm.pid).memory_info().rss)
    return spent() - started, memory


@pytest.mark.slow
def test_a_job_is_cheap_and_leaves_no_trace_in_memory():
    """At most 0.05 CPU seconds a job on an ordinary machine (twice that here, for slow ones), and memory stays flat."""
    few, _ = cost(5)
    many, memory = cost(105)
    assert (many - few) / 100 < 0.1
    assert memory[-1] - memory[9] < 1 << 20
