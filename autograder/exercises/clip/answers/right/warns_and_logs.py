# Warns, logs and writes to standard error, and is right.
import logging
import sys
import warnings


def clip(gradients, maxValue):
    warnings.warn("clipping is a blunt tool")
    logging.getLogger("student").warning("clipping to %s", maxValue)
    print("clipping", file=sys.stderr)
    return {k: np.clip(v, -maxValue, maxValue) for k, v in gradients.items()}
