"""The bench measures what it says, tells its rows apart, and writes its files; no test here judges a time."""

from __future__ import annotations

import io
import json
import sys

import numpy as np
import pytest
from rich.console import Console
from typer.testing import CliRunner

from benchmarks import grading, names, published, report, roofline, training
from benchmarks.__main__ import main
from benchmarks.grading import _rows
from benchmarks.measure import Results, Rival, Row, compare, machine
from utils.corpora import load_dinosaurs
from utils.engine import train
from utils.text import read_names, vocabulary


def test_published_training_told_again_gives_the_published_losses(published_data):
    """The peer of all is the published algorithm: its running loss after 2,001 names is the published one."""
    text = (published_data / "dinos.txt").read_text()
    char_to_ix, _ = vocabulary(text)
    _, losses = published.train(read_names(text), char_to_ix, 2001, 50)
    loss = np.log(27) * 7
    for own in losses:
        loss = 0.999 * loss + 0.001 * own
    assert f"{loss:.6f}" == "27.884160"


def test_published_sampling_told_again_draws_the_published_names():
    """At the start of the published training its first name is `nkzxwtdmfqoeyhsqwasjkjvu`."""
    char_to_ix, ix_to_char = vocabulary(load_dinosaurs())
    parameters, _ = published.train(["turiasaurus"], char_to_ix, 0, 50)
    name = "".join(ix_to_char[i] for i in published.sample(parameters, 0, 0))
    assert name.startswith("nkzxwtdmfqoeyhsqwasjkjvu")


def test_rivals_take_turns_and_ratios_are_those_of_the_same_round():
    """Each has one turn that does not count, then one a round; who does less work a call is not thought faster."""
    order = []

    def worker(name, loops):
        def run():
            order.append(name)
            sum(range(loops))

        return run

    rivals = [
        Rival("slow", worker("slow", 200_000), 1),
        Rival("same", worker("same", 400_000), 2),
        Rival("none", None, why_not="gone"),
    ]
    rows = compare("adding", "sum", rivals, rounds=3)
    assert order == ["slow", "same"] * 4
    assert [row.name for row in rows] == ["slow", "same", "none"]
    assert rows[0].cpu_ratio == rows[0].wall_ratio == 1
    assert rows[1].cpu and rows[1].wall and rows[1].cpu_ratio
    assert (rows[2].cpu, rows[2].note) == (None, "gone")


@pytest.mark.slow
@pytest.mark.usefixtures("neither_jax_nor_torch")
def test_training_rows_have_everyone_in_order():
    """Those that are not installed are there with the reason."""
    rows = training.rows(8, rounds=1, steps=2)
    assert [row.name for row in rows] == ["published", "readable utils", "published", "engine", "jax", "torch"]
    assert [row.cpu is None for row in rows] == [False] * 4 + [True] * 2
    assert all("not installed" in row.note for row in rows[4:])
    assert rows[0].cpu_ratio == rows[2].cpu_ratio == 1


@pytest.mark.parametrize("maker", ["_published", "_readable"])
def test_all_who_train_learn_the_same(maker):
    """Published and readable code have the engine's losses (JAX and torch: ``test_beyond_bench``)."""
    _, history = train(read_names(load_dinosaurs()), 12, 9)
    np.testing.assert_allclose(first_losses(maker), history.each, rtol=1e-9)


def first_losses(maker):
    """The losses of the first twelve names."""
    text_names = read_names(load_dinosaurs())
    char_to_ix, _ = vocabulary("\n".join(text_names))
    steps = getattr(training, maker)(published.examples(text_names, char_to_ix), 9, len(char_to_ix))
    return [float(next(steps)) for _ in range(12)]


@pytest.fixture
def neither_jax_nor_torch(monkeypatch):
    """They start threads, and other tests fork."""
    for package in ("jax", "torch"):
        monkeypatch.setitem(sys.modules, package, None)


