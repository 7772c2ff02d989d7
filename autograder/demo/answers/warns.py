# Right, though it warns and writes to standard error.

# %% clip
import sys
import warnings
def clip(gradients, maxValue):
    warnings.warn("this is only a warning")
    print("clipping", len(gradients), "arrays", file=sys.stderr)
    np.array([1.0]) / np.array([0.0])
    return {key: np.clip(value, -maxValue, maxValue) for key, value in gradients.items()}
