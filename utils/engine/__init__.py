"""The fast engine: the same training as the readable code, compiled; the same bits on every machine."""

from .train import train

__all__ = ["train"]
