"""`sample`: a name drawn character by character."""

from .cases import EXERCISE

__all__ = ["EXERCISE"]
