"""Whatever is generated and committed, or hashed, has the same bytes under every arithmetic of this machine.

`make check-generated` runs these, and continuous integration does that before anything else may have written into the
tree: what is compared here is what lies there. Each arithmetic needs a process of its own, as NumPy chooses it once.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from autograder.records.result_store import course_version
from benchmarks.fairness import environments
from benchmarks.fairness.environments import Environment

pytestmark = pytest.mark.bytes
ROOT = Path(__file__).resolve().parents[2]
MADE = """
import hashlib, json, sys, tempfile
from pathlib import Path
import numpy
from autograder.course.build import generated
from autograder.course import release
from autograder.records.result_store import course_version
files = generated()
release.generated = lambda: files
with tempfile.TemporaryDirectory() as folder:
    assert release.release(Path(folder) / "course.zip") == 0
    archive = (Path(folder) / "course.zip").read_bytes()
sums = {path: hashlib.sha256(content).hexdigest() for path, content in files.items()}
noise = numpy.tanh(numpy.random.RandomState(0).randn(300, 300) @ numpy.random.RandomState(1).randn(300, 300))
print(json.dumps([sums, hashlib.sha256(archive).hexdigest(), course_version(), hashlib.sha256(noise).hexdigest()]))
"""
PLACES = environments.unlike()


def made_in(place: Environment, **more: str) -> tuple[dict[str, str], str, str, str]:
    """Build the course in another process; return the sums of its files, the zip, the course and some noise."""
    path = os.pathsep.join([*map(str, place.path), str(ROOT)])
    env = {**os.environ, **place.variables, "PYTHONPATH": path, **more}
    done = subprocess.run([sys.executable, "-c", MADE], cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{place.name}: {done.stderr}"
    return tuple(json.loads(done.stdout.splitlines()[-1]))


@pytest.fixture(scope="module")
def made():
    """What every environment made, each built once."""
    elsewhere = Environment("another time zone and locale", {"TZ": "Asia/Tokyo", "LC_ALL": "C"})
    places = [*PLACES, elsewhere]
    with ThreadPoolExecutor(2) as pool:
        each = pool.map(lambda place, seed: made_in(place, PYTHONHASHSEED=str(seed)), places, range(len(places)))
        return dict(zip([place.name for place in places], each))


def test_the_arithmetics_differ(made):
    """At least three of them give other bits for the same product, so that the next tests can fail."""
    assert len(PLACES) >= 3
    assert len({noise for *_, noise in made.values()}) >= 3


def test_committed_files_are_what_every_arithmetic_makes_of_their_sources(made):
    """To the byte."""
    differing = {
        place: [
            path for path, digest in sums.items() if hashlib.sha256((ROOT / path).read_bytes()).hexdigest() != digest
        ]
        for place, (sums, *_) in made.items()
    }
    assert not {place: paths for place, paths in differing.items() if paths}


def test_a_release_has_one_checksum(made):
    """A published one stays true wherever the zip file is made again."""
    assert len({archive for _, archive, *_ in made.values()}) == 1


def test_the_course_has_one_version(made):
    """Else workers of a cluster would take each other for strangers."""
    assert {version for _, _, version, _ in made.values()} == {course_version()}
