"""`model`: training, one name after the other."""

from .cases import EXERCISE

__all__ = ["EXERCISE"]
