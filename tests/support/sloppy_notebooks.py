"""Right programs of many kinds: sums in any order, fused or wide, functions wrong by some units in the last place."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

ULP = 2.0**-52


@dataclass
class Sloppy:
    """An arithmetic that the theorem allows.

    ``order`` is how sums are taken: ``"random"``, ``"pairwise"``, ``"wide"`` (80 bits, as fused operations at their
    best) or ``"fused"`` (every product and addition rounded once). ``ulps`` is how far exp, tanh and log may be off.
    """

    order: str = "random"
    ulps: int = 3
    random: np.random.RandomState = field(default_factory=lambda: np.random.RandomState(0))

    def dot(self, weights: np.ndarray, vector: np.ndarray) -> np.ndarray:
        """Multiply a matrix with a vector."""
        return np.array([self.total(row, vector) for row in weights])

    def total(self, one: np.ndarray, other: np.ndarray) -> float:
        """Sum up the products of two vectors."""
        if self.order == "wide":
            return float(np.sum(one.astype(np.longdouble) * other.astype(np.longdouble)))
        if self.order == "pairwise":
            return self._pairwise(one * other)
        order = self.random.permutation(len(one))
        total = 0.0
        for k in order:
            if self.order == "fused":
                total = float(np.longdouble(total) + np.longdouble(one[k]) * np.longdouble(other[k]))
            else:
                total += one[k] * other[k]
        return total

    def _pairwise(self, terms: np.ndarray) -> float:
        if len(terms) < 2:
            return float(terms.sum())
        middle = len(terms) // 2
        return self._pairwise(terms[:middle]) + self._pairwise(terms[middle:])

    def off(self, values: np.ndarray) -> np.ndarray:
        """Move values by some units in the last place, either way."""
        return values * (1 + self.random.choice([-self.ulps, self.ulps], np.shape(values)) * ULP)

    def tanh(self, s: np.ndarray) -> np.ndarray:
        """Take the hyperbolic tangent, nearly."""
        return self.off(np.tanh(s))

    def softmax(self, z: np.ndarray, shifted: bool) -> np.ndarray:
        """Take the softmax, nearly, with or without the maximum subtracted."""
        powers = self.off(np.exp(z - z.max() if shifted else z))
        return powers / self.total(powers, np.ones(len(powers)))


KINDS = [("random", 3, True), ("random", 3, False), ("pairwise", 3, True), ("fused", 3, False), ("wide", 0, True)]


def boundaries(parameters: dict, chosen: list[int], arithmetic: Sloppy, shifted: bool) -> list[np.ndarray]:
    """Run a network along given indices and return the cumulative distribution of each step."""
    Wax, Waa, Wya = (parameters[name] for name in ("Wax", "Waa", "Wya"))
    b, by = parameters["b"][:, 0], parameters["by"][:, 0]
    a, rows = np.zeros(len(b)), []
    for step in range(len(chosen)):
        x = np.zeros(Wax.shape[1])
        if step:
            x[chosen[step - 1]] = 1.0
        wide = np.concatenate((Wax, Waa, b[:, None]), axis=1)  # one long sum, in any order
        a = arithmetic.tanh(arithmetic.dot(wide, np.concatenate((x, a, [1.0]))))
        z = arithmetic.dot(np.concatenate((Wya, by[:, None]), axis=1), np.concatenate((a, [1.0])))
        row = np.cumsum(arithmetic.softmax(z, shifted))
        rows.append(row / row[-1])
    return rows


def descend(X: list, Y: list, a_prev: np.ndarray, parameters: dict, rate: float, arithmetic: Sloppy) -> dict:
    """Take one step of gradient descent, all by hand."""
    Wax, Waa, Wya = (parameters[name] for name in ("Wax", "Waa", "Wya"))
    b, by = parameters["b"][:, 0], parameters["by"][:, 0]
    states, ys = [a_prev[:, 0]], []
    for x in X:
        column = Wax[:, x] if x is not None else np.zeros(len(b))
        wide = np.concatenate((Waa, b[:, None], column[:, None]), axis=1)
        states.append(arithmetic.tanh(arithmetic.dot(wide, np.concatenate((states[-1], [1.0, 1.0])))))
        z = arithmetic.dot(np.concatenate((Wya, by[:, None]), axis=1), np.concatenate((states[-1], [1.0])))
        ys.append(arithmetic.softmax(z, True))
    losses = np.array([float(arithmetic.off(-np.log(y[k]))) for y, k in zip(ys, Y)])
    result = {"loss": arithmetic.total(losses, np.ones(len(losses))), "a_last": states[-1][:, None]}
    terms = {"d" + name: [] for name in parameters}
    later = np.zeros(len(b))
    for t in reversed(range(len(X))):
        dy = ys[t].copy()
        dy[Y[t]] -= 1
        da = arithmetic.dot(np.concatenate((Wya.T, Waa.T), axis=1), np.concatenate((dy, later)))
        dz = (1 - states[t + 1] ** 2) * da
        one = np.zeros_like(Wax)
        if X[t] is not None:
            one[:, X[t]] = dz
        found = {"Wax": one, "Waa": np.outer(dz, states[t]), "Wya": np.outer(dy, states[t + 1])}
        for name, value in (found | {"b": dz[:, None], "by": dy[:, None]}).items():
            terms["d" + name].append(value)
        later = dz
    for name, parts in terms.items():
        stacked = np.array(parts).reshape(len(parts), -1).T
        summed = np.array([arithmetic.total(row, np.ones(len(row))) for row in stacked])
        result[name] = np.clip(summed.reshape(parts[0].shape), -5, 5)
        result[name[1:]] = parameters[name[1:]] - rate * result[name]
    return result
