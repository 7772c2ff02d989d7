"""The promises of the sandbox, each tried by an attack, with root's powers and without."""

from __future__ import annotations

import os

import numpy as np
import pytest

from tests.support.sandboxes import WALLED, kinds, result, sandbox


@pytest.fixture(scope="module", params=kinds(*WALLED))
def box(request, tmp_path_factory):
    """A sandbox of each kind with walls, in a grader whose environment holds a secret."""
    os.environ["GRADER_SECRET"] = "tyrannosaurus"
    with sandbox(request.param) as made:
        yield made
    del os.environ["GRADER_SECRET"]


REACHED = {
    "the host over the network": """
    for family, place in [(socket.AF_INET, ("127.0.0.1", 22)), (socket.AF_INET6, ("::1", 22)), (16, (0, 0))]:
        try:
            with socket.socket(family, socket.SOCK_RAW if family == 16 else socket.SOCK_STREAM) as s:
                found.append(str(family))
                s.connect(place)
        except OSError:
            pass
    try:
        found.append(socket.getaddrinfo("example.org", 80))
    except OSError:
        pass
    """,
    "the project, the grader, other people's files": """
    for root, folders, files in os.walk("/"):
        if root in ("/proc", "/usr") or root.endswith("/lib") or root.rpartition("/")[0] == "/packages":
            folders[:] = []
        found += [os.path.join(root, name) for name in folders + files if name in (
            "masters", "exercises", "autograder", "tests", ".git", "gradebook.db", "submitted", "shared", "sandbox.py",
            "pyproject.toml", ".ssh", ".bash_history", "passwd", "shadow", "hosts", "judge.py")
            and not root.startswith("/course/utils")]
    for place in ("/work", "/home", "/var", "/etc/passwd", "/sys", "/run", "/opt", "/mnt", "/boot", "/root/.bashrc"):
        found += [place] if os.path.exists(place) else []
    """,
    "a place to write outside its own disk": """
    own = os.stat("/tmp").st_dev
    for root, folders, files in os.walk("/"):
        if root.startswith("/proc"):
            folders[:] = []
            continue
        if root.startswith(("/usr/", "/packages/")) and root.count("/") > 3:
            folders[:] = []  # each is one mount: what its upper folders refuse, the thousands below do too
        for name in [""] + files[:3]:
            path = os.path.join(root, name or "written")
            try:
                with open(path, "ab"):
                    pass
            except OSError:
                continue
            if os.stat(path).st_dev != own and not root.startswith("/dev"):
                found.append(path)
    """,
    "the code of the grader by import": """
    for name in ("autograder", "autograder.exercises.masters", "master", "judge", "exercises", "masters", "sandbox"):
        try:
            found.append(str(__import__(name)))
        except ImportError:
            pass
    """,
    "other processes": """
    found += [name for name in os.listdir("/proc") if name.isdigit() and name != "1"]
    found += [os.getppid()] if os.getppid() else []
    for pid in (-1, 2, 3, 10, 100):
        for sign in (0, signal.SIGTERM, signal.SIGKILL):
            try:
                os.kill(pid, sign)
                found.append((pid, int(sign)))
            except OSError:
                pass
    """,
    "the secret in the grader's environment": """
    for path in ["/proc/self/environ", "/proc/1/environ", "/proc/thread-self/environ"]:
        found += [path] if b"tyranno" in open(path, "rb").read() else []
    found += [key for key in os.environ if "SECRET" in key]
    """,
    "powers": """
    lines = dict(line.split(":", 1) for line in open("/proc/self/status"))
    found += [name for name in ("CapInh", "CapPrm", "CapEff", "CapAmb") if int(lines[name], 16)]
    found += [name for name, value in (("NoNewPrivs", "1"), ("Seccomp", "2")) if lines[name].strip() != value]
    found += ["root"] if 0 in (os.getuid(), os.geteuid(), os.getgid(), os.getegid(), *os.getgroups()) else []
    for change in (os.setuid, os.setgid, os.seteuid):
        try:
            change(0)
            found.append(change.__name__)
        except OSError:
            pass
    """,
    "system calls that open doors": """
    libc = ctypes.CDLL(None, use_errno=True)
    calls = {"ptrace": (101, 0), "unshare": (272, 0x10000000), "mount": (165, 0, b"/tmp", b"tmpfs"), "bpf": (321, 0),
             "setns": (308, 0, 0), "keyctl": (250, 0), "clone": (56, 0x10000011, 0), "io_uring": (425, 1, 0),
             "memfd": (319, b"x", 0), "shmget": (29, 0, 4096, 0o1600), "perf": (298, 0), "open_by_handle": (304, 0),
             "open_tree_attr": (467, -100, b"/tmp", 1), "open_tree": (428, -100, b"/tmp", 1), "mlock": (149, 0, 0),
             "pidfd_open": (434, os.getpid(), 0), "personality": (135, 0xffffffff), "modify_ldt": (154, 0, 0, 0),
             "splice": (275, 0, 0, 0, 0, 0, 0), "userfaultfd": (323, 1), "inotify": (294, 0), "io_setup": (206, 1, 0),
             "statmount": (457, 0), "dumpable": (157, 4, 0), "process_vm_readv": (310, os.getpid())}
    for name, arguments in calls.items() if os.uname().machine == "x86_64" else ():
        found += [name] if libc.syscall(*arguments) >= 0 or ctypes.get_errno() != 1 else []
    found += ["a new call"] if libc.syscall(9999) >= 0 or ctypes.get_errno() != 38 else []
    done = subprocess.run(["unshare", "-Ur", "true"], capture_output=True)
    found += ["unshare program"] if done.returncode == 0 else []
    """,
    "descriptors that are not its own": """
    sockets = 0
    for number in os.listdir("/proc/self/fd"):
        try:
            place = os.readlink("/proc/self/fd/" + number)
            mode = int(open("/proc/self/fdinfo/" + number).read().split("flags:")[1].split()[0], 8) & 3
        except OSError:
            continue
        sockets += place.startswith("socket:")
        font = mode == 0 and place.endswith(".ttf")
        own = place.startswith(("socket:", "/proc/")) or place in ("/dev/null", "anon_inode:[eventpoll]")
        found += [] if font or own else [place]
    found += ["sockets"] * (sockets != 3)  # the channel, and two by which the event loop wakes itself
    """,
    "who made the other end of the channel": """
    numbers = [int(number) for number in os.listdir("/proc/self/fd")]
    for number in numbers:
        for option in (17, 31, 59, 77):
            try:
                with socket.socket(fileno=os.dup(number)) as end:
                    found.append((option, end.getsockopt(socket.SOL_SOCKET, option, 64)))
            except OSError:
                pass
        for option in (16, 76):
            try:
                with socket.socket(fileno=os.dup(number)) as end:
                    end.setsockopt(socket.SOL_SOCKET, option, 1)
                    found.append(option)
            except OSError:
                pass
    """,
    "devices": """
    harmless = {"null", "full", "random", "urandom", "shm", "fd", "stdin", "stdout", "stderr"}
    found += sorted(set(os.listdir("/dev")) - harmless)
    """,
}


