"""`optimize`: one step of gradient descent on one name."""

from .cases import EXERCISE

__all__ = ["EXERCISE"]
