# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Five models of one text
#
# How do you get from "guess the next letter from the last three" to a network with a long memory? In five steps, each a small
# change to the last, on one text: 600,893 characters of Nietzsche in English.
#
# | model | what is new | why |
# |---|---|---|
# | `Char3Model` | three letters, read one after the other by the same two layers | sharing weights over places is what makes a network recurrent |
# | `CharLoopModel` | a loop over eight letters | longer context, same number of weights |
# | `CharRnn` | an input matrix of its own | reading and remembering need not use the same matrix |
# | `CharStatefulRnn` | the state goes on from batch to batch, every letter is a lesson | a window's beginning is not the beginning of the text |
# | `CharStatefulLSTM` | LSTM cells, 512 of them | a memory that lasts |
#
# **Since the poet**: there the windows were cut out of the text and forgotten; here the last two models read the text as a stream.
#
# This notebook is not graded. It trains a part of an epoch of each model and shows saved histories for the rest;
# `python -m beyond.series` trains everything. It needs Keras and JAX: `make setup-beyond`, or
# `pip install keras jax optax`.

# %% role="given" name="setup"
import json
import os
import sys

sys.path.insert(0, "../..")  # the folder that holds utils/ and beyond/

import jax
import jax.numpy as jnp
import matplotlib.pyplot as plt
import numpy as np
from tqdm.auto import tqdm

from beyond import nietzsche, series, speed
from beyond.text import nietzsche_indices
from utils.corpora import CorpusError

PART = float(
    os.environ.get("BEYOND_PART", "0.1")
)  # the share of an epoch that each model trains below
saved = json.loads(series.RESULTS.read_text(encoding="utf-8"))
published = series.PUBLISHED

try:
    indices, symbols = nietzsche_indices()
    print(
        f"{len(indices):,} characters, {len(symbols)} different ones; the first 20 indices: {indices[:20].tolist()}"
    )
except CorpusError as sentence:
    indices = None
    print(f"The figures below are saved ones; to train, the text is needed: {sentence}")

# %% [markdown]
# ## Train, a little
#
# `train` is a generator: it yields where it stands, and what to draw or print is up to the caller. Each model trains for the share
# `PART` of its first epoch; then it goes on greedily from "for thos". Set the environment variable `BEYOND_PART` to 1 for a
# whole epoch.


# %% role="given" name="train"
def train_a_little(name):
    model = nietzsche.MODELS[name]
    with tqdm(total=100, desc=name, unit="%") as bar:
        for now in nietzsche.train(model, indices, len(symbols), epochs=1, part=PART):
            bar.update(round(100 * now.done) - bar.n)
            bar.set_postfix(loss=f"{now.history[-1]['loss']:.4f}")
    return now.weights


# %% [markdown]
# ### Three letters, by hand
#
# Each letter becomes 42 learned numbers, those become 256 by `relu`, and the letters meet in a hidden layer that is used three times:
#
# $$h_1 = \tanh(K c_1),\qquad h_2 = \tanh(K(h_1 + c_2)),\qquad h_3 = \tanh(K(h_2 + c_3))$$

# %% role="given" name="char3"
weights = {}
if indices is not None:
    weights["Char3Model"] = train_a_little("Char3Model")
    x, y = nietzsche.windows(nietzsche.MODELS["Char3Model"], indices)
    print(f"{len(x):,} windows of 3 (published: 200,297)")
    for prompt in (" th", "and"):
        said = series.continue_greedily(
            nietzsche.MODELS["Char3Model"], weights["Char3Model"], symbols, prompt, n=1
        )
        print(f"after {prompt!r} comes {said[-1]!r}")

# %% [markdown]
# ### Eight letters, in a loop
#
# The same layers, used eight times. And since $K(h + c) = Kh + Kc$, this loop already *is* a recurrent network, one that must use
# the same matrix for what it reads and for what it remembers. Our code says so too: `nietzsche.drives`.

# %% role="given" name="loop"
if indices is not None:
    weights["CharLoopModel"] = train_a_little("CharLoopModel")
    x, y = nietzsche.windows(nietzsche.MODELS["CharLoopModel"], indices)
    print(f"{len(x):,} windows of 8, each one letter further (published: 600,885)")

# %% [markdown]
# ### A recurrent layer
#
# Two matrices in place of one: $h_t = \tanh(W x_t + U h_{t-1} + b)$. You wrote this step in the first notebooks.

# %% role="given" name="rnn"
if indices is not None:
    weights["CharRnn"] = train_a_little("CharRnn")
    print(
        series.continue_greedily(
            nietzsche.MODELS["CharRnn"], weights["CharRnn"], symbols
        )
    )

# %% [markdown]
# ### A state that goes on
#
# Until now each window began with a blank mind. Now the text is cut into 64 long streams, a batch holds the next eight letters
# of each, and the state after one batch is the state before the next. The gradient still stops at the batch's beginning:
# *truncated* backpropagation through time.
#
# The state is an argument that goes in and comes out. That is worth saying, because a network that only *claims* to be
# stateful is hard to notice: on JAX, Keras 3.15 accepts `stateful=True` and carries nothing. So look:

