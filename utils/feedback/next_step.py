"""What comes after an exercise: the next notebook, or handing in."""

from __future__ import annotations

from .fixtures import lessons


def after(name: str) -> str:
    """Say in one line what is next when an exercise is right.

    Parameters
    ----------
    name : str
        The exercise.

    Examples
    --------
    >>> after(lessons()[0]).startswith(f"Next: {lessons()[1]}")
    True
    """
    order = lessons()
    place = order.index(name)
    if place + 1 < len(order):
        following = order[place + 1]
        return f"Next: {following} (save this notebook, then open {following}.ipynb)."
    return "Next: progress() shows whether all are done, and hand_in() writes the file to hand in."
