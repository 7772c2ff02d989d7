"""The layers of the larger networks, in JAX: how their weights start, and one pass through time.

Shapes: ``V`` symbols, ``F`` embedding factors, ``H`` hidden units, ``B`` sequences in a batch, ``T`` time steps.
Time comes first, ``(T, B, ...)``, because :func:`jax.lax.scan` walks along the first axis.
"""

from __future__ import annotations

import jax
import jax.numpy as jnp
from jax import Array

Weights = dict[str, Array]


def glorot(key: Array, n_in: int, n_out: int) -> Array:
    """Draw an ``(n_in, n_out)`` float32 matrix from ``±sqrt(6 / (n_in + n_out))``, uniformly (Glorot, Bengio 2010)."""
    limit = (6 / (n_in + n_out)) ** 0.5
    return jax.random.uniform(key, (n_in, n_out), minval=-limit, maxval=limit)


def orthogonal(key: Array, n_in: int, n_out: int) -> Array:
    """Draw an ``(n_in, n_out)`` float32 matrix with orthonormal rows or columns (Saxe et al. 2014)."""
    return jax.nn.initializers.orthogonal()(key, (n_in, n_out))


def dense(key: Array, n_in: int, n_out: int) -> Weights:
    """Return the weights of a dense layer: ``kernel`` ``(n_in, n_out)`` and ``bias`` ``(n_out,)``."""
    return {"kernel": glorot(key, n_in, n_out), "bias": jnp.zeros(n_out)}


def recurrent(key: Array, n_in: int, n_hidden: int, gates: int = 1) -> Weights:
    """Return the weights of a recurrent layer; an LSTM has four gates side by side: input, forget, candidate, output.

    Returns
    -------
    dict
        ``kernel`` ``(n_in, gates * H)``, ``recurrent`` ``(H, gates * H)``, ``bias`` ``(gates * H,)``. The bias of
        an LSTM's forget gate starts at 1 (Jozefowicz, Zaremba and Sutskever 2015), every other bias at 0.
    """
    first, second = jax.random.split(key)
    bias = jnp.zeros(gates * n_hidden)
    if gates == 4:
        bias = bias.at[n_hidden : 2 * n_hidden].set(1.0)
    return {
        "kernel": glorot(first, n_in, gates * n_hidden),
        "recurrent": orthogonal(second, n_hidden, gates * n_hidden),
        "bias": bias,
    }


def rnn_step(weights: Weights, h: Array, drive: Array) -> Array:
    """Take one step of a plain RNN: ``tanh(drive + h @ recurrent)``; ``h`` and ``drive`` are ``(B, H)``."""
    return jnp.tanh(drive + h @ weights["recurrent"])


def lstm_step(weights: Weights, state: tuple[Array, Array], drive: Array) -> tuple[Array, Array]:
    """Take one step of an LSTM without peepholes (Hochreiter and Schmidhuber 1997; Gers et al. 2000).

    Parameters
    ----------
    weights : dict
        What :func:`recurrent` returns for four gates.
    state : tuple of Array
        ``h`` and ``c``, each ``(B, H)``.
    drive : Array
        ``(B, 4 H)``, the input's share of the gates: input @ kernel + bias.

    Returns
    -------
    tuple of Array
        The new ``h`` and ``c``.
    """
    h, c = state
    i, f, g, o = jnp.split(drive + h @ weights["recurrent"], 4, axis=-1)  # each (B, H)
    c = jax.nn.sigmoid(f) * c + jax.nn.sigmoid(i) * jnp.tanh(g)
    return jax.nn.sigmoid(o) * jnp.tanh(c), c


def cross_entropy(logits: Array, targets: Array) -> Array:
    """Return the cross-entropy of each prediction in nats; ``logits`` ``(..., V)``, ``targets`` ``(...)``."""
    return -jnp.take_along_axis(jax.nn.log_softmax(logits), targets[..., None], axis=-1)[..., 0]
