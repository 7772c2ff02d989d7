"""Attacks on the batch: nobody after this student would be graded."""

# %% detached_process_left_behind | clip | before
import os, time
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        for fd in range(3):
            os.close(fd)
        time.sleep(3600)
    os._exit(0)

# %% parent_killed_in_the_call | clip | answer
import os, signal
def clip(gradients, maxValue):
    os.kill(os.getppid(), signal.SIGKILL)
    return gradients

# %% process_group_killed | clip | answer
import os, signal
def clip(gradients, maxValue):
    os.killpg(0, signal.SIGKILL)
    return gradients

# %% locks_every_file | clip | before
import fcntl, os
held = []
for root, folders, files in os.walk("/"):
    folders[:] = [f for f in folders if f not in ("proc", "sys", "usr", "lib")]
    for file in files[:100]:
        try:
            handle = open(os.path.join(root, file), "r")
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            held.append(handle)
        except OSError:
            pass

# %% stops_itself | clip | answer
import os, signal
def clip(gradients, maxValue):
    os.kill(os.getpid(), signal.SIGSTOP)
    return gradients

# %% disk_filled | clip | before
import os
try:
    with open(os.path.expanduser("~/big"), "wb") as handle:
        for _ in range(100_000):
            handle.write(b"0" * 1_000_000)
except OSError as error:
    print(error)

# %% million_files | clip | before
import os
try:
    for i in range(1_000_000):
        open(f"f{i}", "w").close()
except OSError as error:
    print(error)

# %% descriptors_exhausted | clip | before
kept = []
try:
    while True:
        kept.append(open("/dev/null"))
except OSError as error:
    print(error)
