"""Third step: paths, the finder of exercises, TOML tables, package docstrings, configuration."""
import re, tomllib, json
from pathlib import Path
def sub(path, *pairs, must=True):
    p = Path(path); s = p.read_text()
    for a, b in pairs:
        if a not in s:
            print(f"MISSING in {path}: {a[:70]!r}"); continue
        s = s.replace(a, b)
    p.write_text(s)
EX = ("clip", "sample", "optimize", "model")
# --- exercises found by folder
for order, n in enumerate(EX, 1):
    folder = Path(f"autograder/exercises/{n}")
    toml = tomllib.loads((folder / "mistakes.toml").read_text())
    s = (folder / "cases.py").read_text()
    m = re.search(r'EXERCISE = (.*)', s, re.S)
    title = re.search(r'"%s",\s*"([^"]+)"' % n, m[1])[1]
    helpers = {"clip": [], "sample": [], "optimize": ["clip"], "model": ["optimize", "sample"]}[n]
    out = ["# What is said about this exercise. Its cases and checks stand in cases.py, the code of its known mistakes in mistakes.py.",
           f"title = {json.dumps(title)}", f"order = {order}  # among the exercises, as they are taught",
           f"helpers = {json.dumps(helpers)}  # earlier answers that it calls; they are handed in",
           "", "# The hints, in the order in which they are given: the check that each is about (\"\" for all), and what it says.", "hints = ["]
    out += [f"  {json.dumps(list(h), ensure_ascii=False)}," for h in toml["hints"]["given"]] + ["]", "", "# The known mistakes: the checks that each fails, and the message that helps."]
    for key, (breaks, message) in toml["mistakes"].items():
        out += [f"[mistakes.{json.dumps(key)}]", f"breaks = {json.dumps(breaks.split())}", f"message = {json.dumps(message, ensure_ascii=False)}", ""]
    (folder / "mistakes.toml").unlink()
    (folder / "exercise.toml").write_text("\n".join(out).rstrip() + "\n")
    doc = re.match(r'"""(.*?)"""', s, re.S)[1].splitlines()[0]
    (folder / "__init__.py").write_text(f'"""{doc}"""\n\nfrom .cases import EXERCISE\n\n__all__ = ["EXERCISE"]\n')
    print(n, m[0].replace("\n", " ")[:200])
