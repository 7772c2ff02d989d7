"""Leaves a process the system calls that notebooks need, and refuses every other: the kernel's doors, hidden memory."""

from __future__ import annotations

import ctypes
import errno
import os
import struct
from collections.abc import Iterable

from .system_calls import LAST, MACHINES, needed

ARCHITECTURE = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}  # as the kernel names them to a filter
X32 = 0x40000000  # a second numbering of the calls on x86-64, which would go round the list
# Newer forms of older calls: libraries go back to the older ones when they are told that there is no such call.
# clone3 (whose flags lie in memory, where a filter cannot look), openat2, futex_waitv, cachestat, map_shadow_stack,
# futex_wake, futex_wait, futex_requeue, mseal.
FALL_BACK = (435, 437, 449, 451, 453, 454, 455, 456, 462)

AF_UNIX, SOL_SOCKET = 1, 1
NOT_STREAM = 0x0E  # of a socket's type: datagrams, whose receiver holds what many senders sent, and raw sockets
LONGEST_QUEUE = 128  # connections that wait to be accepted, each with what was sent on it
NEW_NAMESPACES = 0x7E020000  # of the flags of clone
SHARED, NAMELESS, HUGE = 0x01, 0x20, 0x40000  # of the flags of mmap
NOTIFICATIONS = 0x80  # of the flags of pipe2: a queue of the kernel's own messages
TO_SWAP = 21  # of the advice of madvise
# fcntl: F_SETLK and F_SETLKW with their open-file forms (a file can hold millions), F_SETLEASE, F_NOTIFY, F_SETPIPE_SZ
FILE_CONTROLS = (6, 7, 37, 38, 1024, 1026, 1031)
# ioctl: TIOCSTI and TIOCLINUX, which type into a terminal
TERMINAL_CONTROLS = (0x5412, 0x541C)
FIRST_NAMESPACE_CONTROL, LAST_NAMESPACE_CONTROL = 0xB701, 0xB7FF
# No larger buffers (SO_SNDBUF), nothing that tells who is at the other end (SO_PASSCRED, SO_PEERCRED, SO_PEERPIDFD)
SOCKET_OPTIONS = (2, 5, 6, 9, 10, 13, 15, 20, 21, 66, 67)
SOCKET_FACTS = (2, 3, 4, 7, 8, 9, 13, 20, 21, 30, 38, 39, 66, 67)
# prctl: the name, the signal at the parent's end, orphans, what was given up, large pages, names of memory
PROCESS_OPTIONS = (1, 2, 3, 15, 16, 21, 23, 27, 29, 30, 36, 37, 38, 39, 41, 42, 0x53564D41)

LOAD, EQUAL, AT_LEAST, ANY_BIT, RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
ALLOW, REFUSE, KILL = 0x7FFF0000, 0x00050000, 0x80000000
ALLOWED, DENIED = (RETURN, 0, 0, ALLOW), (RETURN, 0, 0, REFUSE | errno.EPERM)
NO_SUCH_CALL, NO_SUCH_FAMILY = (RETURN, 0, 0, REFUSE | errno.ENOSYS), (RETURN, 0, 0, REFUSE | errno.EAFNOSUPPORT)
Step = tuple[int, int, int, int]


def program(machine: str) -> bytes:
    """Return the filter for a machine.

    Parameters
    ----------
    machine : str
        As `os.uname` names it.

    Returns
    -------
    bytes
        Instructions of eight bytes; none where we do not know the machine's numbers.

    Notes
    -----
    What is not on the list is refused: "not permitted" for the calls that were known when the list was made, "no such
    call" for newer ones. Threads and child processes stay possible, namespaces do not. Sockets may only be local
    streams. Memory is counted where it is resident in a process: so none may be shared without a file (a file takes
    room on the private disk), none sent to the swap or taken from the pool of huge pages.
    """
    if machine not in MACHINES:
        return b""
    numbers = needed(machine)
    steps = [(LOAD, 0, 0, 4), (EQUAL, 1, 0, ARCHITECTURE[machine]), (RETURN, 0, 0, KILL), (LOAD, 0, 0, 0)]
    steps += [(AT_LEAST, 0, 1, X32), DENIED]
    checks = _checks()
    for name, check in checks.items():
        if name in numbers:
            steps += [(EQUAL, 0, len(check), numbers[name]), *check]
    for first, last in _ranges(number for name, number in numbers.items() if name not in checks):
        steps += [(AT_LEAST, 0, 2, first), (AT_LEAST, 1, 0, last + 1), ALLOWED]
    steps += [(AT_LEAST, 0, 1, LAST + 1), NO_SUCH_CALL]
    for number in FALL_BACK:
        steps += [(EQUAL, 0, 1, number), NO_SUCH_CALL]
    return b"".join(struct.pack("HBBI", *step) for step in [*steps, DENIED])