# %% role="given" name="state"
model = nietzsche.MODELS["CharStatefulRnn"]
if indices is not None:
    weights["CharStatefulRnn"] = train_a_little("CharStatefulRnn")
    x, y = nietzsche.windows(model, indices)
    print(
        f"{len(x):,} rows of 8 (published: 75,072); row 64 goes on where row 0 stops:"
    )
    print(repr("".join(symbols[i] for i in np.concatenate([x[0], x[64], x[128]]))))

    state = nietzsche.blank_state(model, 64)
    logits, after = nietzsche.forward(
        model, weights["CharStatefulRnn"], state, jnp.asarray(x[:64])
    )
    print(
        f"state before the first batch: all zero; after it: mean size {float(jnp.abs(after).mean()):.3f}"
    )

    read = jax.jit(
        lambda weights, state, x, y: nietzsche.loss(model)(weights, state, x, y)
    )
    for title, order in (
        ("in order", np.arange(200)),
        ("shuffled", np.random.default_rng(0).permutation(200)),
    ):
        state, losses = nietzsche.blank_state(model, 64), []
        for n in order:
            rows = slice(64 * n, 64 * n + 64)
            value, state = read(
                weights["CharStatefulRnn"],
                state,
                jnp.asarray(x[rows]),
                jnp.asarray(y[rows]),
            )
            losses.append(float(value))
        print(f"200 batches {title}: loss {np.mean(losses):.4f}")

# %% [markdown]
# Shuffled batches hand each window the memory of another place in the text, and the loss is worse: the state is really used.
#
# ### Cells that remember
#
# The same stream, read by 512 LSTM cells.

# %% role="given" name="lstm"
if indices is not None:
    part, PART = PART, PART / 5  # this one is the slowest
    weights["CharStatefulLSTM"] = train_a_little("CharStatefulLSTM")
    PART = part
print("after the whole schedule:", saved["CharStatefulLSTM"]["sample"])

# %% [markdown]
# ## The published losses, and ours
#
# The loss after each epoch of the full schedule, in nats a character, the mean over the epoch as Keras prints it. Of the last model the
# document lists all forty epochs; the first and the last of each twenty are compared here.

# %% role="given" name="table"
for name, theirs in published.items():
    ours = saved[name]["losses"]
    print(f"\n{name}  ({saved[name]['parameters']:,} parameters)")
    print("  epoch     " + "".join(f"{epoch:>9}" for epoch in theirs))
    print("  published " + "".join(f"{loss:9.4f}" for loss in theirs.values()))
    print("  ours      " + "".join(f"{ours[int(epoch) - 1]:9.4f}" for epoch in theirs))
    print(
        "  difference"
        + "".join(
            f"{ours[int(epoch) - 1] - loss:+9.4f}" for epoch, loss in theirs.items()
        )
    )

# %% role="given" name="curves"
fig, ax = plt.subplots(figsize=(8, 4))
colours = plt.get_cmap("viridis")(np.linspace(0, 0.85, len(saved)))
for colour, (name, record) in zip(colours, saved.items(), strict=True):
    ax.plot(
        range(1, len(record["losses"]) + 1),
        record["losses"],
        color=colour,
        label=name,
        marker=".",
    )
    theirs = published[name]
    ax.plot([int(epoch) for epoch in theirs], list(theirs.values()), "x", color=colour)
ax.set(
    xlabel="epoch",
    ylabel="loss in nats a character",
    title="Lines: ours. Crosses: published.",
)
ax.legend(frameon=False)
plt.show()

# %% [markdown]
# The three models without a state end within 0.02 of the published losses. The stateful ones end lower. Their first epochs
# depend on the draw of the first weights; what differs for certain is that our state really goes on from batch to batch.
#
# What the trained models go on with, greedily, after "for thos":

# %% role="given" name="samples"
for name, record in saved.items():
    print(f"{name:17s} {record['sample']}")

# %% [markdown]
# ## Seconds an epoch
#
# Measured in one run, ours and stock Keras on the JAX backend in turns on the same batches, the fastest round of each scaled to an
# epoch (`python -m beyond.speed`). Two things make the difference: symbols are looked up in a table that is multiplied
# once a batch, and a whole stretch of batches is one compiled call.

# %% role="given" name="speed"
if speed.RESULTS.exists():
    print(
        f"{'model':18s}{'ours':>8s}{'Keras':>8s}{'ours CPU':>10s}{'Keras CPU':>10s}   Keras / ours, CPU"
    )
    for name, row in json.loads(speed.RESULTS.read_text()).items():
        times = f"{row['ours']:8.1f}{row['keras']:8.1f}{row['ours_cpu']:10.1f}{row['keras_cpu']:10.1f}"
        print(f"{name:18s}{times}   {row['times_faster']:.2f}")

# %% [markdown]
# ## What to remember
#
# - A recurrent network is the same layer used again; the loop by hand and the layer from a library differ by one matrix.
# - A state that goes on is an argument that goes in and comes out. If you cannot see it, check that it is there.
# - Greedy continuation shows what a model finds likeliest, and soon runs in circles; drawing, as your `sample` does, does not.
