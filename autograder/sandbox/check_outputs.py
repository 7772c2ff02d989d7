"""Checks what a student's process says its cells showed, and keeps what a notebook can hold."""

from __future__ import annotations

import re
from typing import Any

from .child.values import WireError

MEDIA = ("text/plain", "text/html", "text/markdown", "text/latex", "image/svg+xml", "image/png", "image/jpeg")
MAX_OUTPUTS = 600  # outputs of one notebook
# Commands to a terminal, control characters, and those that turn the direction of writing.
_CODES = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)?|\x1b.?", re.DOTALL)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_BASE64 = re.compile(r"[A-Za-z0-9+/\n]*={0,2}\n?")


class OutputChecker:
    """Takes the outputs of one notebook's cells, up to a size.

    Parameters
    ----------
    max_chars : int
        Characters in all.
    """

    def __init__(self, max_chars: int) -> None:
        self._chars_left = max_chars
        self._outputs_left = MAX_OUTPUTS

    def take(self, outputs: Any) -> list[dict[str, Any]]:
        """Return a cell's outputs as nbformat 4 has them.

        Parameters
        ----------
        outputs : object
            What the student's process sent.

        Returns
        -------
        list of dict
            Of the four kinds of nbformat, with text in known media types; what does not fit any more is left out.

        Raises
        ------
        WireError
            It is not a list of outputs.
        """
        if type(outputs) is not list:
            raise WireError("The outputs of a cell are no list.")
        kept = [self._checked(output) for output in outputs]
        return [output for output in kept if output is not None]

    def _checked(self, output: Any) -> dict[str, Any] | None:
        """Return one output, None where there is no room for it."""
        kind = output.get("output_type") if type(output) is dict else None
        if type(kind) is not str or kind not in _KINDS:
            raise WireError("An output of a cell is of an unknown kind.")
        try:
            result, size = _KINDS[kind](output)
        except (KeyError, TypeError, AttributeError):
            raise WireError("An output of a cell lacks a part.") from None
        self._chars_left -= size
        self._outputs_left -= 1
        return {"output_type": kind, **result} if self._chars_left >= 0 and self._outputs_left >= 0 else None


def strip_control(text: Any) -> str:
    """Return a text without terminal codes and control characters, its overwritten lines (progress bars) left out.

    Examples
    --------
    >>> strip_control("10 %\\r20 %\\n\\x1b[31mred\\x1b[0m")
    '20 %\\nred'
    """
    if type(text) is not str:
        raise TypeError
    lines = _CODES.sub("", text).split("\n")
    return "\n".join(_CONTROL.sub("", line.rstrip("\r").rpartition("\r")[2]) for line in lines)


def _stream(output: dict) -> tuple[dict[str, Any], int]:
    text = strip_control(output["text"])
    return {"name": "stderr" if output["name"] == "stderr" else "stdout", "text": text}, len(text)


def _display(output: dict) -> tuple[dict[str, Any], int]:
    data = {}
    for media in MEDIA:
        text = output["data"].get(media)
        if type(text) is str:
            picture = media in ("image/png", "image/jpeg")
            if not picture or _BASE64.fullmatch(text):
                data[media] = text if picture else strip_control(text)
    return {"data": data, "metadata": {}}, sum(map(len, data.values()))


def _result(output: dict) -> tuple[dict[str, Any], int]:
    result, size = _display(output)
    number = output["execution_count"]
    return {**result, "execution_count": number if type(number) is int else None}, size


def _error(output: dict) -> tuple[dict[str, Any], int]:
    name, text, lines = strip_control(output["ename"]), strip_control(output["evalue"]), output["traceback"]
    if type(lines) is not list:
        raise TypeError
    lines = [strip_control(line) for line in lines]
    return {"ename": name, "evalue": text, "traceback": lines}, len(name) + len(text) + sum(map(len, lines))


_KINDS = {"stream": _stream, "display_data": _display, "execute_result": _result, "error": _error}
