"""Grades on many machines: the same tasks on the workers of a Dask cluster, the sandbox on the worker, the files here.

Graded submissions come back as bytes and only this process writes them, so workers need no shared disk. Dask gives a
task whose worker died to another one; a run whose scheduler died goes on from the result files, as any other.
"""

from __future__ import annotations

import pickle
import threading
import time
import zlib
from collections.abc import Iterable, Iterator
from typing import Any

from autograder.batch.grader import Grader, no_verdict
from autograder.batch.task import GradedSubmission, Settings, Task
from autograder.errors import GradingError
from autograder.records.result_store import course_version

#: How many workers a submission may bring down (or be unlucky on) before the run goes on without a mark for it.
MAX_WORKER_DEATHS = 4
#: Seconds to wait for a scheduler to answer, and for a first worker, or the next one when all are gone.
SCHEDULER_SECONDS, WORKER_SECONDS = 20.0, 300.0
#: Tasks that are on their way for each thread of a worker, so that none waits for this process.
TASKS_PER_THREAD = 2


def grade_there(tasks: Iterable[Task], settings: Settings, address: str) -> Iterator[GradedSubmission]:
    """Grade tasks on a Dask cluster; yield each graded submission as soon as it is there.

    Parameters
    ----------
    tasks : iterable of Task
        Read as workers come free; only a few for each worker are in memory.
    settings : Settings
        The run's. The seed in it goes to the workers' memory and to no file or log of theirs.
    address : str
        Of the scheduler, e.g. ``tcp://10.0.0.1:8786``. For ``tls://`` Dask's own configuration names the certificates.

    Yields
    ------
    GradedSubmission
        One a task, in the order in which they are finished.

    Raises
    ------
    GradingError
        Where no scheduler answers, no worker is there, or the workers have another version of the course or no sandbox.
    """
    distributed = _distributed()
    client = _connected(distributed, address)
    try:
        yield from _graded(distributed, client, iter(tasks), settings)
    finally:
        _close(client)


def _distributed() -> Any:
    try:
        import distributed
    except ImportError:
        raise GradingError("--cluster needs Dask. Install the extra 'cluster' of this project.") from None
    return distributed


def _connected(distributed: Any, address: str) -> Any:
    try:
        client = distributed.Client(address, timeout=SCHEDULER_SECONDS, set_as_default=False)
    except (OSError, ValueError, TimeoutError) as error:
        raise GradingError(
            f"No Dask scheduler answers at {address} ({error}). Start one with `dask scheduler`."
        ) from None
    try:
        client.wait_for_workers(1, timeout=WORKER_SECONDS)
    except TimeoutError:
        client.close()
        raise GradingError(f"The scheduler at {address} has no workers. Start some: `dask worker {address}`.") from None
    return client


def _graded(distributed: Any, client: Any, waiting: Iterator[Task], settings: Settings) -> Iterator[GradedSubmission]:
    going: dict[Any, Task] = {}
    while True:
        while len(going) < TASKS_PER_THREAD * max(1, sum(client.nthreads().values())):
            task = next(waiting, None)
            if task is None:
                break
            # A key of its own: Dask would take two students with the same bytes for one task.
            future = client.submit(grade_on_worker, settings, _packed(task), pure=False, retries=MAX_WORKER_DEATHS)
            going[future] = task
        if not going:
            return
        for future in _finished(distributed, client, going):
            yield _graded_by_cluster(future, going.pop(future))


def _finished(distributed: Any, client: Any, going: dict[Any, Task]) -> list[Any]:
    """Wait for the next finished tasks; raise when there has been no worker for `WORKER_SECONDS`."""
    alone_since = None
    while True:
        try:
            with client.as_current():
                return list(distributed.wait(list(going), timeout=5, return_when="FIRST_COMPLETED").done)
        except TimeoutError:
            now = time.monotonic()
            alone_since = None if client.nthreads() else alone_since or now
            if alone_since and now - alone_since > WORKER_SECONDS:
                raise GradingError(
                    "All workers of the cluster are gone. The results so far are kept: start workers and give the "
                    "same command again."
                ) from None


def _graded_by_cluster(future: Any, task: Task) -> GradedSubmission:
    try:
        graded = _unpacked(future.result())
    except _distributed().KilledWorker:
        return no_verdict(task, MAX_WORKER_DEATHS)
    except GradingError:
        raise
    except Exception as error:
        return GradedSubmission(task.student, error=f"The cluster failed with {type(error).__name__}: {error}")
    return graded


def _close(client: Any) -> None:
    try:
        client.run(close_graders)
    except Exception:  # a scheduler that is gone; its workers close their sandboxes when they end
        pass
    finally:
        client.close()


def _packed(value: Any) -> bytes:
    return zlib.compress(pickle.dumps(value), 1)


def _unpacked(data: bytes) -> Any:
    return pickle.loads(zlib.decompress(data))


# What follows runs on the workers.

_graders: dict[int, Grader] = {}
_lock = threading.Lock()


def grade_on_worker(settings: Settings, packed: bytes) -> bytes:
    """Judge one submission on a worker, in the sandbox that this thread keeps warm from task to task."""
    if settings.course != course_version():
        raise GradingError(
            "A worker of the cluster has another version of the course. Install the same on all machines."
        )
    return _packed(_grader(settings).grade(_unpacked(packed)))


def _grader(settings: Settings) -> Grader:
    """Return this thread's grader for this run; one of an earlier run is closed."""
    thread = threading.get_ident()
    with _lock:
        grader = _graders.pop(thread, None)
    if grader is None or grader.settings != settings:
        if grader is not None:
            grader.__exit__()
        grader = Grader(settings)
        try:
            grader.__enter__()
        except Exception as error:
            raise GradingError(f"A worker of the cluster cannot grade: {error}") from None
    with _lock:
        _graders[thread] = grader
    return grader


def close_graders() -> None:
    """End the sandboxes of this worker."""
    with _lock:
        graders = list(_graders.values())
        _graders.clear()
    for grader in graders:
        grader.__exit__()
