# A helper does one step; type hints; the walrus in the condition.
from typing import Dict, List


def step(parameters: Dict[str, np.ndarray], x: np.ndarray, a: np.ndarray):
    a = np.tanh(parameters["Wax"] @ x + parameters["Waa"] @ a + parameters["b"])
    return a, softmax(parameters["Wya"] @ a + parameters["by"])


def sample(parameters: Dict[str, np.ndarray], char_to_ix: Dict[str, int], seed: int) -> List[int]:
    size = parameters["by"].shape[0]
    x = np.zeros((size, 1))
    a = np.zeros((parameters["b"].shape[0], 1))
    indices: List[int] = []
    newline = char_to_ix["\n"]
    while (n := len(indices)) < 50 and newline not in indices:
        a, y = step(parameters, x, a)
        np.random.seed(seed + 2 * n)
        indices.append(np.random.choice(size, size=1, p=y.ravel()).item())
        x = np.zeros((size, 1))
        x[indices[-1]] = 1
    if len(indices) == 50:
        indices.append(newline)
    return indices
