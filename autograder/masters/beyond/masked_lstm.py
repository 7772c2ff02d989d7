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
# # Sentences of any length: a masked LSTM
#
# The stateful models read one endless stream. Often a text is not a stream but a heap of separate sentences, and each has its
# own length. A batch is an array, though, and an array has one length. So short sentences are *padded*, and a *mask* says what is
# real.
#
# **Since the Nietzsche series**: no embedding, no windows, plain gradient descent, and weights so small at the start that the
# network has to find everything by itself. That makes it a good place to learn what optimizers and initial weights do.
#
# **You will see** that padding changes nothing if the mask is right, how far the published setting gets, what
# each knob does, and at the end how all networks of this course compare.
#
# This notebook is not graded. It needs Keras and JAX: `make setup-beyond`, or
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

from beyond import compare, knobs, masked_lstm
from utils.corpora import CorpusError, load_text

PART = float(
    os.environ.get("BEYOND_PART", "0.1")
)  # of 400 minibatches, how many to train below

try:
    text = load_text("nietzsche")
except CorpusError as sentence:
    text = (
        "To be sure, this is no Nietzsche. It is a stand-in! Is it long enough to learn from? Hardly; it shows the way. "
        * 60
    )
    print(
        f"Without the text a stand-in is used, and the numbers mean little: {sentence}"
    )

# %% [markdown]
# ## One sentence a line
#
# We cut the text after `.`, `?`, `!`, `;` and `:`, make its white space single and its letters small, and leave out what is longer
# than 400 characters. The last tenth of the sentences validates; the vocabulary is made from the others, with `~` for any symbol
# that is not among them.

# %% role="given" name="sentences"
lines = masked_lstm.sentences(text)
train, held_out = masked_lstm.split(lines)
symbols = masked_lstm.vocabulary(train)
print(
    f"{len(train):,} sentences to learn from, {len(held_out):,} to validate with, {len(symbols)} symbols"
)
print(
    f"mean length {np.mean([len(line) for line in lines]):.0f} characters; the first: {lines[0]!r}"
)

# %% role="given" name="mask"
x, mask = masked_lstm.pad(train[:40], symbols)
fig, ax = plt.subplots(figsize=(9, 3))
ax.imshow(mask.T, aspect="auto", cmap="Blues", interpolation="nearest", vmax=1.4)
ax.set(
    xlabel="time step",
    ylabel="sentence",
    title="Forty sentences in one array: blue is text, white is padding",
)
plt.show()
print(f"{1 - mask.mean():.0%} of this array is padding")

# %% [markdown]
# ## The mask stops the state
#
# At each step the LSTM computes a new state, and the mask decides whether it is taken:
#
# $$h_t = m_t\,\tilde h_t + (1 - m_t)\,h_{t-1},\qquad c_t = m_t\,\tilde c_t + (1 - m_t)\,c_{t-1}$$
#
# So after the last letter of a sentence its state stands still, however long the others go on. And if the loss is masked as well, a
# padded batch costs exactly what its sentences cost one by one. Both are worth a check:

# %% role="given" name="checks"
weights = masked_lstm.initialize(len(symbols), masked_lstm.Knobs(sd=0.1))
x, mask = masked_lstm.pad(train[:8], symbols)
h = masked_lstm.hidden_states(weights, jnp.asarray(x), jnp.asarray(mask))
ends = mask.sum(axis=0).astype(int)
moved = max(
    float(jnp.abs(h[end:, n] - h[end - 1, n]).max(initial=0))
    for n, end in enumerate(ends)
)
print(f"after its last letter a sentence's state moves by {moved}")

together = float(masked_lstm.cost(weights, x, mask)) * 8
alone = sum(
    float(masked_lstm.cost(weights, *masked_lstm.pad([line], symbols, multiple=1)))
    for line in train[:8]
)
print(
    f"cost of eight sentences in a padded batch {together:.4f}, one by one {alone:.4f}"
)

# %% [markdown]
# ## As published
#
# 50 cells, batches of 100, the cross-entropy summed over a sentence and averaged over the batch, gradient descent at 0.1, weights
# drawn with a standard deviation of 0.005. Every 40 minibatches we validate and let the network speak.

