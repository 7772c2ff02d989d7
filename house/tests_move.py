"""Second step: tests into folders that mirror the packages; helpers into tests/support."""
import re, subprocess, sys
from pathlib import Path
sys.path.insert(0, str(Path(__file__).parent))
from plan import TESTS, SUPPORT
def git_mv(a, b):
    b.parent.mkdir(parents=True, exist_ok=True); subprocess.run(["git", "mv", str(a), str(b)], check=True)
moved = {}
for folder, names in TESTS.items():
    for old, new in names.items():
        p = Path(f"tests/{old}.py")
        if not p.exists(): print("gone:", p); continue
        moved[old] = f"tests.{folder}.{new}"
        git_mv(p, Path(f"tests/{folder}/{new}.py"))
for old, new in SUPPORT.items():
    p = Path(f"tests/{old}.py")
    if p.exists(): moved[old] = f"tests.support.{new}"; git_mv(p, Path(f"tests/support/{new}.py"))
print("left:", [p.name for p in Path("tests").glob("*.py")])
for p in [*Path("tests").rglob("*.py"), *Path("docs").rglob("*.py"), *Path("benchmarks").rglob("*.py")]:
    if "banks" in p.parts and "tests" in p.parts: continue
    t = s = p.read_text()
    for old, new in moved.items():
        s = re.sub(rf"^(\s*)from {old} import", rf"\1from {new} import", s, flags=re.M)
        s = re.sub(rf"^(\s*)import {old}$", lambda m: f"{m[1]}from {new.rpartition('.')[0]} import {new.rpartition('.')[2]}", s, flags=re.M)
        if f"test_{old}" not in s: pass
    if p.parts[0] == "tests" and len(p.parts) == 3:
        s = s.replace("Path(__file__).parents[2]", "Path(__file__).parents[3]").replace("Path(__file__).parents[1]", "Path(__file__).parents[2]")
        s = s.replace("Path(__file__).resolve().parent.parent", "Path(__file__).resolve().parents[2]")
    if s != t: p.write_text(s)
for f in ["README.md", "Makefile", "pyproject.toml", ".ci/run", ".ci/nightly", *map(str, Path("docs").glob("*.md"))]:
    p = Path(f)
    if not p.exists(): continue
    t = s = p.read_text()
    for old, new in moved.items():
        path = new.replace(".", "/") + ".py"
        s = s.replace(f"tests/{old}.py", path)
        s = re.sub(rf"(?<![\w/]){old}\.py\b", path, s)
    if s != t: p.write_text(s)