Path("autograder/exercises/__init__.py").write_text('''"""The graded exercises: a folder each, found and not listed, in the order in which they are taught.

In: a folder with ``master.py`` (the lesson and its solution), ``exercise.toml`` (title, order, helpers, hints, known
mistakes and their messages), ``cases.py``, ``mistakes.py`` and ``answers/``. Out: :data:`EXERCISES`.
"""

from __future__ import annotations

from importlib import import_module

from utils.feedback.cases import Case, Check, Verdict

from .exercise import Exercise
from .masters import names

EXERCISES: dict[str, Exercise] = {name: import_module(f"{__name__}.{name}").EXERCISE for name in names()}

__all__ = ["EXERCISES", "Case", "Check", "Exercise", "Verdict"]
''')
sub("autograder/exercises/masters.py",
    ('MASTERS = Path(__file__).parent / "masters"\nNAMES = ("clip", "sample", "optimize", "model")\n', 'FOLDER = Path(__file__).parent\n'),
    ('import jupytext\n', 'import jupytext\n'),
    ('from pathlib import Path\n', 'from pathlib import Path\nfrom typing import Any\nimport tomllib\n'),
    ('''def names() -> tuple[str, ...]:
    """Return the names of the graded exercises in the order in which they are taught.
''', '''@cache
def names() -> tuple[str, ...]:
    """Return the names of the graded exercises in the order in which they are taught: the folders with a description.
'''),
    ("    return NAMES\n", '''    found = [path.parent.name for path in FOLDER.glob("*/exercise.toml")]
    return tuple(sorted(found, key=lambda name: (description(name)["order"], name)))


@cache
def description(name: str) -> dict[str, Any]:
    """Return what an exercise's ``exercise.toml`` says: ``title``, ``order``, ``helpers``, ``hints``, ``mistakes``.

    Parameters
    ----------
    name : str
        The exercise's folder.

    Returns
    -------
    dict
        As the TOML file has it.
    """
    return tomllib.loads((FOLDER / name / "exercise.toml").read_text(encoding="utf-8"))
'''),
    ("def read(path: Path) -> NotebookNode:", "def read(path: Path, stem: str) -> NotebookNode:"),
    ("        A file of ``masters/``; its stem is the name of the notebook.\n", "        The py:percent file.\n    stem : str\n        The name of the notebook.\n"),
    ("cell.id = _identity(path.stem, position, cell)", "cell.id = _identity(stem, position, cell)"),
    ('raise ValueError(f"{path.name}: two cells', 'raise ValueError(f"{stem}: two cells'),
    ("if stem not in NAMES and role is None", "if stem not in names() and role is None"),
    ('raise ValueError(f"{stem}.py: a cell has', 'raise ValueError(f"{stem}: a cell has'),
    ("raise ValueError(f'{stem}.py: this cell", "raise ValueError(f'{stem}: this cell"),
    ("in read(_path(name)).cells", "in read(path_of(name), name).cells"),
    ("raise ValueError(f'{name}.py has no answer cell", "raise ValueError(f'{name}/master.py has no answer cell"),
    ("for other in NAMES[: NAMES.index(name)]", "for other in names()[: names().index(name)]"),
    ("def _path(name: str) -> Path:", "def path_of(name: str) -> Path:"),
    ("    if name not in NAMES:\n", "    if name not in names():\n"),
    ("there are {', '.join(NAMES)}", "there are {', '.join(names())}"),
    ('    return MASTERS / f"{name}.py"', '    return FOLDER / name / "master.py"'),
)
sub("autograder/course/assignment.py",
    ("from autograder.exercises.masters import MASTERS, _path, read", "from autograder.exercises import EXERCISES\nfrom autograder.exercises.masters import path_of, read\n\nBEYOND = Path(__file__).parent / \"beyond\""),
    ("    from autograder.exercises import EXERCISES  # here: the exercises ask this module for their reference\n\n", ""),
    ("read(_path(name))", "read(path_of(name), name)"),
    ('sorted((MASTERS / "beyond").glob("*.py"))', 'sorted(BEYOND.glob("*.py"))'),
    ("notebook = read(path)", "notebook = read(path, path.stem)"),
    ("``masters/beyond/*.py``", "``beyond/*.py`` beside this file"),
)
sub("autograder/exercises/texts.py",
    ('"""Reads what is said about an exercise, its known mistakes and its hints, from the TOML file beside its module."""', '"""Reads what is said about an exercise, its known mistakes and its hints, from its ``exercise.toml``."""'),
    ("import tomllib\n", ""), ("from functools import cache\n", ""), ("from pathlib import Path\nfrom typing import Any\n", ""),
    ('''FOLDER = Path(__file__).parent


@cache
def _said(name: str) -> dict[str, Any]:
    """Read an exercise's file."""
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


''', "\n"),
    ("from .case_spec import Variant\n", "from .case_spec import Variant\nfrom .masters import description\n"),
    ('said = _said(name)["mistakes"]', 'said = description(name)["mistakes"]'),
    ('f"{name}.toml and the code', 'f"{name}/exercise.toml and mistakes.py'),
    ("Variant(key, said[key][1], tuple(said[key][0].split()), functions[key]) for key in said", 'Variant(key, one["message"], tuple(one["breaks"]), functions[key]) for key, one in said.items()'),
    ('return tuple((check, hint) for check, hint in _said(name)["hints"]["given"])', 'return tuple((check, hint) for check, hint in description(name)["hints"])'),
)
for n in EX:
    p = Path(f"autograder/exercises/{n}/cases.py"); s = p.read_text()
    s = re.sub(r"from \.([a-z_]+) import", lambda m: m[0] if m[1] == "mistakes" else f"from ..{m[1]} import", s); p.write_text(s)
    p = Path(f"autograder/exercises/{n}/mistakes.py"); s = p.read_text(); s = re.sub(r"from \.([a-z_]+) import", r"from ..\1 import", s); p.write_text(s)
# --- paths
sub("autograder/sandbox/bubblewrap.py", ("PACKAGE = Path(__file__).resolve().parent\n", "SANDBOX = Path(__file__).resolve().parent\nPACKAGE = SANDBOX.parent  # the grader\n"),
    ('f"/{GRADER}/inside": str(PACKAGE / "inside")', 'f"/{GRADER}/child": str(SANDBOX / "child")'),
    ("import inside.zygote as z; z.main", "import child.fork_server as s; s.main"),
    )
