"""All models of the course on one text, at equal training time: ``python -m beyond.compare``.

Every model trains on the first nine tenths of the Nietzsche text for the same CPU time (compiling excluded) and is
scored in bits a character on the rest, each in the way it is meant to be used: the windowed ones from their last few
characters, the stateful ones as a stream, the stacked LSTM from windows of which it has read at least half.
"""

from __future__ import annotations

import argparse
import itertools
import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import jax
import jax.numpy as jnp
import numpy as np
import optax

from beyond import hyperparameters, layers, masked_lstm, nietzsche, train_shakespeare, training

RESULTS = Path(__file__).parent / "histories" / "comparison.json"
HELD_OUT = 0.1
# A contender trains for one bout each time it is advanced, and is asked for its bits a character in between.
Contender = Iterator[Callable[[], float]]


def bits(nats: float) -> float:
    """Return nats as bits."""
    return nats / float(np.log(2))


def numpy_rnn(train: np.ndarray, held_out: np.ndarray, n_symbols: int) -> Contender:
    """Train the students' network (50 units, plain NumPy) on pieces of 25 characters, the state carried on."""
    from utils import initialize_parameters, rnn_backward, rnn_forward, update_parameters

    parameters = initialize_parameters(50, n_symbols, n_symbols)

    def score() -> float:
        a, total = np.zeros((50, 1)), 0.0
        pieces = [held_out[n : n + 100] for n in range(0, len(held_out) - 1, 99)]
        for piece in pieces:
            loss, (_, a_all, _) = rnn_forward(piece[:-1].tolist(), piece[1:].tolist(), a, parameters)
            total, a = total + loss, a_all[len(piece) - 2]
        return bits(total / (len(held_out) - 1))

    def bout(starts: range, a: np.ndarray) -> np.ndarray:
        for n in starts:
            X, Y = train[n : n + 25].tolist(), train[n + 1 : n + 26].tolist()
            _, cache = rnn_forward(X, Y, a, parameters)
            gradients, a_all = rnn_backward(X, Y, parameters, cache)
            for gradient in gradients.values():
                np.clip(gradient, -5, 5, out=gradient)
            update_parameters(parameters, gradients, 0.01)
            a = a_all[len(X) - 1]
        return a

    a = np.zeros((50, 1))
    for start in itertools.cycle(range(0, len(train) - 26, 25 * 400)):
        a = bout(range(start, min(start + 25 * 400, len(train) - 26), 25), a)
        yield score


def of_the_series(name: str) -> Callable[[np.ndarray, np.ndarray, int], Contender]:
    """Return a contender that trains one of the five Nietzsche models at the rate it starts with."""
    model = nietzsche.MODELS[name]

    def contend(train: np.ndarray, held_out: np.ndarray, n_symbols: int) -> Contender:
        weights = nietzsche.initialize(model, n_symbols)
        optimizer = training.adam(model.rates[0])
        opt_state, steps = optimizer.init(weights), training.stepper(nietzsche.loss(model), optimizer)
        read = jax.jit(lambda weights, symbols: _score(model, weights, symbols))
        symbols = jnp.asarray(held_out)
        score = lambda: bits(float(read(weights, symbols)))  # noqa: E731
        for number in itertools.count():
            data = nietzsche.batches(model, train, seed=number)
            blank = nietzsche.blank_state(model, model.batch)
            state, chunk = blank, min(20, len(data[0]))
            for n in range(0, len(data[0]) - chunk + 1, chunk):
                inputs, targets = (jnp.asarray(part[n : n + chunk]) for part in data)
                weights, opt_state, state, _ = steps(
                    weights, opt_state, state if model.stateful else blank, inputs, targets
                )
                jax.block_until_ready(weights)
                yield score

    return contend


def _score(model: nietzsche.Model, weights: dict, symbols: jax.Array) -> jax.Array:
    """Return a model's mean cross-entropy in nats on a text: as a stream if it is stateful, else window by window."""
    if model.stateful:
        logits, _ = nietzsche.forward(model, weights, nietzsche.blank_state(model, 1), symbols[None, :-1])
        return layers.cross_entropy(logits[:, 0], symbols[1:]).mean()
    starts = jnp.arange(len(symbols) - model.n_chars)
    inputs = symbols[starts[:, None] + jnp.arange(model.n_chars)]
    logits, _ = nietzsche.forward(model, weights, nietzsche.blank_state(model, len(starts)), inputs)
    return layers.cross_entropy(logits[-1], symbols[starts + model.n_chars]).mean()


def masked(train: np.ndarray, held_out: np.ndarray, n_symbols: int) -> Contender:
    """Train the masked LSTM with its best hyperparameters, on pieces of 100 to 150 characters, padded."""
    weights, rule = masked_lstm.initialize(n_symbols, hyperparameters.BEST), masked_lstm.optimizer(hyperparameters.BEST)
    opt_state, rng = rule.init(weights), np.random.default_rng(0)
    test = _pieces(held_out, np.random.default_rng(1))
    cost = jax.jit(masked_lstm.cost)

    @jax.jit
    def update(weights, opt_state, x, mask):
        updates, opt_state = rule.update(jax.grad(masked_lstm.cost)(weights, x, mask), opt_state, weights)
        return optax.apply_updates(weights, updates), opt_state

    def score() -> float:
        x, mask = test
        return bits(float(cost(weights, x, mask)) * x.shape[1] / float(mask[1:].sum()))

    while True:
        x, mask = _pieces(train, rng)
        size = min(100, x.shape[1])
        starts = range(0, x.shape[1] - size + 1, size)
        for start in starts:
            weights, opt_state = update(weights, opt_state, x[:, start : start + size], mask[:, start : start + size])
            if start % 500 == 400 or start == starts[-1]:
                jax.block_until_ready(weights)
                yield score


