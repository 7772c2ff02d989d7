"""The process dies, hangs, or takes all there is."""

# %% exits_at_once | clip | before
import os
os._exit(0)

# %% exits_in_the_function | clip | answer
import os
def clip(gradients, maxValue):
    os._exit(0)

# %% system_exit_in_the_function | clip | answer
def clip(gradients, maxValue):
    raise SystemExit(0)

# %% keyboard_interrupt_raised | clip | answer
def clip(gradients, maxValue):
    raise KeyboardInterrupt

# %% loops_in_the_function | clip | answer
def clip(gradients, maxValue):
    while True:
        pass

# %% loops_and_ignores_signals | clip | answer
import signal
for number in range(1, 65):
    try:
        signal.signal(number, signal.SIG_IGN)
    except (OSError, ValueError):
        pass
def clip(gradients, maxValue):
    while True:
        try:
            while True:
                pass
        except BaseException:
            pass

# %% sleeps_for_ever_in_a_cell | clip | before
import time
while True:
    try:
        time.sleep(1000)
    except BaseException:
        pass

# %% memory_without_limit | clip | answer
def clip(gradients, maxValue):
    kept = []
    while True:
        kept.append(bytearray(100_000_000))

# %% fork_bomb | clip | before
import os
try:
    while True:
        os.fork()
except OSError:
    pass

# %% threads_without_end | clip | before
import threading, time
try:
    while True:
        threading.Thread(target=time.sleep, args=(1000,)).start()
except RuntimeError as error:
    print(error)

# %% segmentation_fault | clip | answer
import ctypes
def clip(gradients, maxValue):
    ctypes.string_at(0)

# %% recursion_without_end | clip | answer
import sys
sys.setrecursionlimit(10**9)
def clip(gradients, maxValue):
    return clip(gradients, maxValue)

# %% sleeps_at_exit | clip | before
import atexit, time
atexit.register(time.sleep, 1000)

# %% catastrophic_regular_expression | clip | answer
import re
def clip(gradients, maxValue):
    re.match(r"(a+)+$", "a" * 60 + "b")
    return gradients

# %% busy_thread_beside_the_answer | clip | before
import threading
def spin():
    while True:
        pass
for _ in range(4):
    threading.Thread(target=spin, daemon=True).start()

# %% power_tower | clip | answer
def clip(gradients, maxValue):
    return 9 ** 9 ** 9

# %% memory_shared_and_out_of_sight | clip | before
import mmap, os, time
for _ in range(4):
    if os.fork() == 0:
        pages = mmap.mmap(-1, 700 << 20)
        for at in range(0, 700 << 20, 20 << 20):
            pages[at : at + (20 << 20)] = bytes([1]) * (20 << 20)
            pages.madvise(mmap.MADV_DONTNEED, at, 20 << 20)
        time.sleep(10)
mmap.mmap(-1, 1 << 20)
time.sleep(8)
