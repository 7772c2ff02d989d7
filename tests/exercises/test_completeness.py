"""What an exercise lacks is said in sentences, in the order of its making."""

from __future__ import annotations

import dataclasses
import re

import pytest

from autograder import exercises
from autograder.certify.certificate import Unsafe
from autograder.course.new_exercise import new_exercise
from autograder.errors import BuildRefused
from autograder.exercises import EXERCISES, completeness
from autograder.exercises.case_spec import Variant
from autograder.exercises.completeness import failure, inconsistent, lacking, named
from autograder.exercises.fresh_cases import Kind
from utils.feedback.cases import Check

GAP = re.compile(r"FILL IN[^\"\n]*")


@pytest.fixture
def fifth(tmp_path, monkeypatch):
    """The folder of a new exercise, as `autograder new` makes it, with its gaps filled."""
    for place in ("autograder/exercises", "utils/feedback/exercises", "notebooks"):
        (tmp_path / place).mkdir(parents=True)
    (tmp_path / "utils/__init__.py").touch()
    assert new_exercise("fifth", tmp_path) == 0
    monkeypatch.setattr(completeness, "ROOT", tmp_path)
    monkeypatch.setattr(completeness, "FOLDER", tmp_path / "autograder/exercises")
    monkeypatch.setattr(completeness, "FEEDBACK", tmp_path / "utils/feedback/exercises")
    for path in tmp_path.rglob("*.*"):
        if path.is_file():
            path.write_text(GAP.sub("filled in", path.read_text()))
    return tmp_path / "autograder/exercises/fifth"


def test_a_filled_exercise_lacks_nothing(fifth):
    """All that follows is said of a damage alone."""
    assert lacking("fifth") == []


def test_gaps_are_named_with_their_lines(fifth):
    """The author goes from one to the next."""
    master = fifth / "master.py"
    master.write_text(master.read_text().replace("filled in", "FILL IN: the title", 1))
    assert lacking("fifth") == [
        "autograder/exercises/fifth/master.py, line 14: still to be filled in: the title.",
    ]


@pytest.mark.parametrize(
    ("file", "before", "after", "said"),
    [
        ("exercise.toml", "title =", "title", "exercise.toml is not valid TOML: "),
        ("exercise.toml", "title =", "heading =", "exercise.toml: title is missing; it is a text"),
        ("exercise.toml", "order = 1 ", 'order = "first" ', "exercise.toml: order should be a whole number"),
        ("exercise.toml", "order = 1 ", "order = true ", "exercise.toml: order should be a whole number"),
        ("exercise.toml", "helpers = []", 'helpers = ["clap"]', "the helper 'clap' is no other exercise"),
        ("exercise.toml", '["", ', "[", 'should be a pair of texts, ["check", "hint"]'),
        ("exercise.toml", 'breaks = ["right"]', "", "the mistake 'unchanged' needs breaks"),
        ("exercise.toml", 'breaks = ["right"]', 'breaks = "right"', "the mistake 'unchanged' needs breaks"),
        ("exercise.toml", 'breaks = ["right"]', 'breaks = ["right"]\nline = "x ="', "should be a list of texts"),
        ("exercise.toml", "message =", "sentence =", "the mistake 'unchanged' needs a message"),
        ("cases.py", "CHECKS = (", "CHECKS = ((", "cases.py, line 15: this is not valid Python"),
        ("mistakes.py", "lambda x: x", "lambda x x", "mistakes.py, line 8: this is not valid Python"),
        ("master.py", "### BEGIN SOLUTION", "", "master.py: the line `### BEGIN SOLUTION` is missing"),
        ("master.py", "### END HIDDEN TESTS", "", "master.py: the line `### END HIDDEN TESTS` is missing"),
        ("master.py", 'role="answer"', 'role="given"', 'has 0 cells marked `# %% role="answer"`'),
        ("master.py", "def fifth(", "def sixth(", "should define a function called fifth"),
    ],
)
def test_a_damage_is_said_in_a_sentence(fifth, file, before, after, said):
    """The file, what was expected, and what came."""
    path = fifth / file
    assert before in path.read_text()
    path.write_text(path.read_text().replace(before, after))
    assert any(said in sentence for sentence in lacking("fifth")), lacking("fifth")


