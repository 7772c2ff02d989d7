"""The error model: small edits of a reference solution, each with a sentence that says what the edited answer does.

An answer that gives in every case what one of them gives does what that one does, however it is written. The edited
code runs on the portable arithmetic, so what is written down of it has the same bits everywhere.
"""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

import utils
from autograder.certify.portable import exp, matmul, tanh, total
from autograder.certify.recurrence import portable_backward, portable_forward
from utils.feedback.own_lines import places_of

from . import masters

LONGEST_LOOP = 130  # turns of a `while`; a right name has fifty at most


@dataclass(frozen=True)
class Edit:
    """One edit: pieces of the solution and what stands in their places, and what the answer then does."""

    pieces: tuple[tuple[str, str], ...]
    sentence: str

    @property
    def name(self) -> str:
        """What its answers are filed under; it goes to students, so it says nothing of the solution."""
        return "edit " + hashlib.sha256(repr(self.pieces).encode()).hexdigest()[:10]


def edit(sentence: str, *pieces: str) -> Edit:
    """Make an edit from a sentence and pairs of pieces, old and new in turn."""
    return Edit(tuple(zip(pieces[::2], pieces[1::2], strict=True)), sentence)


def lines(exercise: str, one: Edit) -> tuple[str, ...]:
    """Describe the line of the solution that is edited, so that it can be found in an answer."""
    return places_of(masters.solution(exercise), exercise, one.pieces[0][0])


def edited(exercise: str, one: Edit) -> Callable:
    """Return the edited solution, compiled for the portable arithmetic.

    Parameters
    ----------
    exercise : str
        Whose solution is edited.
    one : Edit
        The edit.

    Returns
    -------
    callable

    Raises
    ------
    ValueError
        Where the solution has not the piece that is to be edited.
    """
    code = masters.solution(exercise)
    for old, new in one.pieces:
        if old not in code:
            raise ValueError(f"{exercise}: the solution has no {old!r} to be edited.")
        code = code.replace(old, new, 1)
    tree = ast.fix_missing_locations(_Portable().visit(ast.parse(code)))
    portable = {
        "matmul": matmul,
        "tanh": tanh,
        "softmax": _softmax,
        "rnn_forward": portable_forward,
        "rnn_backward": portable_backward,
        "turns": range(LONGEST_LOOP),
    }
    earlier = masters.names()[: masters.names().index(exercise)]
    module: dict[str, Any] = {name: getattr(utils, name) for name in utils.__all__}
    module["__name__"] = f"edited_{exercise}"
    module |= {name: masters.reference(name) for name in earlier} | {"np": np} | portable
    exec(compile(tree, f"<edited {exercise}>", "exec"), module)
    return module[exercise]


class _Portable(ast.NodeTransformer):
    """Puts portable arithmetic in the place of NumPy's, and an end to every loop."""

    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        """Write ``a @ b`` as ``matmul(a, b)``."""
        self.generic_visit(node)
        if not isinstance(node.op, ast.MatMult):
            return node
        return ast.Call(ast.Name("matmul", ast.Load()), [node.left, node.right], [])

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        """Write ``np.tanh`` as ``tanh``."""
        self.generic_visit(node)
        if isinstance(node.value, ast.Name) and node.value.id == "np" and node.attr == "tanh":
            return ast.Name("tanh", ast.Load())
        return node

    def visit_While(self, node: ast.While) -> ast.AST:
        """Write ``while test: ...`` as ``for _ in turns: if not test: break; ...``, and raise where it does not end."""
        self.generic_visit(node)
        leave = ast.If(ast.UnaryOp(ast.Not(), node.test), [ast.Break()], [])
        endless = ast.parse("raise RuntimeError('no end')").body
        return ast.For(ast.Name("_turn", ast.Store()), ast.Name("turns", ast.Load()), [leave, *node.body], endless)


def _softmax(z: Any) -> Any:
    powers = exp(z - z.max())
    return powers / total(powers)
