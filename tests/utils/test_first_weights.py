"""The engine's first weights have the same bits on every platform, where those of NumPy's legacy generator have not.

`RandomState.randn` takes the C library's logarithm. Measured with glibc 2.36: of 5,000,000 numbers from seed 1, 245
differ between a processor with fused multiply-add and one without, number 47,268 first; the 5,200 that the published
course draws are all the same.
"""

from __future__ import annotations

import hashlib

import numpy as np

from tests.utils.test_engine import in_a_new_process
from utils.engine.train import _normals

COUNT = 150_000  # enough for the legacy generator to differ
PORTABLE = "d2758aeec6875aed"
WITHOUT_FMA = "glibc.cpu.hwcaps=-FMA,-FMA4,-AVX2,-AVX2_Usable,-FMA_Usable"


def normals_digest() -> str:
    """The beginning of the SHA-256 of the engine's normal numbers from seed 1."""
    return hashlib.sha256(_normals(COUNT, np.random.RandomState(1)).tobytes()).hexdigest()[:16]


def test_first_weights_are_the_same_whatever_logarithm_the_c_library_has():
    """Drawn here, and as on a processor without fused multiply-add, they are those that were written down."""
    assert normals_digest() == PORTABLE
    code = "from tests.utils.test_first_weights import normals_digest; print(normals_digest())"
    assert in_a_new_process(code, GLIBC_TUNABLES=WITHOUT_FMA) == PORTABLE
