"""Applies plan.py to the repository in the current folder."""
import ast, re, subprocess, sys
from pathlib import Path
sys.path.insert(0, str(Path(__file__).parent))
from plan import MODULES, SYMBOLS, NEW_DOCS
ROOT = Path(".")
TREES = ["autograder", "utils", "beyond", "benchmarks", "tests", "docs"]
def dotted(path):
    parts = list(path.with_suffix("").parts)
    if parts[-1] == "__init__": parts.pop()
    return ".".join(parts)
def path_of(mod, package=False):
    return Path(*mod.split(".")) / "__init__.py" if package else Path(*mod.split(".")).with_suffix(".py")
ALL = {dotted(p): p for t in TREES for p in Path(t).rglob("*.py") if "banks" not in p.parts and "masters" not in p.parts and p.parts[:2] != ("autograder", "demo")}
PACKAGES = {m for m, p in ALL.items() if p.name == "__init__.py"}
unmapped = [m for m in ALL if m.startswith("autograder.") and m not in MODULES and m not in PACKAGES]
print("not mapped:", unmapped)
warnings = []
NEWS = set(MODULES.values()) | set(SYMBOLS.values())
def new_of(mod):
    return MODULES.get(mod, mod)
def resolve(node, mod, is_pkg):
    if not node.level: return node.module
    base = mod.split(".") if is_pkg else mod.split(".")[:-1]
    base = base[: len(base) - (node.level - 1)]
    return ".".join(base + ([node.module] if node.module else []))
def relative(target, mod_new, is_pkg):
    """Return target as a relative dotted name from mod_new, or None."""
    here = mod_new.split(".") if is_pkg else mod_new.split(".")[:-1]
    t = target.split(".")
    for up in range(0, 3):
        base = here[: len(here) - up] if up else here
        if len(base) >= 1 and t[: len(base)] == base and len(t) > len(base):
            return "." * (up + 1) + ".".join(t[len(base):])
    return None
def offsets(text):
    lines = text.splitlines(keepends=True); out = [0]
    for l in lines: out.append(out[-1] + len(l.encode()))
    return out
def rewrite(text, mod, is_pkg, moved_here=None):
    """Return text with its imports rewritten; mod is the old dotted name of the file it is (or was) in."""
    try: tree = ast.parse(text)
    except SyntaxError: return text
    raw = text.encode(); off = offsets(text)
    pos = lambda l, c: off[l - 1] + c
    mod_new = moved_here or new_of(mod)
    edits = []; renames = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            base = resolve(node, mod, is_pkg)
            if not base or base.split(".")[0] not in ("autograder", "utils", "beyond", "benchmarks"): continue
            groups = {}
            changed = False
            for al in node.names:
                full = f"{base}.{al.name}"
                if full in ALL and not (base in MODULES and base not in PACKAGES):   # a module is imported
                    new = new_of(full); nb, nn = new.rsplit(".", 1)
                    splits = {s: t for (m, s), t in SYMBOLS.items() if m == full}
                    local = al.asname or al.name
                    if splits:
                        used = {n.attr for n in ast.walk(tree) if isinstance(n, ast.Attribute) and isinstance(n.value, ast.Name) and n.value.id == local}
                        targets = {splits.get(u, new) for u in used} or {new}
                        for t in targets:
                            b, n = t.rsplit(".", 1); groups.setdefault((b, node.level > 0), []).append((n, None))
                        renames[local] = lambda a, splits=splits, new=new: splits.get(a, new).rsplit(".", 1)[1]
                        changed = True
                    else:
                        groups.setdefault((nb, node.level > 0), []).append((nn, al.asname))
                        if nn != al.name and not al.asname:
                            renames[al.name] = lambda a, nn=nn: nn
                        changed |= new != full
                else:
                    new = SYMBOLS.get((base, al.name)) or new_of(base)
                    groups.setdefault((new, node.level > 0), []).append((al.name, al.asname))
                    changed |= new != base
            if mod_new != mod and node.level: changed = True
            if not changed: continue
            indent = " " * node.col_offset
            lines = []
            for (b, rel), names in groups.items():
                r = relative(b, mod_new, is_pkg) if rel else None
                if rel and r is None:
                    here = mod_new if is_pkg else mod_new.rsplit(".", 1)[0]
                    r = "." if b == here else None
                lines.append(f"from {r or b} import " + ", ".join(n + (f" as {a}" if a else "") for n, a in names))
            edits.append((pos(node.lineno, node.col_offset), pos(node.end_lineno, node.end_col_offset), ("\n" + indent).join(lines)))
        elif isinstance(node, ast.Import):
            for al in node.names:
                if al.name in MODULES:
                    warnings.append(f"{mod}:{node.lineno}: import {al.name}" + (f" as {al.asname}" if al.asname else ""))
                    edits.append((pos(node.lineno, node.col_offset), pos(node.end_lineno, node.end_col_offset),
                                  raw[pos(node.lineno, node.col_offset):pos(node.end_lineno, node.end_col_offset)].decode().replace(al.name, new_of(al.name))))
    if renames:
        bound = {n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)} | {a.arg for a in ast.walk(tree) if isinstance(a, ast.arg)}
        parents = {id(n.value): n for n in ast.walk(tree) if isinstance(n, ast.Attribute)}
        for n in ast.walk(tree):
            if isinstance(n, ast.Name) and n.id in renames and isinstance(n.ctx, ast.Load):
                attr = parents[id(n)].attr if id(n) in parents else None
                new = renames[n.id](attr)
                edits.append((pos(n.lineno, n.col_offset), pos(n.end_lineno, n.end_col_offset), new))
                if new in bound: warnings.append(f"{mod}:{n.lineno}: {n.id} -> {new}, which is also bound here")
    for s, e, new in sorted(set(edits), reverse=True):
        raw = raw[:s] + new.encode() + raw[e:]
    return raw.decode()
