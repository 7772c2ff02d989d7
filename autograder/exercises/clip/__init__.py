"""`clip`: every entry of every gradient within the limit."""

from .cases import EXERCISE

__all__ = ["EXERCISE"]
