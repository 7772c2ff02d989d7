"""Makes the files of a new exercise from templates, with marked gaps for its author."""

from __future__ import annotations

import ast
import keyword
import re
import shutil
import tempfile
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = Path(__file__).parent / "templates" / "exercise"
EXERCISES = Path("autograder/exercises")
FEEDBACK = Path("utils/feedback/exercises")
PLACES = {  # of the templates, in the exercise's folder
    "__init__.py.txt": "__init__.py",
    "exercise.toml.txt": "exercise.toml",
    "master.py.txt": "master.py",
    "cases.py.txt": "cases.py",
    "mistakes.py.txt": "mistakes.py",
    "right.py.txt": "answers/right/another_way.py",
    "wrong.py.txt": "answers/wrong/unchanged.py",
}
SHAPE = re.compile(r"[a-z][a-z0-9_]*")


def new_exercise(name: str, root: Path = ROOT) -> int:
    """Make an exercise's folder, and the module that students' side has of it; all of it or nothing.

    Parameters
    ----------
    name : str
        The name of the function that students will write, and of their notebook.
    root : Path
        The course folder.

    Returns
    -------
    int
        The exit status: 0, or 1 where there can be no exercise of that name or a file cannot be written.
    """
    folder, module = root / EXERCISES / name, root / FEEDBACK / f"{name}.py"
    try:
        if reason := _unfit(name, root):
            raise ValueError(reason)
        _write(name, folder, module, _next_order(root))
    except (ValueError, OSError) as error:
        print(f"No exercise was made: {error}")
        return 1
    print(f"{folder.relative_to(root)}/ and {module.relative_to(root)} are there.")
    print("Fill in what is marked FILL IN; `make notebooks` says what is left. docs/authors.md has an example.")
    return 0


def _unfit(name: str, root: Path) -> str:
    """Say why no exercise can have a name; ``""`` where one can."""
    if not SHAPE.fullmatch(name):
        return (
            f"{name!r} cannot be the name of a function and of a notebook; take lower-case letters a to z, digits and "
            "underscores, with a letter first."
        )
    if keyword.iskeyword(name):
        return f"{name!r} is a word of Python itself, so no function can be called so; choose another name."
    taken = [
        place
        for place in (EXERCISES / name, EXERCISES / f"{name}.py", FEEDBACK / f"{name}.py")
        if (root / place).exists()
    ]
    taken += [path.relative_to(root) for path in (root / "notebooks").glob(f"*/{name}.ipynb")]
    if taken:
        return f"{taken[0]} is there already; choose another name, or move it away."
    if name in _public(root):
        return f"`utils` gives students a function or module called {name} already; choose another name."
    return ""


def _public(root: Path) -> set[str]:
    """Return the names that a notebook has from `utils`, read without running it."""
    code = ast.parse((root / "utils" / "__init__.py").read_text(encoding="utf-8"))
    imports = [node for node in ast.walk(code) if isinstance(node, ast.ImportFrom)]
    found = {alias.asname or alias.name for node in imports for alias in node.names}
    return found | {path.stem for path in (root / "utils").iterdir()}


def _next_order(root: Path) -> int:
    """Return the place after the last exercise; one whose description cannot be read is passed over."""
    orders = [0]
    for path in (root / EXERCISES).glob("*/exercise.toml"):
        try:
            order = tomllib.loads(path.read_text(encoding="utf-8")).get("order")
        except (OSError, ValueError):
            continue
        orders += [order] if isinstance(order, int) else []
    return max(orders) + 1


def _write(name: str, folder: Path, module: Path, order: int) -> None:
    """Write everything beside its place, and move it there at the end."""

    def filled(template: str) -> str:
        text = (TEMPLATES / template).read_text(encoding="utf-8")
        return text.replace("%NAME%", name).replace("%ORDER%", str(order))

    aside = Path(tempfile.mkdtemp(prefix=".new-", dir=folder.parent))
    try:
        aside.chmod(0o755)
        for template, place in PLACES.items():
            path = aside / "folder" / place
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(filled(template), encoding="utf-8")
        with module.open("x", encoding="utf-8") as file:
            try:
                file.write(filled("feedback.py.txt"))
                file.flush()
                (aside / "folder").rename(folder)
            except BaseException:
                module.unlink()
                raise
    finally:
        shutil.rmtree(aside, ignore_errors=True)