def test_generation_and_roofline_rows_are_complete():
    """Both have their peer first, with the ratio 1, and a positive time each."""
    for rows in (names.rows(6, rounds=1, count=40), roofline.rows(8, rounds=1, steps=50)):
        assert len(rows) == 2
        assert rows[0].cpu_ratio == 1
        assert all(row.cpu and row.cpu > 0 and row.cpu_ratio for row in rows)


def test_grading_rows_tell_a_submission_from_a_run():
    """Of 10 + 2 n and 5 + 0.5 n seconds, 2 and 0.5 are a submission's."""
    costs = {"plain nbgrader": [(14.0, 14.0), (22.0, 22.0)], "autograder grade": [(6.0, 6.0), (8.0, 4.0)]}
    rows = _rows(costs, {"plain nbgrader": (2, 6), "autograder grade": (2, 6)})
    assert [(row.cpu, row.cpu_ratio) for row in rows] == [(2.0, 1.0), (0.5, 4.0), (10.0, 1.0), (5.0, 2.0)]
    assert rows[1].wall_ratio is None  # the larger class was faster: noise, and no ratio


def test_each_grader_s_own_classes_count():
    """Ours costs 0.5 s a submission in classes of 6 and 96, and is 4 times as fast as 2 s in classes of 2 and 6."""
    costs = {"plain nbgrader": [(14.0, 14.0), (22.0, 22.0)], "autograder grade": [(8.0, 8.0), (53.0, 53.0)]}
    rows = _rows(costs, {"plain nbgrader": (2, 6), "autograder grade": (6, 96)})
    assert [(row.cpu, row.cpu_ratio) for row in rows] == [(2.0, 1.0), (0.5, 4.0), (10.0, 1.0), (5.0, 2.0)]
    assert rows[1].note == "from classes of 6 and 96, one worker, sandbox on"


def test_a_second_worker_is_compared_with_one():
    """Ten seconds by one and six by two: 1.67 times as fast, 0.60 of the time; CPU time is not what it is about."""
    one, two = grading._workers((10.0, 10.0), (12.0, 6.0), 30)
    assert (one.wall, one.wall_ratio, one.group) == (10.0, 1.0, "grading 30 submissions")
    assert (two.cpu, two.wall, two.cpu_ratio, two.note) == (12.0, 6.0, None, "0.60 of the wall time")
    assert two.wall_ratio == pytest.approx(10 / 6)


def test_table_names_the_machine_and_every_rival():
    """What is printed holds the processor, the names and the ratios."""
    rows = [
        Row("training", "published", "name", 3e-4, 9e-4, 1.0, 1.0),
        Row("training", "engine", "name", 1e-5, 3e-5, 30.0, 29.5),
    ]
    results = Results(machine(), rows)
    console = Console(width=report.WIDTH, record=True, file=io.StringIO())
    console.print(report.table(results))
    text = console.export_text()
    for word in (results.machine["processor"][:20], "published", "engine", "30.00", "29.50", "300 µs a name"):
        assert word in text


@pytest.mark.usefixtures("neither_jax_nor_torch")
def test_command_writes_json_and_picture(tmp_path):
    """One command measures, prints, and writes both files."""
    import typer

    app = typer.Typer()
    app.command()(main)
    data, picture = tmp_path / "results.json", tmp_path / "bench.png"
    options = {"only": "training", "units": 6, "rounds": 1, "steps": 2, "data": data, "picture": picture}
    arguments = [word for name, value in options.items() for word in (f"--{name}", str(value))]
    done = CliRunner().invoke(app, arguments)
    assert done.exit_code == 0, done.output
    written = json.loads(data.read_text())
    assert set(written) == {"machine", "rows"}
    assert [row["name"] for row in written["rows"]][:3] == ["published", "readable utils", "published"]
    assert picture.read_bytes().startswith(b"\x89PNG")
    assert "published" in done.output


def test_unknown_part_is_refused():
    """The sentence says which parts there are."""
    import typer

    with pytest.raises(typer.BadParameter, match="training, generation, roofline, grading"):
        main(only=["cooking"])
