"""Edits of the solution of `optimize`, each with what the answer then does."""

from __future__ import annotations

from ..edits import Edit, edit

CLIP = "gradients = clip(gradients, 5)"
UPDATE = "update_parameters(parameters, gradients, learning_rate)"
STATE = "a[len(X) - 1]"
BEGIN = "    loss, cache"


def _first(sentence: str, line: str) -> Edit:
    """Make an edit that does something before the first step."""
    return edit(sentence, BEGIN, f"    {line}\n{BEGIN}")


def _state(sentence: str, value: str) -> Edit:
    """Make an edit of the state that comes back."""
    return edit(f"{sentence}; a[len(X) - 1] is the last one.", STATE, value)


def _own(sentence: str, change: str) -> Edit:
    """Make an edit in which the update is written out."""
    return edit(sentence, UPDATE, "for name in parameters:\n        parameters[name]" + change)


EDITS = (
    edit(
        "The gradients are clipped at the learning rate; the limit here is 5.",
        CLIP,
        "gradients = {key: np.clip(gradients[key], -learning_rate, learning_rate) for key in gradients}",
    ),
    *(
        edit(
            f"The gradients are clipped at {limit}; the limit here is 5.",
            CLIP,
            f"gradients = {{key: np.clip(gradients[key], -{limit}, {limit}) for key in gradients}}",
        )
        for limit in (0.01, 0.1, 2, 3, 4, 6, 7, 15, 20, 100)
    ),
    edit(
        "The gradients are not clipped, and the update goes uphill.",
        CLIP,
        "",
        UPDATE,
        "update_parameters(parameters, gradients, -learning_rate)",
    ),
    edit(
        "The gradients are not clipped, and the walk starts from zeros instead of a_prev.",
        CLIP,
        "",
        BEGIN,
        "    a_prev = np.zeros_like(a_prev)\n" + BEGIN,
    ),
    edit("The gradients are not clipped, and there is no update.", CLIP, "", UPDATE, ""),
    edit(
        "The gradients are not clipped, and the parameters are updated twice.",
        CLIP,
        "",
        UPDATE,
        UPDATE + "\n    " + UPDATE,
    ),
    edit("The update is missing, and the first state comes back.", UPDATE, "", STATE, "a[0]"),
    edit("The update is missing, and the initial state comes back (a[-1]).", UPDATE, "", STATE, "a[-1]"),
    edit("The gradients are not clipped, and the initial state comes back (a[-1]).", CLIP, "", STATE, "a[-1]"),
    edit("The gradients are not clipped, and the first state comes back.", CLIP, "", STATE, "a[0]"),
    edit(
        "The gradients that come back are clipped only above: entries below -5 come through.",
        CLIP,
        "gradients = {key: np.minimum(gradients[key], 5) for key in gradients}",
    ),
    edit(
        "The gradients that come back are clipped only below: entries above 5 come through.",
        CLIP,
        "gradients = {key: np.maximum(gradients[key], -5) for key in gradients}",
    ),
    edit(
        "Negative gradients become 0: the lower limit is -5.",
        CLIP,
        "gradients = {key: np.clip(gradients[key], 0, 5) for key in gradients}",
    ),
    edit("The learning rate is squared in the update.", "gradients, learning_rate)", "gradients, learning_rate**2)"),
    edit("The update takes twice the learning rate.", "gradients, learning_rate)", "gradients, 2 * learning_rate)"),
    edit(
        "The update takes a tenth of the learning rate.", "gradients, learning_rate)", "gradients, learning_rate / 10)"
    ),
    *(
        edit(
            f"The learning rate is always {rate}: use the argument learning_rate.",
            "gradients, learning_rate)",
            f"gradients, {rate})",
        )
        for rate in (0.1, 0.001, 0.05, 5)
    ),
    _own(
        "The parameters are replaced by minus the learning rate times the gradients; it should be subtracted.",
        "[...] = -learning_rate * gradients['d' + name]",
    ),
    _own(
        "The parameters are multiplied with the step; it should be subtracted from them.",
        " *= learning_rate * gradients['d' + name]",
    ),
    _own(
        "The gradients are divided by the learning rate in the update; they should be multiplied with it.",
        " -= gradients['d' + name] / learning_rate",
    ),
    _own(
        "The parameters are shrunk by the learning rate as well.",
        " -= learning_rate * (gradients['d' + name] + parameters[name])",
    ),
    edit("The loss that comes back is 0.", "return loss", "return 0.0 * loss"),
    edit(
        "The loss that comes back is divided by the length of the name less one.",
        "return loss",
        "return loss / max(len(X) - 1, 1)",
    ),
    edit("The loss that comes back is multiplied with the length of the name.", "return loss", "return loss * len(X)"),
    edit("The learning rate comes back in place of the loss.", "return loss", "return learning_rate"),
    _state("The state after the second character comes back", "a[min(1, len(X) - 1)]"),
    _state("Zeros come back in place of the state", "np.zeros_like(a_prev)"),
    _state("The sum of all states comes back", "sum(a[t] for t in range(len(X)))"),
    _state("The last state goes through tanh once more", "np.tanh(a[len(X) - 1])"),
    _state("The gradient of the state (da_next) comes back", "gradients['da_next']"),
    _first("The walk starts from ones; it should start from a_prev.", "a_prev = np.ones_like(a_prev)"),
    _first("The first letter of X and Y is left out: hand all of both on.", "X, Y = X[1:] or X, Y[1:] or Y"),
    _first("The last letter of X and Y is left out: hand all of both on.", "X, Y = X[:-1] or X, Y[:-1] or Y"),
    _first("X and Y are read backwards.", "X, Y = X[::-1], Y[::-1]"),
    _first("Y is made anew from X; it should be used as it is given.", "Y = X[1:] + [0]"),
    _first(
        "The None at the start of X becomes 0, which is the newline: None means that nothing was read yet.",
        "X = [0 if x is None else x for x in X]",
    ),
    _first("X is made anew from Y; it should be used as it is given.", "X = [None] + Y[:-1]"),
    edit(
        "rnn_backward gets the updated parameters: the update comes before it, and once more after it.",
        UPDATE,
        UPDATE + "\n    gradients, a = rnn_backward(X, Y, parameters, cache)\n    " + CLIP,
    ),
    edit(
        "After the update the walk is done again with the new parameters, and its loss and state come back.",
        UPDATE,
        UPDATE + "\n    loss, cache = rnn_forward(X, Y, a_prev, parameters)\n    _, a = rnn_backward(X, Y, parameters, "
        "cache)",
    ),
    edit(
        "The gradients that come back are averaged over the letters of the name.",
        "return loss, gradients",
        "return loss, {key: gradients[key] / len(X) for key in gradients}",
    ),
    edit(
        "The gradients that come back are absolute values: their signs are lost.",
        "return loss, gradients",
        "return loss, {key: np.abs(gradients[key]) for key in gradients}",
    ),
    edit(
        "The gradients that come back are zeros.",
        "return loss, gradients",
        "return loss, {key: np.zeros_like(gradients[key]) for key in gradients}",
    ),
)
