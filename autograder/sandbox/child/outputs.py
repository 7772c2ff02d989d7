"""Records what a cell shows as notebook outputs, up to a size."""

from __future__ import annotations

import io
from typing import Any

CUT = "\n[The output was cut here: it is longer than is kept.]\n"
MAX_OUTPUTS = 500  # outputs of one notebook


class Recorder:
    """The outputs of the cell that is running, as nbformat 4 has them.

    Parameters
    ----------
    max_chars : int
        Characters to keep of the whole notebook.
    """

    def __init__(self, max_chars: int) -> None:
        self.outputs: list[dict[str, Any]] = []
        self.muted = False
        self._chars_left = max_chars
        self._outputs_left = MAX_OUTPUTS
        self._cut = False

    def take(self) -> list[dict[str, Any]]:
        """Return the outputs so far and begin anew, with the room that is left."""
        outputs, self.outputs, self._cut = self.outputs, [], False
        for output in outputs:
            if output["output_type"] == "stream":
                output["text"] = "".join(output["text"])
        return outputs

    def text(self, name: str, text: str) -> None:
        """Add printed text.

        Parameters
        ----------
        name : str
            ``"stdout"`` or ``"stderr"``.
        text : str
            What was printed.
        """
        if self.muted or not text:
            return
        last = self.outputs[-1] if self.outputs else {}
        kept = text[: self._chars_left]
        if kept and last.get("output_type") == "stream" and last["name"] == name:
            last["text"].append(kept)  # joined in the end: a text that grows by a character a time is copied each time
            self._chars_left -= len(kept)
        elif kept:
            self._add({"output_type": "stream", "name": name, "text": [kept]}, len(kept))
        if len(kept) < len(text):
            self._say_cut()

    def data(self, kind: str, data: dict[str, Any], **more: Any) -> dict[str, Any] | None:
        """Add something shown: a figure, a table, the value of the last line.

        Parameters
        ----------
        kind : str
            ``"display_data"`` or ``"execute_result"``.
        data : dict of str to object
            The representations by media type; those that are no text are left out.
        **more : object
            Further entries of the output.

        Returns
        -------
        dict or None
            The output as it was kept, None where there was no room.
        """
        texts = {media: value for media, value in data.items() if type(media) is str and type(value) is str}
        size = sum(map(len, texts.values()))
        if self.muted or not texts:
            return None
        return self._add({"output_type": kind, "data": texts, "metadata": {}, **more}, size)

    def error(self, name: str, text: str, traceback: list[str]) -> None:
        """Add an exception; its traceback comes bounded."""
        self._chars_left = max(self._chars_left, 4000)  # however much was printed, the error that ended it is shown
        self._outputs_left = max(self._outputs_left, 1)
        self._add({"output_type": "error", "ename": name, "evalue": text, "traceback": traceback}, len(text))

    def _add(self, output: dict[str, Any], size: int) -> dict[str, Any] | None:
        if size > self._chars_left or not self._outputs_left:
            self._say_cut()
            return None
        self._chars_left -= size
        self._outputs_left -= 1
        self.outputs.append(output)
        return output

    def _say_cut(self) -> None:
        if not self._cut:
            self._cut = True
            self.outputs.append({"output_type": "stream", "name": "stderr", "text": [CUT]})


class Stream(io.TextIOBase):
    """Stands for standard output or standard error.

    Parameters
    ----------
    recorder : Recorder
        Where the text goes.
    name : str
        ``"stdout"`` or ``"stderr"``.
    """

    encoding = "utf-8"
    errors = "replace"

    def __init__(self, recorder: Recorder, name: str) -> None:
        self._recorder = recorder
        self.name = name

    def write(self, text: str) -> int:
        """Take text; what is no text is refused as a file would refuse it."""
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        self._recorder.text(self.name, text)
        return len(text)

    def writable(self) -> bool:
        """Say that one may write."""
        return True

    def fileno(self) -> int:
        """Return the descriptor that code below Python writes to; what goes there is not kept."""
        return 1 if self.name == "stdout" else 2