@pytest.mark.parametrize("file", ["exercise.toml", "master.py", "cases.py", "mistakes.py", "__init__.py"])
def test_a_missing_file_is_named(fifth, file):
    """Before anything else is looked at."""
    (fifth / file).unlink()
    assert lacking("fifth") == [
        f"autograder/exercises/fifth/{file} is missing; `autograder new` makes one for a new exercise."
    ]


def test_a_bank_without_answers_is_named(fifth):
    """The judge is measured on them."""
    (fifth / "answers/wrong/unchanged.py").unlink()
    assert lacking("fifth")[0].startswith("autograder/exercises/fifth/answers/wrong holds no wrong answer")


CLIP = EXERCISES["clip"]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, None),
        ({"name": "clap"}, "is called 'clap'"),
        (
            {"variants": (Variant("slip", "A message.", ("colour",), abs),)},
            "mistake 'slip' in exercise.toml names a check",
        ),
        ({"kinds": (Kind("odd", ("colour",)),)}, "the kind 'odd' names a check 'colour'; there are above, below"),
        ({"checks": (*CLIP.checks, Check("idle", "Nothing looks at it", 1))}, "no case looks at the check 'idle'"),
        ({"checks": (*CLIP.checks, CLIP.checks[0])}, "the check 'above' should have a name of its own"),
        ({"checks": (*CLIP.checks[1:], Check("above", "Worth nothing", 0))}, "and whole points above 0"),
        ({"checks": (*CLIP.checks[1:], Check("above", "Half", 0.5))}, "and whole points above 0"),
        ({"seeded": lambda: [d for d in CLIP.seeded() if not d.visible]}, "no case is visible"),
        ({"seeded": lambda: 1 / 0}, "ZeroDivisionError: division by zero"),
        ({"seeded": lambda: None}, "TypeError: 'NoneType' object is not iterable"),
        ({"kinds": None}, "TypeError"),
    ],
)
def test_parts_that_do_not_fit_are_named(changes, said):
    """Hints, mistakes, kinds and cases speak of checks that there are, and every check is looked at."""
    found = inconsistent("clip", dataclasses.replace(CLIP, **changes))
    assert any(said in sentence for sentence in found) if said else found == []


def test_a_failing_solution_is_said_with_its_line():
    """No traceback: the answer cell, the line, and what Python says."""
    scope: dict = {}
    exec(compile("\ndef clip():\n    return 1 / 0\n", "<clip>", "exec"), scope)
    with pytest.raises(BuildRefused) as refused, named("clip"):
        scope["clip"]()
    assert str(refused.value) == (
        "autograder/exercises/clip/master.py, the answer cell, line 3: ZeroDivisionError: division by zero."
    )


def test_a_refusal_stays_what_it_is():
    """What says already why is not wrapped in more words."""
    for refusal in (BuildRefused("a reason"), Unsafe("another")):
        with pytest.raises(type(refusal), match=str(refusal)), named("clip"):
            raise refusal


def test_an_exercise_that_cannot_be_imported_is_refused_by_every_command(monkeypatch):
    """The sentence comes in place of a traceback."""

    def fails(name):
        raise KeyError("colour")

    monkeypatch.setattr(exercises, "import_module", fails)
    with pytest.raises(BuildRefused, match="clip: KeyError: 'colour'"):
        exercises._loaded()


def test_a_description_that_cannot_be_read_is_refused(monkeypatch):
    """Not even the order of the exercises can be told then."""

    def fails():
        raise ValueError("not TOML")

    monkeypatch.setattr(exercises, "names", fails)
    with pytest.raises(BuildRefused, match="not TOML"):
        exercises._loaded()


def test_a_syntax_error_is_said_with_its_file():
    """As Python counts the lines."""
    assert failure("clip", SyntaxError("invalid syntax", ("cases.py", 7, 1, "x x"))) == (
        "cases.py, line 7: this is not valid Python (invalid syntax)."
    )
