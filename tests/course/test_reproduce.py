"""autograder reproduce: the published figures beside ours, and an exit status that tells."""

from __future__ import annotations

import copy
import io
import json

import pytest
from rich.console import Console

from autograder.course import reproduce as module
from autograder.course.reproduce import PUBLISHED, Row, clip_rows, model_rows, optimize_rows, reproduce, sample_rows

FIGURES = json.loads(PUBLISHED.read_text(encoding="utf-8"))


@pytest.fixture
def console() -> Console:
    """A terminal to read afterwards, wide enough for every line."""
    return Console(file=io.StringIO(), width=200)


def said(console: Console) -> str:
    return console.file.getvalue()


def test_portable_figures_that_need_no_corpus_are_equal():
    """clip, optimize and both samples, to every printed digit."""
    rows = clip_rows(FIGURES["clip"]) + optimize_rows(FIGURES["optimize"]) + sample_rows(FIGURES["sample_second"])
    assert len(rows) == 5 + 7 + 3
    assert [row for row in rows if not (row.agrees and row.portable)] == []


def test_sample_is_held_to_its_prefix_alone():
    """43 symbols must agree; the rest is shown, marked."""
    *prefix, tail = sample_rows(FIGURES["sample"])
    assert sum(len(row.ours.split()) for row in prefix) == 43
    assert all(row.agrees and row.portable for row in prefix)
    assert not tail.portable


def test_training_is_the_published_one_through_its_horizon(published_data):
    """Losses and names through step 4,000 here; the command itself goes on to 34,000."""
    figures = copy.deepcopy(FIGURES["model"])
    figures["trajectory"] = figures["trajectory"][:3]
    rows = model_rows(figures, (published_data / "dinos.txt").read_text(encoding="utf-8"))
    assert len(rows) == 3 * 8
    assert [row for row in rows if not row.agrees] == []


def test_rows_beyond_the_horizon_are_marked():
    """Portable is what was printed through step 12,000 (here: 0), and either document's figure counts."""
    figures = {"portable_until": 0, "trajectory": [
        {"iteration": 0, "losses": ["1.0"], "names": ["A"]},
        {"iteration": 2000, "losses": ["2.0", "2.1"], "names": ["B"]},
    ]}  # fmt: skip
    rows = model_rows(figures, "the quick brown fox\njumps over the lazy dog\n".replace(" ", "\n"))
    assert [row.portable for row in rows if row.figure.startswith("step")] == [True, False]
    assert [row.published for row in rows if "2,000" in row.figure] == [("2.0", "2.1")]
    assert Row("x", ("1", "2"), "2").agrees and not Row("x", ("1", "2"), "3").agrees


def test_without_the_corpus_it_says_what_it_needs(console, monkeypatch, tmp_path):
    """The rest is compared all the same; the exit status tells that something was left out."""
    monkeypatch.setenv("DINOSAUR_ISLAND_DATA", str(tmp_path))
    assert reproduce(console) == 2
    assert "Training was left out: it needs the published list of dinosaurs" in said(console)
    assert str(tmp_path) in said(console)
    assert "20 of 20 portable figures are equal" in said(console)


def test_a_portable_figure_that_differs_fails_the_command(console, monkeypatch, tmp_path):
    """One digit off is named, and the exit status is 1 even where the corpus is missing as well."""
    wrong = copy.deepcopy(FIGURES)
    wrong["optimize"]["printed"]["loss"] = "126.503975723"
    (tmp_path / "published.json").write_text(json.dumps(wrong), encoding="utf-8")
    monkeypatch.setattr(module, "PUBLISHED", tmp_path / "published.json")
    monkeypatch.setenv("DINOSAUR_ISLAND_DATA", str(tmp_path))
    assert reproduce(console) == 1
    assert "19 of 20 portable figures" in said(console)
    assert "Portable and different: loss." in said(console)


@pytest.mark.slow
def test_command_compares_the_whole_training(console, published_data):
    """All portable figures are equal, and those beyond the horizon are shown with their remark."""
    assert reproduce(console) == 0
    assert "76 of 76 portable figures are equal to every printed digit; 89 more are not portable" in said(console)
    assert "Onyxosaurus" in said(console) and "Training is chaotic" in said(console)
