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
# This notebook is not graded. It trains the first model to its end and the others for a part of an epoch, and shows saved
# histories for the rest; `python -m beyond.train_nietzsche` trains everything. It needs Keras and JAX: `make setup-beyond`, or
# `pip install keras jax optax`.

# %% role="given" name="course"
{{setup}}

# %% role="given" name="packages"
from beyond import packages

packages.require()

# %% role="given" name="setup"
import json
import os

import jax
import jax.numpy as jnp
import matplotlib.pyplot as plt
import numpy as np
from tqdm.auto import tqdm

from beyond import figures, nietzsche, speed, train_nietzsche
from beyond.text import nietzsche_indices
from utils.corpora import CorpusError

# the share of an epoch that each model but the first trains below
PART = float(os.environ.get("BEYOND_PART", "0.1"))
saved = json.loads(train_nietzsche.RESULTS.read_text(encoding="utf-8"))
published = train_nietzsche.PUBLISHED

try:
    indices, symbols = nietzsche_indices()
    print(f"{len(indices):,} characters, {len(symbols)} different ones")
    print(f"the first 20 indices: {indices[:20].tolist()}")
except CorpusError as sentence:
    indices = None
    print(f"The figures below are saved ones; to train, the text is needed: {sentence}")

# %% [markdown]
# ## Train, a little
#
# `train` is a generator: it yields where it stands, and what to draw or print is up to the caller. The first model is small
# enough to train to its end here. Each of the others trains for the share `PART` of its first epoch. Set the environment variable
# `BEYOND_PART` to 1 for a whole epoch.


# %% role="given" name="train"
def train_a_little(name, part=PART, epochs=1):
    model = nietzsche.MODELS[name]
    with tqdm(total=100 * epochs, desc=name, unit="%") as bar:
        for now in nietzsche.train(
            model, indices, len(symbols), epochs=epochs, part=part
        ):
            over = sum("seconds" in entry for entry in now.history)  # whole epochs
            done = over if now.done == 1 else over + now.done
            bar.update(round(100 * done) - bar.n)
            bar.set_postfix(loss=f"{now.history[-1]['loss']:.4f}")
    losses = ", ".join(f"{entry['loss']:.4f}" for entry in now.history)
    print(f"{name}: loss {losses} nats a character")
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
    model = nietzsche.MODELS["Char3Model"]
    x, y = nietzsche.windows(model, indices)
    print(f"{len(x):,} windows of 3 (published: 200,297)")
    weights["Char3Model"] = train_a_little("Char3Model", min(1, 10 * PART), epochs=3)
    print("published:        2.4007, 2.0852, 1.9470")
    for prompt in (" th", "and"):
        said = train_nietzsche.continue_greedily(
            model, weights["Char3Model"], symbols, prompt, n=1
        )
        print(f"after {prompt!r} comes {said[-1]!r}")

# %% [markdown]
# ### Eight letters, in a loop
#
# The same layers, used eight times. And since $K(h + c) = Kh + Kc$, this loop already *is* a recurrent network, one that must use
# the same matrix for what it reads and for what it remembers. Our code says so too: `nietzsche.drives`.

# %% role="given" name="loop"
if indices is not None:
    x, y = nietzsche.windows(nietzsche.MODELS["CharLoopModel"], indices)
    print(f"{len(x):,} windows of 8, each one letter further (published: 600,885)")
    weights["CharLoopModel"] = train_a_little("CharLoopModel")

# %% [markdown]
# ### A recurrent layer
#
# Two matrices in place of one: $h_t = \tanh(W x_t + U h_{t-1} + b)$. It is the step that your dinosaurs were made with. After so
# little training, what it goes on with from "for thos" is hardly English; what the whole schedule leads to comes further down.

