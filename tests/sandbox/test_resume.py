"""What a line that fails in a cell costs: what the notebook would cost, and nothing that only this machine lacks."""

from __future__ import annotations

import pytest

from autograder.exercises import masters
from tests.support.classroom import notebook
from tests.support.judging import judged, messages

RIGHT = masters.solution("clip")


@pytest.mark.parametrize(
    "line",
    [
        "import nunpy as np",
        "import math as m, nunpy as np",
        "from nunpy import core as np",
        "from nunpy import *",
        "if True:\n    import nunpy as np",
        "with open('/dev/null'):\n    import nunpy as np",
        "try:\n    import nunpy as np\nexcept KeyError:\n    pass",
        "import nunpy\nnp = nunpy.core",
    ],
)
def test_a_name_whose_import_failed_has_no_value(tmp_path, sandbox, run, line):
    """Nothing older stands in for it, whatever way it was imported, and the sentence says which line it was."""
    line = line if "*" not in line else f"del np\n{line}"
    result = judged(tmp_path, sandbox, run, clip=f"{line}\n{RIGHT}")
    assert result.score == 0
    said = [verdict.message for verdict in result.verdicts]
    assert "nunpy is not there where this is graded" in said[0], said
    assert "NameError" not in said[0] and "ModuleNotFoundError" not in said[0]


@pytest.mark.parametrize(
    "line",
    [
        "import nunpy",
        "import nunpy as plt, math",
        "from nunpy import array, ones as o",
        "from nunpy import *",
        "import nunpy as pd, numpy as np",
        "try:\n    import nunpy as np\nexcept ImportError:\n    pass",
        "try:\n    import nunpy as xp\nexcept ImportError:\n    xp = np",
        "if True:\n    import numpy as np\n    import nunpy as pd",
        "import nunpy\nnunpy.set_style()\nSTYLE = nunpy.STYLE",
        "table = open('only on my disk.csv').read()",
        "import os\nhome = os.environ['MY_PROJECT']",
        "import urllib.request\npage = urllib.request.urlopen('http://localhost:1/')",
        "import subprocess\nsubprocess.run(['latex'], check=True)",
        "import subprocess\nsubprocess.run(['false'], check=True)",
        "name = input('Your name? ')",
        "%pip install seaborn",
        "%load_ext line_profiler\n%lprun -f clip clip",
        "!nvidia-smi",
        "import matplotlib.pyplot as plt\nplt.style.use('of my own')",
        "import matplotlib.pyplot as plt\nplt.rcParams['no.such.key'] = 1",
        "import matplotlib\nmatplotlib.use('TkAgg')",
        "print(np.VERSION_3_ONLY)",
        "import pathlib; text = pathlib.Path('mine').read_text(); import math",
    ],
)
def test_what_only_this_machine_lacks_costs_nothing_that_the_function_does_not_use(tmp_path, sandbox, run, line):
    """A package, a file, a window, a network or a person is at home; a right function is right, a wrong one wrong."""
    assert judged(tmp_path, sandbox, run, clip=f"{line}\n{RIGHT}").score == 10
    assert judged(tmp_path / "wrong", sandbox, run, clip=f"{line}\ndef clip(g, m):\n    return {{}}").score == 0


@pytest.mark.parametrize(
    "line, name",
    [
        ("1 / 0", "ZeroDivisionError"),
        ("print(gradient)", "NameError: name 'gradient'"),
        ("assert 1 == 2", "AssertionError"),
        ("@nobody\ndef helper(): 0", "NameError: name 'nobody'"),
        ("np.zeros(2) @ np.zeros(3)", "ValueError"),
        ("raise RuntimeError('not now')", "RuntimeError: not now"),
        ("{}['a']", "KeyError: 'a'"),
        ("'a'.b", "AttributeError"),
        ("import sys; sys.exit(1)", "SystemExit"),
        ("import nunpy\n1 / 0", "nunpy is not there"),
    ],
)
def test_what_any_machine_would_raise_ends_the_cell(tmp_path, sandbox, run, line, name):
    """As in Jupyter: what stands above it was run, what stands below it was not, and the message says so."""
    result = judged(tmp_path, sandbox, run, clip=f"{line}\n{RIGHT}")
    assert result.score == 0 and f"its cell stopped. {name}" in messages(result)
    result = judged(tmp_path / "above", sandbox, run, clip=f"{RIGHT}\n{line}\nclip = None")
    assert result.score == 10 and name in messages(result)


def test_a_name_that_the_function_shares_with_a_missing_file_is_told_with_the_file(tmp_path, sandbox, run):
    """The reason is the line that should have given the value, not the line that missed it."""
    line = "SIGN = float(open('sign.txt').read())"
    scaled = RIGHT.replace("maxValue, out", "SIGN * maxValue, out") if "maxValue, out" in RIGHT else ""
    answer = scaled or "def clip(gradients, maxValue):\n    return {k: v * SIGN for k, v in gradients.items()}"
    result = judged(tmp_path, sandbox, run, clip=f"{line}\n{answer}")
    assert result.score == 0 and "Your function uses SIGN, which has no value here" in messages(result)
    assert "FileNotFoundError" in messages(result)


def test_what_was_only_to_be_improved_stays(tmp_path, sandbox, run):
    """A compiler or a decorator that is not here leaves the function as it was written."""
    result = judged(tmp_path, sandbox, run, clip=f"import nunpy\n{RIGHT}\nclip = nunpy.compiled(clip)")
    assert result.score == 10
    result = judged(tmp_path / "b", sandbox, run, clip=f"import nunpy\n@nunpy.compiled\n{RIGHT.lstrip()}")
    assert result.score == 0 and "nunpy is not there where this is graded" in messages(result)


def test_a_cell_of_ones_own_is_taken_the_same_way(tmp_path, sandbox, run):
    """An import that fails there leaves its name without a value in the answer, too."""
    for cell, score in (("import nunpy as np", 0), ("import nunpy as pd\nhalf = 0.5", 10)):
        folder = tmp_path / str(score)
        assert judged(folder, sandbox, run, clip=notebook("clip", None, [cell], before=True)).score == score
