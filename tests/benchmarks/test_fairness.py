"""The banks of right and wrong answers, the environments, and the table that says how fair the judge is."""

from __future__ import annotations

import ast
import json
import os
import random
import re
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from autograder.exercises import Exercise, Verdict, masters
from autograder.sandbox.sandbox import Sandbox
from benchmarks.fairness import banks, environments, measure
from benchmarks.fairness.environments import Environment
from benchmarks.fairness.tables import Graded
from tests.support.seeded import SEED

HERE = Environment("here")
KINDS = [(exercise, kind) for exercise in masters.names() for kind in banks.KINDS]
KERNEL = """
import ctypes, pathlib, numpy
try:
    from numpy._core import _multiarray_umath as core
except ImportError:
    from numpy.core import _multiarray_umath as core
library = ctypes.CDLL(str(next(pathlib.Path(numpy.__file__).parents[1].glob("numpy.libs/*openblas*"))))
def ask(name, restype):
    for decorated in (f"scipy_openblas_{name}64_", f"openblas_{name}64_", f"openblas_{name}"):
        if hasattr(library, decorated):
            function = getattr(library, decorated)
            function.restype = restype
            return function()
def describe():
    used = [feature for feature in core.__cpu_dispatch__ if core.__cpu_features__[feature]]
    return [ask("get_corename", ctypes.c_char_p).decode(), ask("get_num_threads", ctypes.c_int), used]
"""


def bank(folder: Path, exercise: str, kind: str, name: str, code: str) -> None:
    """Write one answer into a bank of the test's own."""
    path = folder / exercise / "answers" / kind / f"{name}.py"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(code, encoding="utf-8")


@pytest.fixture
def clip_run(run):
    """The run with the questions of one exercise alone: no others are drawn for it."""
    return replace(run, **{kind: {"clip": getattr(run, kind)["clip"]} for kind in ("cases", "call_seconds")})


@pytest.fixture
def own_banks(tmp_path, monkeypatch, clip_run):
    """Banks with one right and one wrong answer to `clip`, in place of the real ones; two small environments."""
    clip = "def clip(gradients, maxValue):\n    return {k: v.clip(-maxValue, maxValue) for k, v in gradients.items()}\n"
    bank(tmp_path, "clip", "right", "comprehension", f"# A new dictionary.\n{clip}")
    upper = clip.replace("v.clip(-maxValue, maxValue)", "np.minimum(v, maxValue)")
    bank(tmp_path, "clip", "wrong", "upper", f"# Only one side.\n# names: upper side|-maxValue\n{upper}")
    monkeypatch.setattr(banks, "BANKS", tmp_path)
    monkeypatch.setenv("COLUMNS", "160")  # so that no cell of the tables is wrapped
    monkeypatch.setattr(measure, "environments", lambda quick: [HERE, Environment("again")])
    monkeypatch.setattr(measure, "impatient_run", lambda: clip_run)
    monkeypatch.setattr(measure, "chaotic_lists", lambda places, run: [(1,), (2,)])
    return tmp_path


@pytest.mark.parametrize(("exercise", "kind"), KINDS)
def test_banks_are_large_enough_and_no_answer_is_there_twice(exercise, kind):
    """At least 12 right and 25 wrong answers an exercise, all different once comments and spaces are gone."""
    answers = banks.read(exercise, kind)
    assert len(answers) >= {"right": 12, "wrong": 25}[kind]
    trees = [ast.dump(ast.parse(re.sub(r"^%.*$", "", answer.code, flags=re.MULTILINE))) for answer in answers]
    assert len(set(trees)) == len(trees)


def test_a_right_answer_is_in_no_wrong_bank():
    """The same code is not listed both as right and as wrong."""
    for exercise in masters.names():
        right, wrong = (
            {answer.code.split("\n", 1)[1] for answer in banks.read(exercise, kind)} for kind in banks.KINDS
        )
        assert not right & wrong


def test_every_thirtieth_answer_of_one_exercise_is_judged_fairly(clip_run):
    """Both banks in this environment, through the sandbox and all; all exercises are in the slow test below."""
    answers = [answer for kind in banks.KINDS for answer in banks.read("clip", kind)[::30]]
    graded = measure.grade(answers, [HERE], clip_run)
    assert [(str(one.answer), one.sentences) for one in graded if one.unfair or one.misleading] == []