# %% role="given" name="published"
minibatches = max(40, int(400 * PART))
for done, weights, value in tqdm(
    masked_lstm.train(train, held_out, symbols, minibatches=minibatches),
    total=minibatches // 40,
    unit="x40",
):
    print(f"minibatch {done}: validation cross-entropy {value:.2f} nats a sentence")
    print(masked_lstm.speak(weights, symbols, n_steps=450), "\n")
print("published after 40 minibatches, on other sentences: 251.17 nats a sentence")

# %% [markdown]
# Nats *a sentence* depend on how long the sentences are, and the published ones are lost, so the two numbers cannot be compared
# directly. Nats *a character* can: divide by the mean length less one, since the first letter is given.
#
# ## Turn the knobs
#
# The document this notebook descends from ends with a list of things to try. We tried them, each for 400 minibatches
# (`python -m beyond.knobs`):

# %% role="given" name="knobs"
results = json.loads(knobs.RESULTS.read_text(encoding="utf-8"))
fig, ax = plt.subplots(figsize=(8.5, 4.6))
for name, result in results.items():
    done, value = np.array(result["curve"]).T
    style = (
        {"linewidth": 3, "color": "black"}
        if name.startswith("as published")
        else {"linewidth": 1.6}
    )
    ax.plot(done, value, label=f"{name}: {value[-1]:.0f}", **style)
ax.set(
    xlabel="minibatches",
    ylabel="validation cross-entropy, nats a sentence",
    title="One knob at a time",
)
ax.legend(frameon=False, title="knob: value at the end")
plt.show()

# %% [markdown]
# What the best of them says, at three temperatures; at 0 it is deterministic, and circles:

# %% role="given" name="temperatures"
best = min(results, key=lambda name: results[name]["curve"][-1][1])
print(f"{best}:")
for temperature, said in results[best]["said"].items():
    print(f"\ntemperature {temperature}: {said}")

# %% role="given" name="prefixes"
for prefix in ("the meaning of life is ", "woman ", "12345 "):
    print(
        masked_lstm.speak(weights, symbols, prefix=prefix, n_steps=80, temperature=0.5)
    )

# %% [markdown]
# ## All networks of the course
#
# The same text, the last tenth of it held out, the same CPU time of training for each, and the score in bits a character
# (`python -m beyond.compare`). It starts with the network you wrote in NumPy.

# %% role="given" name="everyone"
comparison = json.loads(compare.RESULTS.read_text(encoding="utf-8"))
fig, (left, right) = plt.subplots(1, 2, figsize=(11, 4.4), width_ratios=(1.4, 1))
colours = plt.get_cmap("viridis")(np.linspace(0, 0.9, len(comparison["curves"])))
for colour, (name, curve) in zip(colours, comparison["curves"].items(), strict=True):
    seconds, score = np.array(curve).T
    left.plot(seconds, score, color=colour, marker=".", label=name)
left.set(
    xlabel="CPU seconds of training", ylabel="bits a character, held out", xscale="log"
)
left.legend(frameon=False, fontsize=8)
names = list(comparison["curves"])
finals = [comparison["curves"][name][-1][1] for name in names]
right.barh(names[::-1], finals[::-1], color=colours[::-1])
for place, value in enumerate(finals[::-1]):
    right.text(value, place, f" {value:.2f}", va="center")
right.set(
    xlabel=f"bits a character after {comparison['seconds']:.0f} CPU seconds",
    xlim=(0, max(finals) * 1.15),
)
fig.tight_layout()
plt.show()

# %% [markdown]
# Guessing evenly among 57 symbols would cost 5.83 bits. Everything below that was learned.
#
# ## What to remember
#
# - Pad, mask, and check: the mask must stop the state *and* the loss.
# - Small initial weights make a network start slowly. Momentum, larger and orthogonal weights each helped here, momentum most.
#   A forget gate that starts open, good advice elsewhere, held these first 400 minibatches back: try before you believe.
# - Compare models on the same text at the same cost, or the comparison says little.