def _pieces(indices: np.ndarray, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Cut a text into pieces of 100 to 150 characters, shuffled and padded: ``x``, ``mask`` ``(150, pieces)``."""
    lengths = rng.integers(100, 151, size=len(indices) // 100)
    ends = np.cumsum(lengths)
    lengths, ends = lengths[ends <= len(indices)], ends[ends <= len(indices)]
    order = rng.permutation(len(ends))
    x, mask = np.zeros((150, len(ends)), np.int32), np.zeros((150, len(ends)), np.float32)
    for column, n in enumerate(order):
        x[: lengths[n], column] = indices[ends[n] - lengths[n] : ends[n]]
        mask[: lengths[n], column] = 1
    return x, mask


def stacked(train: np.ndarray, held_out: np.ndarray, n_symbols: int) -> Contender:
    """Train the two stacked LSTMs of the Shakespeare notebook, on windows of 40 characters."""
    weights = train_shakespeare.initialize(n_symbols)
    optimizer = optax.adam(2e-3)
    opt_state, rng = optimizer.init(weights), np.random.default_rng(0)
    starts = np.arange(0, len(held_out) - 81, 40)
    test = jnp.asarray(held_out[starts[:, None] + np.arange(81)])

    @jax.jit
    def steps(weights, opt_state, key, batches):
        def step(carry, batch):
            weights, opt_state, key = carry
            key, now = jax.random.split(key)
            gradients = jax.grad(train_shakespeare.loss)(weights, now, batch)
            updates, opt_state = optimizer.update(gradients, opt_state, weights)
            return (optax.apply_updates(weights, updates), opt_state, key), None

        return jax.lax.scan(step, (weights, opt_state, key), batches)[0][:2]

    second_half = jax.jit(_second_half)
    score = lambda: bits(float(second_half(weights, test)))  # noqa: E731
    for number in itertools.count():
        data = train_shakespeare.windows(train, int(rng.integers(40)), rng)
        chunk = min(10, len(data))
        for n in range(0, len(data) - chunk + 1, chunk):
            key = jax.random.key(1000 * number + n)
            weights, opt_state = steps(weights, opt_state, key, jnp.asarray(data[n : n + chunk]))
            jax.block_until_ready(weights)
            yield score


def _second_half(weights: dict, symbols: jax.Array) -> jax.Array:
    """Return the mean loss over the second half of windows ``(B, T + 1)``, for an even ``T``."""
    # the whole's mean is the mean of its halves' means
    first = symbols[:, : (symbols.shape[1] + 1) // 2]
    return 2 * train_shakespeare.loss(weights, None, symbols) - train_shakespeare.loss(weights, None, first)


CONTENDERS: dict[str, Callable[[np.ndarray, np.ndarray, int], Contender]] = {
    "NumPy RNN": numpy_rnn,
    **{name: of_the_series(name) for name in nietzsche.MODELS},
    "masked LSTM": masked,
    "stacked LSTM": stacked,
}


def contest(name: str, indices: np.ndarray, n_symbols: int, seconds: float) -> list[tuple[float, float]]:
    """Train one contender for some CPU seconds and return ``(CPU seconds, bits a character)`` along the way.

    The first bout compiles and is not counted; scoring is not counted either.
    """
    border = int(len(indices) * (1 - HELD_OUT))
    contender = CONTENDERS[name](indices[:border], indices[border:], n_symbols)
    next(contender)()
    spent, curve, due = 0.0, [], seconds / 32
    while spent < seconds:
        start = time.process_time()
        score = next(contender)
        spent += time.process_time() - start
        if spent >= due or spent >= seconds:
            curve.append((round(spent, 2), round(score(), 4)))
            due = spent * 1.5
    return curve


def main() -> None:
    """Measure the contenders and write the curves."""
    from beyond.text import nietzsche_indices

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("contenders", nargs="*", help=f"all by default: {', '.join(CONTENDERS)}")
    parser.add_argument("--seconds", type=float, default=60.0, help="CPU seconds of training for each")
    arguments = parser.parse_args()
    indices, symbols = nietzsche_indices()
    curves: dict[str, list[tuple[float, float]]] = {}
    if RESULTS.exists():
        saved = json.loads(RESULTS.read_text())
        if saved["seconds"] == arguments.seconds:  # what trained for another time cannot stay beside the rest
            curves = saved["curves"]
    for name in arguments.contenders or CONTENDERS:
        curves[name] = contest(name, indices, len(symbols), arguments.seconds)
        spent, score = curves[name][-1]
        print(f"{name:18s} {score:.3f} bits a character after {spent:.0f} CPU seconds", flush=True)
    results = {"seconds": arguments.seconds, "curves": {name: curves[name] for name in CONTENDERS if name in curves}}
    training.write_json(RESULTS, results)


if __name__ == "__main__":
    main()