@pytest.mark.slow
def test_a_part_of_the_banks_is_judged_fairly_in_two_unlike_environments(run):
    """The oldest kernel without vector instructions, and the newest with two threads; another part in each run."""
    seed = os.environ[SEED]
    answers = [*measure._banks()]
    part = random.Random(seed).sample(answers, len(answers) // 12)
    graded = measure.grade(part, environments.environments(quick=True), run)
    unfair = [(str(one.answer), one.environment, one.sentences) for one in graded if one.unfair or one.misleading]
    assert unfair == [], f"{SEED}={seed}"


@pytest.mark.slow
@pytest.mark.nightly
def test_two_unlike_environments_are_fair(capsys):
    """The whole of the banks in them."""
    assert measure.fairness(quick=True) == 0, capsys.readouterr().out


@pytest.mark.slow
def test_a_fair_bank_gives_status_0_and_a_table(own_banks, capsys, tmp_path):
    """The counts stand in the table, and every answer in the file."""
    report = tmp_path / "report.json"
    assert measure.fairness(json=report) == 0
    assert re.search(r"clip\W+2\W+0\W+2\W+0\W+2 \(100\.0 %\)", capsys.readouterr().out)
    written = json.loads(report.read_text())
    assert len(written) == 4
    assert {one["environment"] for one in written} == {"here", "again"}


@pytest.mark.slow
def test_environments_are_graded_by_other_processes(run, monkeypatch):
    """Known mistakes draw from NumPy's generator and are remembered: two threads of one process would mix them up."""
    verdict = Verdict("above", False, 2, "")
    monkeypatch.setattr(Exercise, "verdicts", lambda *_: [replace(verdict, message=f"process {os.getpid()}")])
    graded = measure.grade(banks.read("clip", "right")[:1], [HERE, Environment("again")], run)
    assert len(graded) == 2
    assert (f"process {os.getpid()}",) not in {one.sentences for one in graded}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("kind", "name", "code", "said"),
    [
        ("right", "only_upper", "{k: np.minimum(v, maxValue) for k, v in gradients.items()}", "graded unfairly"),
        ("wrong", "no_mistake", "{k: v.clip(-maxValue, maxValue) for k, v in gradients.items()}", "graded unfairly"),
    ],
)
def test_an_answer_in_the_wrong_bank_is_reported_by_name(own_banks, capsys, kind, name, code, said):
    """A false failure and a false pass each give status 1 and name the offender."""
    answer = f"# On purpose.\n# names: .\ndef clip(gradients, maxValue):\n    return {code}\n"
    bank(own_banks, "clip", kind, name, answer)
    assert measure.fairness() == 1
    assert f"{said}: clip/{kind}/{name} in 2:" in " ".join(capsys.readouterr().out.split())


@pytest.mark.slow
def test_a_sentence_about_another_mistake_counts_as_misleading(own_banks, capsys):
    """A known mistake's sentence that does not match what the answer does gives status 1."""
    code = "def clip(gradients, maxValue):\n    return {k: np.clip(v, -10, 10) for k, v in gradients.items()}\n"
    bank(own_banks, "clip", "wrong", "ten", f"# Ten, always.\n# names: the moon\n{code}")
    assert measure.fairness() == 1
    assert "misled: clip/wrong/ten in 2:" in " ".join(capsys.readouterr().out.split())


@pytest.mark.parametrize(
    ("code", "said"),
    [("def clip(gradients, maxValue): ...\n", "first line"), ("# A comment.\nclip = None\n", "# names:")],
)
def test_an_answer_without_its_header_is_refused(tmp_path, code, said):
    """The error names the file and says which line is missing."""
    bank(tmp_path, "clip", "wrong", "bare", code)
    with pytest.raises(ValueError, match=said) as caught:
        banks.read("clip", "wrong", tmp_path)
    assert "bare.py" in str(caught.value)


def test_lines_of_model_stand_in_the_scaffold():
    """A few lines replace the master's own, with the scaffold's margin, and nothing else changes."""
    code = banks.cell("model", "X = [None]\nif X:\n    Y = [0]\n")
    assert "        X = [None]\n        if X:\n            Y = [0]\n\n        loss = smooth(loss, curr_loss)" in code
    assert "SOLUTION" not in code
    assert code.splitlines()[0] == masters.solution("model").splitlines()[0]