def _checks() -> dict[str, list[Step]]:
    """Return what is looked at in the arguments of a call, each list with a verdict at its end."""
    local_stream = [_load(0), (EQUAL, 1, 0, AF_UNIX), NO_SUCH_FAMILY, _load(1), *_none_of_bits(NOT_STREAM)]
    nameless = [(ANY_BIT, 0, 2, SHARED), (ANY_BIT, 0, 1, NAMELESS), DENIED]
    namespaces = [(AT_LEAST, 0, 2, FIRST_NAMESPACE_CONTROL), (AT_LEAST, 1, 0, LAST_NAMESPACE_CONTROL + 1), DENIED]
    return {
        "clone": [_load(0), *_none_of_bits(NEW_NAMESPACES)],
        "socket": local_stream,
        "socketpair": local_stream,
        "listen": [_load(1), (AT_LEAST, 0, 1, LONGEST_QUEUE + 1), DENIED, ALLOWED],
        "pipe2": [_load(1), *_none_of_bits(NOTIFICATIONS)],
        "mmap": [_load(3), *nameless, *_none_of_bits(HUGE)],
        "madvise": [_load(2), *_none_of((TO_SWAP,))],
        "fcntl": [_load(1), *_none_of(FILE_CONTROLS)],
        "ioctl": [_load(1), *namespaces, *_none_of(TERMINAL_CONTROLS)],
        "setsockopt": [_load(1), (EQUAL, 1, 0, SOL_SOCKET), DENIED, _load(2), *_one_of(SOCKET_OPTIONS)],
        "getsockopt": [_load(1), (EQUAL, 1, 0, SOL_SOCKET), DENIED, _load(2), *_one_of(SOCKET_FACTS)],
        "prctl": [_load(0), *_one_of(PROCESS_OPTIONS)],
    }


def _load(argument: int) -> Step:
    """Look at the lower half of an argument."""
    return (LOAD, 0, 0, 16 + 8 * argument)


def _none_of_bits(bits: int) -> list[Step]:
    return [(ANY_BIT, 0, 1, bits), DENIED, ALLOWED]


def _none_of(values: tuple[int, ...]) -> list[Step]:
    return [step for value in values for step in ((EQUAL, 0, 1, value), DENIED)] + [ALLOWED]


def _one_of(values: tuple[int, ...]) -> list[Step]:
    return [step for value in values for step in ((EQUAL, 0, 1, value), ALLOWED)] + [DENIED]


def _ranges(numbers: Iterable[int]) -> list[tuple[int, int]]:
    """Return numbers as spans without a gap: first and last."""
    spans: list[tuple[int, int]] = []
    for number in sorted(numbers):
        if spans and spans[-1][1] == number - 1:
            spans[-1] = (spans[-1][0], number)
        else:
            spans.append((number, number))
    return spans


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("steps", ctypes.c_char_p))


def install(libc: ctypes.CDLL, steps: bytes) -> None:
    """Put this process, and all that it starts, under a filter for good.

    Parameters
    ----------
    libc : ctypes.CDLL
        The C library, loaded with ``use_errno``.
    steps : bytes
        From `program`; nothing happens where there are none.

    Raises
    ------
    OSError
        The kernel refused; without "no new privileges" it always does.
    """
    set_seccomp, mode_filter = 22, 2
    filter_ = _Program(len(steps) // 8, steps)
    if steps and libc.prctl(set_seccomp, mode_filter, ctypes.byref(filter_), 0, 0):
        raise OSError(ctypes.get_errno(), f"seccomp: {os.strerror(ctypes.get_errno())}")