# %% role="given" name="rnn"
if indices is not None:
    weights["CharRnn"] = train_a_little("CharRnn")
    model = nietzsche.MODELS["CharRnn"]
    print(train_nietzsche.continue_greedily(model, weights["CharRnn"], symbols))

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
if indices is not None:
    model = nietzsche.MODELS["CharStatefulRnn"]
    weights["CharStatefulRnn"] = train_a_little("CharStatefulRnn")
    x, y = nietzsche.batches(model, indices, seed=0)  # (batches, 64, 8)
    print(f"{x.size // 8:,} rows of 8 (published: 75,072)")
    rows = np.concatenate([x[0, 0], x[1, 0], x[2, 0]])
    print("row 64 goes on where row 0 stops:", repr("".join(symbols[i] for i in rows)))

    read = jax.jit(nietzsche.loss(model))
    value, after = read(
        weights[model.name], nietzsche.blank_state(model, 64), x[0], y[0]
    )
    print("state before the first batch: all zero; after it: mean size", end=" ")
    print(f"{float(jnp.abs(after).mean()):.3f}")

    orders = {"in order": np.arange(200)}
    orders["shuffled"] = np.random.default_rng(0).permutation(200)
    for title, order in orders.items():
        state, losses = nietzsche.blank_state(model, 64), []
        for n in order:
            value, state = read(weights[model.name], state, x[n], y[n])
            losses.append(float(value))
        print(f"200 batches {title}: loss {np.mean(losses):.4f}")

# %% [markdown]
# Shuffled batches hand each window the memory of another place in the text, and the loss is worse: the state is really used.
#
# ### Cells that remember
#
# The same stream, read by 512 LSTM cells. This model is the slowest, so it trains on a fifth of what the others do.

# %% role="given" name="lstm"
if indices is not None:
    weights["CharStatefulLSTM"] = train_a_little("CharStatefulLSTM", PART / 5)
print("after the whole schedule:", saved["CharStatefulLSTM"]["sample"])

# %% [markdown]
# ## The published losses, and ours
#
# The loss after each epoch of the full schedule, in nats a character, the mean over the epoch as Keras prints it.

# %% role="given" name="table"
for name, theirs in published.items():
    ours = saved[name]["losses"]
    print(f"{name} ({saved[name]['parameters']:,} parameters)")
    for first in range(1, len(theirs) + 1, 11):
        epochs = range(first, min(first + 11, len(theirs) + 1))
        print("  epoch     " + "".join(f"{epoch:8}" for epoch in epochs))
        print("  published " + "".join(f"{theirs[n]:8.4f}" for n in epochs))
        print("  ours      " + "".join(f"{ours[n - 1]:8.4f}" for n in epochs))
        print(
            "  difference" + "".join(f"{ours[n - 1] - theirs[n]:+8.4f}" for n in epochs)
        )
        print()

# %% role="given" name="curves"
figures.plot_losses(saved, published)
plt.show()

# %% [markdown]
# The three models without a state end within 0.02 of the published losses. The two stateful ones end lower than published, by 0.06
# and 0.22. We have not found out why; the document does not say with which versions it was made. Nor can we explain why the LSTM's
# loss rises once, at epoch 21, where the learning rate falls to a tenth.
#
# One figure alone is more than 0.05 above the published one: the LSTM's first epoch. That is a matter of the first weights that are
# drawn. Here is the same epoch from several draws (`python -m beyond.train_nietzsche --draws 4`); the history above began with the first.

# %% role="given" name="draws"
draws = json.loads(train_nietzsche.DRAWS.read_text(encoding="utf-8"))[
    "CharStatefulLSTM"
]
print("published:", published["CharStatefulLSTM"][1])
print("ours, by draw:", ", ".join(f"{loss:.4f}" for loss in draws))

# %% [markdown]
# What the trained models go on with, greedily, after "for thos":

# %% role="given" name="samples"
for name, record in saved.items():
    print(f"{name:17s} {record['sample']}")

# %% [markdown]
# ## Seconds an epoch
#
# Measured in one run on one core, ours and stock Keras on the JAX backend in turns on the same batches; the fastest round of each
# is scaled to an epoch (`python -m beyond.speed`). The published seconds are those of a graphics card of its time. What we save:
# symbols are looked up in a table that is multiplied once a batch, and a whole stretch of batches is one compiled call.

# %% role="given" name="speed"
print("                      seconds an epoch      Keras   published")
print("model                   ours     Keras     / ours   on a GPU")
for name, row in json.loads(speed.RESULTS.read_text(encoding="utf-8")).items():
    ratio = row["keras"] / row["ours"]
    times = f"{row['ours']:10.1f}{row['keras']:10.1f}{ratio:11.2f}"
    print(f"{name:18s}{times}{train_nietzsche.PUBLISHED_SECONDS[name]:11}")

# %% [markdown]
# ## What to remember
#
# - A recurrent network is the same layer used again; the loop by hand and the layer from a library differ by one matrix.
# - A state that goes on is an argument that goes in and comes out. If you cannot see it, check that it is there.
# - Greedy continuation shows what a model finds likeliest, and soon runs in circles; drawing, as your `sample` does, does not.
