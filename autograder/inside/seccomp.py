"""Takes from a process the system calls that no notebook needs: those that open doors, and those that hide memory."""

from __future__ import annotations

import ctypes
import errno
import os
import struct

# Doors: other processes, mounts, namespaces, keys, modules, and the parts of the kernel with the longest list of holes.
# Hidden memory: shared segments and files without a name count neither as the process's memory nor as its disk.
FORBIDDEN = {
    "x86_64": {
        "ptrace": 101, "process_vm_readv": 310, "process_vm_writev": 311, "pidfd_getfd": 438, "kcmp": 312,
        "mount": 165, "umount2": 166, "pivot_root": 155, "chroot": 161, "unshare": 272, "setns": 308,
        "keyctl": 250, "add_key": 248, "request_key": 249, "bpf": 321, "perf_event_open": 298, "userfaultfd": 323,
        "kexec_load": 246, "kexec_file_load": 320, "init_module": 175, "finit_module": 313, "delete_module": 176,
        "open_by_handle_at": 304, "name_to_handle_at": 303, "quotactl": 179, "swapon": 167, "swapoff": 168,
        "reboot": 169, "syslog": 103, "acct": 163, "fanotify_init": 300,
        "memfd_create": 319, "shmget": 29, "semget": 64, "msgget": 68, "mq_open": 240,
    },
    "aarch64": {
        "ptrace": 117, "process_vm_readv": 270, "process_vm_writev": 271, "pidfd_getfd": 438, "kcmp": 272,
        "mount": 40, "umount2": 39, "pivot_root": 41, "chroot": 51, "unshare": 97, "setns": 268,
        "keyctl": 219, "add_key": 217, "request_key": 218, "bpf": 280, "perf_event_open": 241, "userfaultfd": 282,
        "kexec_load": 104, "kexec_file_load": 294, "init_module": 105, "finit_module": 273, "delete_module": 106,
        "open_by_handle_at": 265, "name_to_handle_at": 264, "quotactl": 60, "swapon": 224, "swapoff": 225,
        "reboot": 142, "syslog": 116, "acct": 89, "fanotify_init": 262,
        "memfd_create": 279, "shmget": 194, "semget": 190, "msgget": 186, "mq_open": 180,
    },
}  # fmt: skip
# Newer calls have one number everywhere: io_uring (three), the new mount interface (seven), advice on another process's
# memory, secret memory.
FORBIDDEN_EVERYWHERE = (425, 426, 427, 428, 429, 430, 431, 432, 433, 442, 440, 447)
CLONE = {"x86_64": 56, "aarch64": 220}
SOCKET = {"x86_64": 41, "aarch64": 198}
MMAP = {"x86_64": 9, "aarch64": 222}
MADVISE = {"x86_64": 28, "aarch64": 233}
ARCHITECTURE = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}  # as the kernel names them to a filter
CLONE3 = 435
NEW_NAMESPACES = 0x7E020000
AF_UNIX = 1
SHARED, NAMELESS = 0x01, 0x20  # of the flags of mmap
TO_SWAP = 21  # of the advice of madvise
X32 = 0x40000000  # a second numbering of the calls on x86-64, which would go round the list

LOAD, EQUAL, AT_LEAST, ANY_BIT, RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
ALLOW, REFUSE, KILL = 0x7FFF0000, 0x00050000, 0x80000000


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
    Threads and child processes stay possible, namespaces do not: ``clone`` is looked at, and ``clone3``, whose flags
    lie in memory where a filter cannot look, is said not to exist, so that libraries fall back to ``clone``. Sockets
    may only be local ones. Memory is counted where it is resident in a process: so none may be shared without a file
    (a file takes room on the private disk), and none sent to the swap.
    """
    if machine not in FORBIDDEN:
        return b""
    no = REFUSE | errno.EPERM
    steps = [(LOAD, 0, 0, 4), (EQUAL, 1, 0, ARCHITECTURE[machine]), (RETURN, 0, 0, KILL), (LOAD, 0, 0, 0)]
    steps += [(AT_LEAST, 0, 1, X32), (RETURN, 0, 0, no)]
    for number in (*FORBIDDEN[machine].values(), *FORBIDDEN_EVERYWHERE):
        steps += [(EQUAL, 0, 1, number), (RETURN, 0, 0, no)]
    steps += [(EQUAL, 0, 1, CLONE3), (RETURN, 0, 0, REFUSE | errno.ENOSYS)]
    first_argument, third_argument, fourth_argument = ((LOAD, 0, 0, 16 + 8 * place) for place in (0, 2, 3))
    steps += [(EQUAL, 0, 4, CLONE[machine]), first_argument, (ANY_BIT, 0, 1, NEW_NAMESPACES)]
    steps += [(RETURN, 0, 0, no), (RETURN, 0, 0, ALLOW)]
    steps += [(EQUAL, 0, 4, SOCKET[machine]), first_argument, (EQUAL, 1, 0, AF_UNIX)]
    steps += [(RETURN, 0, 0, REFUSE | errno.EAFNOSUPPORT), (RETURN, 0, 0, ALLOW)]
    steps += [(EQUAL, 0, 5, MMAP[machine]), fourth_argument, (ANY_BIT, 0, 2, SHARED), (ANY_BIT, 0, 1, NAMELESS)]
    steps += [(RETURN, 0, 0, no), (RETURN, 0, 0, ALLOW)]
    steps += [(EQUAL, 0, 4, MADVISE[machine]), third_argument, (EQUAL, 0, 1, TO_SWAP)]
    steps += [(RETURN, 0, 0, no), (RETURN, 0, 0, ALLOW)]
    steps += [(RETURN, 0, 0, ALLOW)]
    return b"".join(struct.pack("HBBI", *step) for step in steps)


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
