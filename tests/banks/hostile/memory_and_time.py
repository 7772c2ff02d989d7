"""Memory where nobody looks for it, and computing time at the neighbours' expense."""

# %% children_of_another_program | clip | before
import subprocess, sys, time
program = "kept = bytearray(b'x' * (56 << 20)); import time; time.sleep(12)"
children = [subprocess.Popen([sys.executable, "-S", "-E", "-c", program]) for _ in range(29)]
time.sleep(10)

# %% buffers_of_sockets | clip | before
import os, socket, time
for _ in range(28):
    if os.fork() == 0:
        kept = []
        try:
            while True:
                pair = socket.socketpair()
                kept += pair
                for end in pair:
                    end.setblocking(False)
                    try:
                        end.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 24)
                    except OSError:
                        pass
                    try:
                        while True:
                            end.send(b"x" * 65536)
                    except OSError:
                        pass
        except OSError:
            pass
        time.sleep(6)
        os._exit(0)
time.sleep(6)

# %% connections_that_nobody_accepts | clip | before
import os, socket, time
for number in range(28):
    if os.fork() == 0:
        kept = []
        for name in range(100):
            listener = socket.socket(socket.AF_UNIX)
            listener.bind(f"\0{number}-{name}")
            try:
                listener.listen(4096)
            except OSError:
                listener.listen(128)
            kept.append(listener)
            try:
                while True:
                    client = socket.socket(socket.AF_UNIX)
                    client.setblocking(False)
                    client.connect(f"\0{number}-{name}")
                    try:
                        while True:
                            client.send(b"x" * 65536)
                    except OSError:
                        client.close()
            except OSError:
                pass
        time.sleep(6)
        os._exit(0)
time.sleep(6)

# %% buffers_of_pipes | clip | before
import fcntl, os, time
for _ in range(28):
    if os.fork() == 0:
        try:
            while True:
                reader, writer = os.pipe()
                os.set_blocking(writer, False)
                try:
                    fcntl.fcntl(writer, 1031, 1 << 20)
                except OSError:
                    pass
                try:
                    while True:
                        os.write(writer, b"x" * 65536)
                except OSError:
                    pass
        except OSError:
            pass
        time.sleep(6)
        os._exit(0)
time.sleep(6)

# %% all_at_once | clip | before
import os, time
for _ in range(28):
    if os.fork() == 0:
        kept = bytearray(700 << 20)
        time.sleep(5)
        os._exit(0)
time.sleep(5)

# %% copies_made_by_writing | clip | before
import gc, os, time
kept = bytearray(400 << 20)
for _ in range(20):
    if os.fork() == 0:
        for at in range(0, len(kept), 4096):
            kept[at] = 1
        time.sleep(5)
        os._exit(0)
time.sleep(5)

# %% page_tables_and_maps | clip | before
import mmap, os, time
for _ in range(28):
    if os.fork() == 0:
        kept = []
        try:
            while True:
                pages = mmap.mmap(-1, 8 << 20, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS, prot=1)
                pages[0]
                kept += [pages, mmap.mmap(-1, 4096, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS, prot=3)]
        except (OSError, ValueError):
            pass
        time.sleep(5)
        os._exit(0)
time.sleep(5)

# %% areas_without_number | clip | before
import ctypes, mmap, os, time
libc = ctypes.CDLL(None)
libc.mmap.restype = ctypes.c_void_p
for _ in range(28):
    if os.fork() == 0:
        start = libc.mmap(0, 60000 * 4096, 3, 0x22, -1, 0)
        for number in range(0, 60000, 2):
            libc.mprotect(ctypes.c_void_p(start + number * 4096), 4096, 1)
        time.sleep(8)
        os._exit(0)
time.sleep(8)

# %% locks_of_a_file | clip | before
import fcntl, os, time
for number in range(28):
    if os.fork() == 0:
        try:
            for name in range(60):
                file = open(f"/tmp/locked-{number}-{name}", "w")
                for at in range(3000):
                    fcntl.lockf(file, fcntl.LOCK_EX, 1, 2 * at)
        except OSError:
            pass
        time.sleep(8)
        os._exit(0)
time.sleep(8)

# %% timers_watches_and_events | clip | before
import ctypes, os, select, time
libc = ctypes.CDLL(None)
for _ in range(28):
    if os.fork() == 0:
        for number in range(100_000):
            if libc.timer_create(1, None, ctypes.byref(ctypes.c_void_p())) < 0:
                break
        try:
            polls = [select.epoll() for _ in range(50)]
            targets = [os.eventfd(0) for _ in range(50)]
            for poll in polls:
                for target in targets:
                    poll.register(target)
        except OSError:
            pass
        libc.inotify_init()
        time.sleep(6)
        os._exit(0)
time.sleep(6)

# %% threads_with_stacks | clip | before
import threading, time
def deep(level):
    if level:
        deep(level - 1)
    else:
        time.sleep(5)
threading.stack_size(256 << 20)
try:
    for _ in range(100):
        threading.Thread(target=deep, args=(800,), daemon=True).start()
except (RuntimeError, ValueError) as error:
    print(error)
time.sleep(5)

# %% burns_in_children | clip | answer
import os, time
for _ in range(8):
    if os.fork() == 0:
        os.setsid()
        started = time.time()
        while time.time() - started < 45:
            pass
        os._exit(0)
def clip(gradients, maxValue):
    time.sleep(100)

# %% burns_in_children_that_nobody_counts | clip | answer
import os, signal, time
signal.signal(signal.SIGCHLD, signal.SIG_IGN)
def clip(gradients, maxValue):
    while True:
        try:
            if os.fork() == 0:
                started = time.time()
                while time.time() - started < 0.03:
                    pass
                os._exit(0)
        except OSError:
            time.sleep(0.01)

# %% burns_in_threads | clip | answer
import hashlib, threading, time
def burn():
    while True:
        hashlib.sha256(bytes(1 << 20))
for _ in range(8):
    threading.Thread(target=burn, daemon=True).start()
def clip(gradients, maxValue):
    time.sleep(100)

# %% slow_but_right | clip | honest
import time
import numpy as np
calls = []
def clip(gradients, maxValue):
    calls.append(1)
    started = time.process_time()
    while len(calls) < 5 and time.process_time() - started < 1.2:
        pass
    return {name: np.clip(value, -maxValue, maxValue) for name, value in gradients.items()}

# %% sleeps_a_little_and_is_right | clip | honest
import time
import numpy as np
def clip(gradients, maxValue):
    time.sleep(0.2)
    return {name: np.clip(value, -maxValue, maxValue) for name, value in gradients.items()}

# %% a_pool_and_right | clip | honest
import os
import numpy as np
from multiprocessing import get_context
def cut(given):
    return np.clip(given[0], -given[1], given[1])
def clip(gradients, maxValue):
    with get_context("fork").Pool(2) as pool:
        return dict(zip(gradients, pool.map(cut, [(value, maxValue) for value in gradients.values()])))
