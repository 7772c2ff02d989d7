"""Edits of the solution of `clip`, each with what the answer then does."""

from __future__ import annotations

from ..edits import Edit, edit

LINE = "np.clip(gradient, -maxValue, maxValue, out=gradient)"
LOOP = f"    for gradient in gradients.values():\n        {LINE}\n"


def _limits(sentence: str, low: str, high: str) -> Edit:
    """Make an edit of the two limits."""
    return edit(sentence, "-maxValue, maxValue", f"{low}, {high}")


def _became(sentence: str, value: str) -> Edit:
    """Make an edit of what an array becomes."""
    return edit(sentence, LINE, f"gradient[...] = {value}")


INSIDE = " Entries within the limits should stay as they are."
EDITS = (
    _limits("The lower limit is maxValue as well: every entry becomes at least maxValue.", "maxValue", "np.inf"),
    _limits("The limits are exchanged, so that every entry becomes -maxValue.", "maxValue", "-maxValue"),
    _limits("The upper limit is 0: positive entries become 0.", "-maxValue", "0"),
    _limits("Both limits are one too small: maxValue - 1 in place of maxValue.", "-maxValue + 1", "maxValue - 1"),
    _limits("Both limits are one too large: maxValue + 1 in place of maxValue.", "-maxValue - 1", "maxValue + 1"),
    _limits("The limits are moved: from -maxValue - 1 to maxValue - 1.", "-maxValue - 1", "maxValue - 1"),
    _limits("The limits are half of maxValue.", "-maxValue / 2", "maxValue / 2"),
    _limits("The limits are twice maxValue.", "-2 * maxValue", "2 * maxValue"),
    _limits("The lower limit is -1 whatever maxValue is.", "-1", "maxValue"),
    _limits("The lower limit is -10 whatever maxValue is.", "-10", "maxValue"),
    _limits("The lower limit is -5 whatever maxValue is.", "-5", "maxValue"),
    _limits("The upper limit is 10 whatever maxValue is.", "-maxValue", "10"),
    _limits("The upper limit is 5 whatever maxValue is.", "-maxValue", "5"),
    _limits("The upper limit is 1 whatever maxValue is.", "-maxValue", "1"),
    _limits("The limits are the square of maxValue.", "-(maxValue**2)", "maxValue**2"),
    _became(
        "Entries below maxValue are raised to it: np.maximum with maxValue alone is a lower limit.",
        "np.maximum(gradient, maxValue)",
    ),
    _became(
        "Every entry becomes -maxValue or less: np.minimum with -maxValue is an upper limit.",
        "np.minimum(gradient, -maxValue)",
    ),
    _became(
        "After clipping everything is divided by maxValue." + INSIDE,
        "np.clip(gradient, -maxValue, maxValue) / max(maxValue, 1e-300)",
    ),
    _became(
        "After clipping everything is multiplied with maxValue." + INSIDE,
        "np.clip(gradient, -maxValue, maxValue) * maxValue",
    ),
    _became(
        "Each entry becomes maxValue times its sign, also those within the limits." + INSIDE,
        "maxValue * np.sign(gradient)",
    ),
    _became("Every entry becomes maxValue." + INSIDE, "np.full_like(gradient, maxValue)"),
    _became("Every entry becomes 0.", "np.zeros_like(gradient)"),
    _became("All entries have the wrong sign after clipping.", "-np.clip(gradient, -maxValue, maxValue)"),
    _became(
        "Entries within the limits become 0, the others the limit." + INSIDE,
        "np.where(np.abs(gradient) > maxValue, np.clip(gradient, -maxValue, maxValue), 0)",
    ),
    _became(
        "Entries within the limits become the limit, and those outside stay as they are: the comparison is the "
        "wrong way round.",
        "np.where(np.abs(gradient) < maxValue, maxValue * np.sign(gradient), gradient)",
    ),
    _became(
        "Every entry below maxValue becomes -maxValue: the second comparison lacks its minus.",
        "np.where(gradient < maxValue, -maxValue, maxValue)",
    ),
    _became(
        "Entries above the limit become minus the limit, and those below it the limit: the signs are exchanged.",
        "np.where(gradient > maxValue, -maxValue, np.where(gradient < -maxValue, maxValue, gradient))",
    ),
    _became(
        "Entries above the limit become minus the limit.",
        "np.where(gradient > maxValue, -maxValue, np.maximum(gradient, -maxValue))",
    ),
    _became(
        "Entries outside the limits become 1 or -1.",
        "np.where(np.abs(gradient) > maxValue, np.sign(gradient), gradient)",
    ),
    _became(
        "Entries above the limit become 0; they should become the limit.",
        "np.where(gradient > maxValue, 0, np.maximum(gradient, -maxValue))",
    ),
    _became(
        "Entries outside the limits lose the limit once (they become the entry minus maxValue); they should become "
        "the limit itself.",
        "np.where(gradient > maxValue, gradient - maxValue, np.where(gradient < -maxValue, gradient + maxValue, "
        "gradient))",
    ),
    _became(
        "Entries are divided by the limit where they are too large; they should become the limit.",
        "np.where(np.abs(gradient) > maxValue, gradient / max(maxValue, 1e-300), gradient)",
    ),
    _became("All arrays are divided by maxValue, and nothing is clipped.", "gradient / max(maxValue, 1e-300)"),
    _became("All arrays are multiplied with maxValue, and nothing is clipped.", "gradient * maxValue"),
    _became("Clipped entries lose their decimals." + INSIDE, "np.round(np.clip(gradient, -maxValue, maxValue))"),
    _became("Entries are rounded down after clipping." + INSIDE, "np.floor(np.clip(gradient, -maxValue, maxValue))"),
    _became(
        "The absolute value is taken before clipping, so that all signs are lost.",
        "np.clip(np.abs(gradient), -maxValue, maxValue)",
    ),
    edit(
        "The last row of each array is left out: it is not clipped.",
        LINE,
        "np.clip(gradient[:-1], -maxValue, maxValue, out=gradient[:-1])",
    ),
    edit(
        "The first row of each array is left out: it is not clipped.",
        LINE,
        "np.clip(gradient[1:], -maxValue, maxValue, out=gradient[1:])",
    ),
    edit(
        "Only the first row of each array is clipped.",
        LINE,
        "np.clip(gradient[0], -maxValue, maxValue, out=gradient[0])",
    ),
    edit(
        "The last column of each array is left out: it is not clipped.",
        LINE,
        "np.clip(gradient[:, :-1], -maxValue, maxValue, out=gradient[:, :-1])",
    ),
    edit(
        "Only the first column of each array is clipped.",
        LINE,
        "np.clip(gradient[:, 0], -maxValue, maxValue, out=gradient[:, 0])",
    ),
    edit(
        "Only the first array of the dictionary is clipped: the return (or a break) stands inside the loop.",
        LOOP,
        LOOP + "        break\n",
    ),
    edit(
        "The last array of the dictionary is not clipped.", "in gradients.values()", "in list(gradients.values())[:-1]"
    ),
    edit(
        "The first array of the dictionary is not clipped.", "in gradients.values()", "in list(gradients.values())[1:]"
    ),
    edit(
        "Only a limit of exactly 10 clips anything; the argument maxValue may be any number.",
        LINE,
        f"if maxValue == 10:\n            {LINE}",
    ),
    edit(
        "Only limits of 1 and more clip anything; the argument maxValue may be smaller.",
        LINE,
        f"if maxValue >= 1:\n            {LINE}",
    ),
    edit(
        "Only limits of 5 and more clip anything; the argument maxValue may be smaller.",
        LINE,
        f"if maxValue >= 5:\n            {LINE}",
    ),
)
