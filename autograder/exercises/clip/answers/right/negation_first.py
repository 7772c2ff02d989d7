# Helper variables for both ends, renamed parameters, type hints.
from typing import Dict


def clip(grads: Dict[str, np.ndarray], threshold: float) -> Dict[str, np.ndarray]:
    """Clip every gradient to [-threshold, threshold]."""
    low: float = -threshold
    high: float = +threshold
    result: Dict[str, np.ndarray] = {}
    for key, value in grads.items():
        result[key] = np.clip(value, a_min=low, a_max=high)
    return result