sub("autograder/records/result_store.py", ("Path(__file__).resolve().parent.parent", "Path(__file__).resolve().parents[2]"), ('not name.startswith("autograder/demo/")', 'not {"demo", "answers"} & set(path.parts)'))
sub("autograder/batch/pool.py", ("Path(__file__).resolve().parent.parent", "Path(__file__).resolve().parents[2]"))
sub("autograder/course/build.py", ("Path(__file__).resolve().parent.parent", "Path(__file__).resolve().parents[2]"))
sub("autograder/demo/demo.py", ('Path(__file__).parent / "demo"', 'Path(__file__).parent / "answers"'))
sub("benchmarks/fairness/banks.py", ('BANKS = Path(__file__).parents[1] / "tests" / "banks" / "fairness"', 'BANKS = Path(__file__).parents[2] / "autograder" / "exercises"'),
    ("``folder/<exercise>/<kind>/<name>.py``", "``folder/<exercise>/answers/<kind>/<name>.py``"), ("/ exercise / kind).glob", '/ exercise / "answers" / kind).glob'))
sub("benchmarks/fairness/mutants.py", ('banks.BANKS / "mutmut"', 'Path(__file__).parent / "mutmut"'), ('banks.BANKS / "equivalent_mutants.json"', 'Path(__file__).with_name("equivalent_mutants.json")'))
for p in Path("tests/exercises").glob("*.py"):
    s = p.read_text().replace('/ "autograder" / "published.json"', '/ "autograder" / "course" / "published.json"'); p.write_text(s)
for p in [*Path("tests").rglob("*.py")]:
    s = t = p.read_text()
    s = s.replace("from conftest import SEED", "from tests.conftest import SEED")
    s = s.replace('ROOT / "autograder" / "inside"', 'ROOT / "autograder" / "sandbox" / "child"').replace("import autograder.sandbox.child.shell as shell", "from autograder.sandbox.child import shell")
    s = s.replace("from inside.codec", "from child.codec").replace("/grader/inside", "/grader/child").replace('"inside" in file', '"child" in file')
    if s != t: p.write_text(s)
# --- configuration
p = Path("pyproject.toml"); s = p.read_text()
s = re.sub(r'^autograder = \["published.json".*\]$', 'autograder = ["course/*.json", "course/beyond/*.py", "course/templates/*", "demo/answers/*.py", "exercises/*/*.toml", "exercises/*/master.py", "report/templates/*"]', s, flags=re.M)
s = s.replace("--ignore=autograder/masters --ignore=autograder/demo --ignore=tests/banks", "--import-mode=importlib --ignore-glob=**/master.py --ignore-glob=**/answers/* --ignore-glob=autograder/course/beyond/* --ignore=tests/banks")
s = s.replace('extend-exclude = ["autograder/demo", "tests/banks", "notebooks"]', 'extend-exclude = ["autograder/demo/answers", "autograder/exercises/*/answers", "tests/banks", "notebooks"]')
s = s.replace('"autograder/masters/*.py" = ', '"autograder/{exercises/*/master,course/beyond/*}.py" = ')
s = s.replace('exclude = ["autograder/masters", "autograder/demo"]', 'exclude = ["/master\\\\.py$", "/answers/", "autograder/course/beyond/"]')
s = s.replace('testpaths = ["tests", "utils", "autograder"]', 'testpaths = ["tests", "utils", "autograder"]\npythonpath = ["."]')
p.write_text(s)
Path("autograder/course/beyond/ruff.toml").write_text(Path("autograder/course/beyond/ruff.toml").read_text().replace("../../pyproject.toml", "../../../pyproject.toml"))
INITS = {
 "submission": "What was handed in, made safe to use.\n\nIn: a folder of any bytes. Out: for each exercise a restored notebook, or the sentence that says why there is none.",
 "sandbox": "Runs a student's cells and function where they can do no harm.\n\nIn: cells, and calls with plain data. Out: outcomes made of plain data, never trusted. `child` is the other side of the wall.",
 "grading": "Asks, compares, decides.\n\nIn: a restored notebook, the sandbox, the cases of the run. Out: one `ExerciseResult` an exercise, a verdict on every check.",
 "records": "What is kept of a class.\n\nIn: results. Out: result files from which a stopped run goes on, and nbgrader's gradebook.",
 "report": "What people read.\n\nIn: results and the gradebook. Out: feedback pages, graded notebooks, CSV, JSON, the overview.",
 "batch": "A class from beginning to end.\n\nIn: a folder of submissions. Out: a verdict on each, whatever it is; a run that is stopped goes on.",
 "course": "Makes what students and nbgrader get, and refuses an unfair course.\n\nIn: the exercises. Out: notebooks, fixtures, the student zip.",
 "certify": "Proves that a fixture is the same on every machine.\n\nIn: a network and a question. Out: a certificate with bound and margin, or a refusal.",
 "nbgrader_plugin": "The same steps under nbgrader's own commands.\n\nIn: nbgrader's configuration. Out: its marks, made by our judge.",
 "demo": "A bundled class to try the grader on.\n\nIn: answers with names of behaviours. Out: their marks, held against what each should earn.",
}
for k, v in INITS.items():
    d = Path(f"autograder/{k}/__init__.py")
    if not d.exists(): d.write_text(f'"""{v}\n"""\n')