@pytest.mark.slow
@pytest.mark.parametrize("place", environments.environments(quick=True), ids=lambda place: place.name)
def test_an_environment_really_reaches_the_sandbox(place):
    """The sandboxed process computes with the kernel, the threads and the instructions that the environment names."""
    with Sandbox(environment=place.variables, first=place.path) as sandbox, sandbox.job({}) as job:
        (cell,) = job.run([KERNEL])
        assert cell.ok, cell.outputs
        kernel, threads, used = job.call("describe", [], {}, 20).result
    kernel = kernel.replace("Katmai", "Prescott")  # OpenBLAS has one table for both, and calls it by the first name
    assert kernel.lower() == place.variables["OPENBLAS_CORETYPE"].lower()
    assert threads == int(place.variables["OPENBLAS_NUM_THREADS"])
    assert (used == []) == ("NPY_DISABLE_CPU_FEATURES" in place.variables)


@pytest.mark.slow
def test_environments_compute_differently(run):
    """The published example, whose last indices hang on the last bit, comes out in two ways in two environments."""
    places = environments.environments(quick=True)
    if "SkylakeX" not in places[-1].name and "Haswell" not in places[-1].name:
        pytest.skip("This processor has one kind of arithmetic only.")
    assert len(set(measure.chaotic_lists(places, run))) == 2


def test_the_oldest_numpy_is_the_one_the_project_names():
    """The floor comes from the project's own metadata, not from a second place."""
    assert f"numpy>={environments.oldest_numpy()}" in Path(banks.BANKS.parents[1], "pyproject.toml").read_text()


def test_kernels_this_processor_cannot_run_are_left_out(monkeypatch):
    """Without AVX-512 there is no SkylakeX, which would end in an illegal instruction."""
    monkeypatch.setattr(Path, "read_text", lambda *_, **__: "flags : fpu sse sse2 pni sse4_2 avx avx2")
    assert environments._kernels() == ["Prescott", "Nehalem", "Sandybridge", "Haswell"]


def test_a_numpy_that_pip_cannot_install_is_an_error_with_pips_words(monkeypatch, tmp_path):
    """The message says what was asked for, what pip said, and what does without."""
    failed = subprocess.CompletedProcess([], 1, "", "no network here")
    monkeypatch.setenv(environments.CACHE, str(tmp_path))
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: failed)
    with pytest.raises(RuntimeError, match=r"numpy==0\.1(.|\n)*--quick(.|\n)*no network here"):
        environments.numpy("==0.1")
    assert [*tmp_path.iterdir()] == []


def test_no_case_asks_what_the_task_leaves_open(run):
    """No fiftieth character is a newline, every alphabet is in order, and no text has a blank line at its end."""
    for case in run.cases["sample"]:
        parameters, char_to_ix, seed = case.args
        newline = char_to_ix["\n"]
        drawn = masters.reference("sample")(parameters, char_to_ix, seed)
        assert len(drawn) < 51 or newline not in drawn[:50], case.title
        assert list(char_to_ix.values()) == list(range(len(parameters["by"]))), case.title
    for case in run.cases["model"]:
        text, ix_to_char, char_to_ix = case.args[:3]
        assert all(line.strip() for line in text.split("\n")), case.title
        assert list(ix_to_char) == list(range(case.args[6])) == list(char_to_ix.values()), case.title


@pytest.mark.parametrize("name", masters.names())
def test_no_pattern_takes_an_exceptions_name_for_the_mistakes(name):
    """Python's own words name nothing: neither does a pattern ask for them, nor do they count where one finds them."""
    for answer in banks.read(name, "wrong"):
        assert not re.search(r"[a-z]Error\b|\braised?\b|Exception", answer.names.pattern), answer
        said = "Your function raised KeyError: 'lower case'"
        assert not Graded(answer, "", 0, 20, (f"{said}.",), (said,)).named, answer


@pytest.mark.parametrize(
    ("sentence", "how"),
    [
        ("Every entry becomes 0.", "misleading"),
        ("Every entry becomes 0. The moon is out.", "named"),
        ("The moon is out.", "named"),
        ("Perhaps the loop is at fault: look at its first line.", "beside the point"),
        ('gradients["dWax"][0][0]: expected 1.0, yours is 2.0.', "general"),
        ("Your function raised KeyError: 'moon'.", "general"),
        ("The tide is high, and this is true besides.", "general"),
    ],
)
def test_sentences_are_named_general_beside_the_point_or_misleading(sentence, how):
    """Each answer is counted once, by the worst that its sentences do, then by the best."""
    names, also = re.compile("moon"), re.compile("tide")
    answer = banks.Answer("clip", "wrong", "x", "X.", names, also, "")
    graded = Graded(answer, "", 0, 10, (sentence,), ("Your function raised KeyError: 'moon'",))
    assert graded.how_told == how
