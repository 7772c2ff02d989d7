# Other names for the parameters, with type hints.
from typing import Dict, List, Tuple


def optimize(inputs: List[int], targets: List[int], state: np.ndarray, theta: Dict[str, np.ndarray],
             lr: float = 1e-2) -> Tuple[float, Dict[str, np.ndarray], np.ndarray]:
    loss, cache = rnn_forward(inputs, targets, state, theta)
    gradients, states = rnn_backward(inputs, targets, theta, cache)
    clip(gradients, 5)
    update_parameters(theta, gradients, lr)
    return loss, gradients, states[len(inputs) - 1]