def strings(text):
    """Rewrite dotted names and paths in strings, comments and prose."""
    def dot(m):
        whole = m[0]
        for k in range(whole.count("."), 0, -1):
            head = ".".join(whole.split(".")[: k + 1]); tail = whole.split(".")[k + 1:]
            if head in NEWS: return whole
            if tail and (head, tail[0]) in SYMBOLS: return ".".join([SYMBOLS[(head, tail[0])], *tail])
            if head in MODULES: return ".".join([MODULES[head], *tail])
        return whole
    text = "".join(
        line if re.match(r"\s*(from|import) ", line) else re.sub(r"\b(?:autograder|utils|beyond)(?:\.[A-Za-z_]\w*)+", dot, line)
        for line in text.splitlines(keepends=True)
    )
    def slash(m):
        d = m[1].replace("/", ".")
        return (MODULES[d].replace(".", "/") + ".py") if d in MODULES else m[0]
    return re.sub(r"\b((?:autograder|utils|beyond)(?:/\w+)+)\.py\b", slash, text)
def split_out(text, mod):
    """Return {target: source of the symbols that leave}, and the rest."""
    tree = ast.parse(text); lines = text.splitlines(keepends=True)
    out = {}; drop = []
    body = tree.body
    for i, node in enumerate(body):
        names = [node.name] if hasattr(node, "name") else [t.id for t in getattr(node, "targets", []) if isinstance(t, ast.Name)] or ([node.target.id] if isinstance(node, ast.AnnAssign) else [])
        tgt = next((SYMBOLS[(mod, n)] for n in names if (mod, n) in SYMBOLS), None)
        if not tgt: continue
        start = min([node.lineno] + [d.lineno for d in getattr(node, "decorator_list", [])]) - 1
        while start and lines[start - 1].startswith("#"): start -= 1
        out.setdefault(tgt, []).append("".join(lines[start:node.end_lineno])); drop.append((start, node.end_lineno))
    for s, e in reversed(drop): del lines[s:e]
    return out, "".join(lines), [l for l in ast.get_source_segment(text, tree.body[0])] and "".join(
        "".join(text.splitlines(keepends=True)[n.lineno - 1:n.end_lineno]) for n in body if isinstance(n, (ast.Import, ast.ImportFrom)))
def git_mv(a, b):
    b.parent.mkdir(parents=True, exist_ok=True)
    subprocess.run(["git", "mv", str(a), str(b)], check=True)
new_texts = {}; carried = {}
for mod, p in ALL.items():
    text = p.read_text()
    is_pkg = p.name == "__init__.py"
    if any(m == mod for m, _ in SYMBOLS):
        parts, rest, imports = split_out(text, mod)
        for tgt, chunks in parts.items():
            piece = imports + "\n\n" + "\n\n\n".join(chunks) + "\n"
            # names of the old module that stay behind and are used here come by import
            stay = {n.name for n in ast.parse(rest).body if hasattr(n, "name")} | {t.id for n in ast.parse(rest).body if isinstance(n, ast.Assign) for t in n.targets if isinstance(t, ast.Name)}
            used = {n.id for n in ast.walk(ast.parse(piece)) if isinstance(n, ast.Name)}
            need = sorted(stay & used)
            piece = rewrite(piece, mod, is_pkg, tgt)
            if need: piece = piece.replace("\n\n\n", f"\nfrom {new_of(mod)} import {', '.join(need)}\n\n\n", 1)
            carried.setdefault(tgt, []).append(piece)
        gone = {n for (m, n) in SYMBOLS if m == mod}
        used = {n.id for n in ast.walk(ast.parse(rest)) if isinstance(n, ast.Name)}
        back = {}
        for n in sorted(gone & used): back.setdefault(SYMBOLS[(mod, n)], []).append(n)
        text = rewrite(rest, mod, is_pkg)
        add = "".join(f"from {t} import {', '.join(ns)}\n" for t, ns in back.items())
        if add: text = re.sub(r"(from __future__ import annotations\n)", r"\1" + add, text, count=1)
    else:
        text = rewrite(text, mod, is_pkg)
    new_texts[mod] = text
for mod, p in ALL.items():
    new = new_of(mod)
    q = p if new == mod else path_of(new, mod == "autograder.inside")
    if q != p: git_mv(p, q)
    q.write_text(strings(new_texts[mod]))
for tgt, pieces in carried.items():
    path_of(tgt).parent.mkdir(parents=True, exist_ok=True)
    path_of(tgt).write_text(f'"""{NEW_DOCS[tgt]}"""\n\nfrom __future__ import annotations\n\n' + strings("\n\n".join(x.replace("from __future__ import annotations\n", "") for x in pieces)))
for f in ["README.md", "pyproject.toml", "Makefile", ".ci/run", *map(str, Path("docs").glob("*.md")), *map(str, Path("tests/banks").rglob("*.md"))]:
    p = Path(f); p.write_text(strings(p.read_text()))
print("\n".join(warnings))
