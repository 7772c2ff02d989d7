"""The arithmetics that one machine can imitate: BLAS kernels, threads, vector instructions, old and new NumPy."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path

KERNELS = {  # and what each needs; Zen takes Haswell's, Cooperlake and Sapphire Rapids take SkylakeX's
    "Prescott": "sse3",
    "Nehalem": "sse4_2",
    "Sandybridge": "avx",
    "Haswell": "avx2",
    "SkylakeX": "avx512f",
}
OLD_LIBRARY = {"GLIBC_TUNABLES": "glibc.cpu.hwcaps=-FMA,-AVX2"}  # exp and log as on a processor without FMA
LOCK = Path(__file__).resolve().parents[2] / "requirements.lock"
CACHE = "DINOSAUR_ISLAND_CACHE"
PROBE = """
import json, numpy
try:
    from numpy._core import _multiarray_umath as core
except ImportError:
    from numpy.core import _multiarray_umath as core
print(json.dumps([name for name in core.__cpu_dispatch__ if core.__cpu_features__[name]]))
"""


@dataclass(frozen=True)
class Environment:
    """Where a student's process runs.

    Attributes
    ----------
    name : str
        What the table calls it.
    variables : mapping of str to str
        Environment variables, set before NumPy is imported.
    path : tuple of Path
        Folders in front of everything else on the child's ``sys.path``.
    """

    name: str
    variables: Mapping[str, str] = field(default_factory=dict)
    path: tuple[Path, ...] = ()


def environments(quick: bool = False) -> list[Environment]:
    """Return the environments that this machine can imitate.

    Parameters
    ----------
    quick : bool
        Two that differ most and need no other NumPy: the oldest kernel without vector instructions, and the newest
        kernel with two threads.

    Returns
    -------
    list of Environment

    Raises
    ------
    RuntimeError
        Where another NumPy is needed and could not be installed.
    """
    kernels = _kernels()
    plain = Environment(
        "NumPy without SIMD", {**blas(kernels[0], 1), "NPY_DISABLE_CPU_FEATURES": " ".join(_features())}
    )
    if quick:
        return [plain, Environment(f"{kernels[-1]}, 2 threads", blas(kernels[-1], 2))]
    found = [
        Environment(f"{kernel}, {threads} thread{'s'[: threads - 1]}", blas(kernel, threads))
        for kernel in kernels
        for threads in (1, 2)
    ]
    wanted = [("oldest", f"=={oldest_numpy()}"), ("newest", ""), *(("locked", f"=={one}") for one in locked_numpys())]
    folders: dict[Path, str] = {}
    for word, version in wanted:
        folders.setdefault(numpy(version), word)
    for folder, word in folders.items():
        name = f"{word} NumPy ({folder.name.removeprefix('numpy-')})"
        found.append(Environment(name, blas(kernels[-1], 1), (folder,)))
    library = Environment("C library without FMA", {**blas(kernels[-1], 1), **OLD_LIBRARY})
    return [*found, library, plain]


def unlike() -> list[Environment]:
    """Return four environments that differ in all that is known to matter, and need no other NumPy.

    Returns
    -------
    list of Environment
        Each with a kernel of its own, as far as this processor can run so many.
    """
    kernels = _kernels()
    old, middle, new, newest = kernels[0], kernels[len(kernels) // 2], kernels[-2:][0], kernels[-1]
    return [
        Environment(f"{old}, NumPy without SIMD", {**blas(old, 1), "NPY_DISABLE_CPU_FEATURES": " ".join(_features())}),
        Environment(f"{middle}, C library without FMA", {**blas(middle, 1), **OLD_LIBRARY}),
        Environment(f"{new}, 1 thread", blas(new, 1)),
        Environment(f"{newest}, 2 threads", blas(newest, 2)),
    ]


def blas(kernel: str, threads: int) -> dict[str, str]:
    """Return the variables that choose OpenBLAS's kernel and number of threads."""
    return {"OPENBLAS_CORETYPE": kernel, "OPENBLAS_NUM_THREADS": str(threads)}


def oldest_numpy() -> str:
    """Return the oldest NumPy that the project says it supports, e.g. ``"1.26"``."""
    wanted = [line for line in metadata.requires("dinosaur-island") or [] if re.match(r"numpy\b", line)]
    found = re.search(r">=\s*([\d.]+)", wanted[0]) if wanted else None
    if found is None:
        raise RuntimeError("The project's metadata name no oldest NumPy (numpy>=...): run `make setup` again.")
    return found[1]


def locked_numpys(lock: Path = LOCK) -> list[str]:
    """Return the NumPys that the lock gives this Python and others, as far as this Python can load them.

    Parameters
    ----------
    lock : Path
        The lock file. Where a version stands for other Pythons only, its line ends in a condition.

    Returns
    -------
    list of str
        Versions. One for newer Pythons than this is left out: run the bench with such a Python to see it.
    """
    found = []
    for version, least in re.findall(
        r"^numpy==([\d.]+)(?: ; python_full_version >= '([\d.]+)')?", lock.read_text(), re.M
    ):
        if sys.version_info >= tuple(map(int, least.split("."))) if least else True:
            found.append(version)
    return found


def numpy(version: str) -> Path:
    """Return a folder with a NumPy of its own, installed by pip the first time.

    Parameters
    ----------
    version : str
        A version specifier (``"==1.26"``), or ``""`` for the newest there is for this Python.

    Returns
    -------
    Path
        ``<cache>/numpy-<version>``.

    Raises
    ------
    RuntimeError
        Where pip could not install it, with what pip said.
    """
    cache = _cache()
    marker = cache / f"asked{version or '-newest'}"
    if marker.exists() and (known := cache / marker.read_text(encoding="utf-8").strip()).is_dir():
        return known
    cache.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=cache) as temporary:
        target = Path(temporary) / "numpy"
        command = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"]
        command += ["--only-binary", ":all:", "--target", str(target), f"numpy{version}"]
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode:
            raise RuntimeError(
                f"pip could not install numpy{version}, which `make fairness` needs beside the project's own "
                f"(`--quick` does without):\n{done.stderr.strip()}"
            )
        info = next(target.glob("numpy-*.dist-info"))
        folder = cache / info.name.removesuffix(".dist-info")
        if not folder.exists():
            target.rename(folder)
    marker.write_text(folder.name, encoding="utf-8")
    return folder


def _cache() -> Path:
    """Return where the other NumPys are kept from run to run."""
    if CACHE in os.environ:
        return Path(os.environ[CACHE])
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "dinosaur-island"


def _kernels() -> list[str]:
    """Return the kernels that this processor can run, oldest first; all of them where the system does not say."""
    try:
        flags = set(re.findall(r"\w+", Path("/proc/cpuinfo").read_text(encoding="utf-8").partition("flags")[2]))
    except OSError:
        return list(KERNELS)
    flags |= {"sse3"} if "pni" in flags else set()  # Linux still calls it by its first name
    return [kernel for kernel, needs in KERNELS.items() if needs in flags] or ["Prescott"]


def _features() -> list[str]:
    """Return the vector instructions that the project's own NumPy would use on this machine."""
    done = subprocess.run([sys.executable, "-c", PROBE], capture_output=True, text=True, check=True)
    return json.loads(done.stdout)