for k in ("benchmarks/fairness",):
    d = Path(f"{k}/__init__.py")
    if not d.exists(): d.write_text('"""Measures the judge: banks of answers, environments, mutants, tables."""\n')
d = Path("utils/engine/__init__.py")
d.write_text('"""The fast engine: the same training as the readable code, compiled; the same bits on every machine."""\n\nfrom .train import train\n\n__all__ = ["train"]\n')

for p in [*Path("autograder").rglob("*.py"), *Path("tests").rglob("*.py"), *Path("benchmarks").rglob("*.py")]:
    s = t = p.read_text()
    if re.search(r"from autograder.exercises.masters import [^\n]*\bNAMES\b", s):
        s = re.sub(r"(from autograder.exercises.masters import [^\n]*)\bNAMES\b", r"\1names", s)
        s = re.sub(r"\bNAMES\b", "names()", s)
    s = s.replace("masters.NAMES", "masters.names()")
    if s != t: p.write_text(s)

# the only circle: what is private in a course folder is said by the module of the course folder
p = Path("autograder/nbgrader_plugin/config.py"); s = p.read_text()
m = re.search(r"#: What lies in a course folder and is about students.*?\n\)\n", s, re.S)
p.write_text(s.replace(m[0], "").replace("from autograder.files import tighten\n", "from autograder.files import tighten\nfrom autograder.nbgrader_plugin.course_folder import PRIVATE\n"))
c = Path("autograder/nbgrader_plugin/converter.py"); c.write_text(c.read_text().replace("from autograder.nbgrader_plugin.config import PRIVATE", "from autograder.nbgrader_plugin.course_folder import PRIVATE"))
c = Path("autograder/nbgrader_plugin/course_folder.py"); t = c.read_text()
c.write_text(t.replace("\nMARK = ", "\n" + m[0] + "MARK = ", 1))
import shutil
for f in (Path(__file__).parent / "new").rglob("*.py"):
    shutil.copy(f, f.relative_to(Path(__file__).parent / "new"))

# import lines inside strings that run over several lines
import sys as _sys; _sys.path.insert(0, str(Path(__file__).parent))
from plan import MODULES as _M, SYMBOLS as _S
_news = set(_M.values()) | set(_S.values())
for p in [*Path("autograder").rglob("*.py"), *Path("tests").rglob("*.py"), *Path("benchmarks").rglob("*.py"), *Path("utils").rglob("*.py"), *Path("docs").rglob("*.py")]:
    s = t = p.read_text()
    def repl(m):
        mod, names = m[2], m[3]
        if mod in _news or mod not in _M: return m[0]
        return f"{m[1]}from {_M[mod]} import {names}"
    s = re.sub(r"^(\s*)from ((?:autograder|utils|beyond)[\w.]*) import (.*)$", repl, s, flags=re.M)
    if s != t: print("string import in", p); p.write_text(s)
sub("tests/course/test_masters.py",
    ('(masters.MASTERS / f"{name}.py").read_text', 'masters.path_of(name).read_text'),
    ("masters.read(write(text))", 'masters.read(write(text), "clip")'),
    ("plain, longer = masters.read(write(answer)), masters.read(write(\"# %% [markdown]\\n# Hello.\\n\\n\" + answer))",
     "texts = answer, \"# %% [markdown]\\n# Hello.\\n\\n\" + answer\n    plain, longer = (masters.read(write(text), \"clip\") for text in texts)"),
    ('monkeypatch.setattr(masters, "MASTERS", tmp_path)', 'monkeypatch.setattr(assignment, "BEYOND", tmp_path)'),
)