@pytest.mark.smoke
@pytest.mark.parametrize("what", REACHED)
def test_out_of_reach(box, what):
    """A function that looks for it finds nothing."""
    assert result(box, f"def f():\n    found = []\n{REACHED[what]}\n    return [str(thing) for thing in found]") == []


def test_what_a_notebook_needs_is_there(box):
    """The course's modules and data two folders up, its own folder, the usual devices and programs."""
    code = """
def f():
    sys.path.append("../..")
    import utils
    open("/dev/null", "w").write("x")
    return [os.path.abspath(os.path.dirname(utils.__file__)), os.path.isdir("../../data"), os.getcwd() != "/",
            os.path.expanduser("~"), len(os.urandom(4)), subprocess.run(["ls"]).returncode]
"""
    assert result(box, code) == ["/course/utils", True, True, "/tmp/home", 4, 0]


LEAVE = """
def f():
    places = ["/tmp", "/dev/shm", "/var/tmp", os.path.expanduser("~"), ".", "/course", "/run"]
    for place in places:
        try:
            open(os.path.join(place, "letter"), "w").write("for you")
        except OSError:
            pass
    box = socket.socket(socket.AF_UNIX)
    box.bind("\\0letter")
    box.listen()
    globals()["kept"] = box
    subprocess.Popen(["sleep", "100"])
    import builtins, numpy, utils
    builtins.letter = numpy.letter = utils.letter = "for you"
    return sum(os.path.exists(os.path.join(place, "letter")) for place in places)
"""
FIND = """
def f():
    import builtins, numpy, utils
    found = [str(module) for module in (builtins, numpy, utils) if hasattr(module, "letter")]
    for root, folders, files in os.walk("/"):
        folders[:] = [folder for folder in folders if os.path.join(root, folder) not in ("/proc", "/usr")]
        found += [root] if "letter" in files else []
    try:
        socket.socket(socket.AF_UNIX).connect("\\0letter")
        found.append("socket")
    except OSError:
        pass
    return found + [name for name in os.listdir("/proc") if name.isdigit() and name != "1"]
"""


@pytest.mark.smoke
def test_jobs_share_nothing(box):
    """Neither one after another nor side by side: no file, no socket, no process, no module."""
    with box.job() as first, box.job() as second:
        for notebook, code in ((first, LEAVE), (second, FIND)):
            assert notebook.run(["import os, socket, subprocess\n" + code])[0].ok
        assert first.call("f", [], timeout=20).result >= 3
        assert second.call("f", [], timeout=20).result == []
    assert result(box, FIND) == []


def test_two_jobs_have_two_users(box):
    """As root each job is another user; without root each is alone in a namespace of its own."""
    code = "def f():\n    return [os.getuid(), os.readlink('/proc/self/ns/user'), os.readlink('/proc/self/ns/pid')]"
    one, other = result(box, code), result(box, code)
    assert one[:2] != other[:2] and one[2] != other[2] and one[0] >= 1000


@pytest.mark.parametrize("kind", kinds(*WALLED))
def test_what_must_not_be_seen_is_hidden_within_what_is_shown(tmp_path, kind):
    """The grader may be installed among the packages that students' code imports: its folder is empty there."""
    packages = tmp_path / "site-packages"
    for name in ("harmless", "secret"):
        (packages / name).mkdir(parents=True)
        (packages / name / "__init__.py").write_text("value = 1\n")
    code = (
        "def f():\n    import harmless, secret\n    return harmless.value, hasattr(secret, 'value'), os.getenv('HINT')"
    )
    more = {"hide": [packages / "secret"], "first": [packages], "environment": {"HINT": "none"}}
    with sandbox(kind, **more) as made:
        assert result(made, code) == (1, False, "none")


def test_the_same_code_gives_the_same_answer_in_every_sandbox(box):
    """The order of a set of words is fixed, so that a verdict can be repeated."""
    code = "def f():\n    return list(set('tyrannosaurus rex'))"
    with sandbox("open") as other:
        assert result(box, code) == result(other, code)
    assert np.array(result(box, "import numpy as np\ndef f():\n    return np.random.rand(3)")).shape == (3,)
