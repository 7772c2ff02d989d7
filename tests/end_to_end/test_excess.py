"""The limits of the sandbox: whatever is taken too much of, a sentence says so and nothing is left."""

from __future__ import annotations

import dataclasses
import re

import pytest

from tests.support.sandboxes import LIMITS, WALLED, descendants, kinds, outcome, result, sandbox


@pytest.fixture(scope="module", params=kinds(*WALLED))
def box(request):
    """A sandbox of each kind with walls."""
    with sandbox(request.param) as made:
        yield made


TOO_MUCH = {
    "one big array": ("import numpy as np\ndef f():\n    return np.ones(10**9).sum()", "MemoryError"),
    "little by little": (
        "def f():\n    kept = []\n    while True:\n        kept.append(bytearray(10**7))",
        "emory",
    ),
    "in many processes": (
        """
def f():
    for _ in range(8):
        if os.fork() == 0:
            kept = bytearray(200 << 20)
            time.sleep(100)
    time.sleep(100)
""",
        "memory",
    ),
    "in a child of a child": (
        """
def f():
    if os.fork() == 0:
        os.setsid()
        for _ in range(8):
            if os.fork() == 0:
                kept = bytearray(200 << 20)
                time.sleep(100)
        os._exit(0)
    time.sleep(100)
""",
        "memory",
    ),
    "shared and out of sight": (
        """
import mmap
def f():
    for _ in range(3):
        if os.fork() == 0:
            pages = mmap.mmap(-1, 200 << 20)
            for at in range(0, 200 << 20, 20 << 20):
                pages[at : at + (20 << 20)] = bytes([1]) * (20 << 20)
                pages.madvise(mmap.MADV_DONTNEED, at, 20 << 20)
            time.sleep(100)
    mmap.mmap(-1, 1 << 20)
    time.sleep(5)
""",
        "PermissionError|not permitted",
    ),
    "files on its disk": ("def f():\n    open('/tmp/x', 'wb').write(bytes(20 << 20))", "OSError"),
    "many files": (
        """
def f():
    for folder in ("/tmp", ".", "/dev/shm"):
        for number in range(20):
            open(f"{folder}/{number}", "wb").write(bytes(1 << 20))
""",
        "OSError",
    ),
    "files without end": ("def f():\n    for n in range(10**6):\n        open(f'/tmp/{n}', 'w').close()", "OSError"),
    "descriptors": ("def f():\n    kept = [open('/dev/null') for _ in range(10**5)]", "OSError"),
    "processes": (
        "def f():\n    while True:\n        if os.fork() == 0:\n            time.sleep(100)",
        "processes it may|more memory|BlockingIOError",  # whichever limit is met first
    ),
    "threads": (
        "def f():\n    while True:\n        threading.Thread(target=time.sleep, args=(100,), daemon=True).start()",
        "RuntimeError",
    ),
}


@pytest.mark.parametrize("what", TOO_MUCH)
def test_too_much_is_refused(box, what):
    """Memory in one process or many, files, descriptors, processes: a sentence, and nothing is left."""
    code, word = TOO_MUCH[what]
    before = len(descendants())
    said = outcome(box, code, timeout=15)
    assert said.problem is not None and re.search(word, said.problem.sentence), said.problem
    assert len(descendants()) == before
    assert result(box, "def f():\n    return 5") == 5


POOL = """
def f():
    global square
    def square(number):
        return number ** 2
    from multiprocessing import Array, Pool, Value, get_context
    total, row = Value("i", 3), Array("d", 1000)
    def add():
        with total.get_lock():
            total.value += 4
            row[5] = 2.5
    child = get_context("fork").Process(target=add)
    child.start()
    child.join()
    with Pool(2) as pool:
        return [*pool.map(square, range(4)), total.value, row[5]]
"""


@pytest.mark.smoke
def test_an_honest_pool_of_processes_works(box):
    """What the module `multiprocessing` shares are files, which the private disk bounds."""
    assert result(box, POOL) == [0, 1, 4, 9, 7, 2.5]


@pytest.mark.parametrize("name", kinds(*WALLED))
def test_too_much_computing_is_refused(name):
    """However long the clock would let it."""
    with sandbox(name, limits=dataclasses.replace(LIMITS, cpu_seconds=2)) as made:
        said = outcome(made, "def f():\n    while True:\n        pass", timeout=50)
    assert said.problem.kind == "too much" and "computed for longer than the 2 seconds" in said.problem.sentence, said


@pytest.mark.smoke
def test_a_fork_bomb_hurts_nobody(box):
    """Its cell fails or the process is ended; the next job is served."""
    bomb = "import os\nwhile True:\n    try:\n        os.fork()\n    except OSError:\n        pass"
    with box.job() as notebook:
        assert notebook.run([bomb])[0].reason != ""
    assert result(box, "def f():\n    return 5") == 5
