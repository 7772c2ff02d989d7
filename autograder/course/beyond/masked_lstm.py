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
# each hyperparameter does, and at the end how all networks of this course compare.
#
# This notebook is not graded. It needs Keras and JAX: `make setup-beyond`, or
# `pip install keras jax optax`.

# %% role="given" name="course"
{{setup}}

# %% role="given" name="packages"
from beyond import packages

packages.require()

# %% role="given" name="setup"
import json
import os

import jax.numpy as jnp
import matplotlib.pyplot as plt
import numpy as np
from tqdm.auto import tqdm

from beyond import compare, display, figures, hyperparameters, masked_lstm
from utils.corpora import CorpusError, load_text

# of 400 minibatches, the share to train below
PART = float(os.environ.get("BEYOND_PART", "0.1"))

try:
    text = load_text("nietzsche")
except CorpusError as sentence:
    text = 60 * (
        "To be sure, this is no Nietzsche. It is a stand-in! "
        "Is it long enough to learn from? Hardly; it shows the way. "
    )
    print(f"A stand-in is used, and the numbers below mean little: {sentence}")

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
for lines_of, what in ((train, "to learn from"), (held_out, "to validate with")):
    mean = np.mean([len(line) for line in lines_of])
    print(f"{len(lines_of):,} sentences {what}, of {mean:.0f} characters on average")
print(f"{len(symbols)} symbols; the first sentence: {lines[0]!r}")

# %% role="given" name="mask"
x, mask = masked_lstm.pad(train[:40], symbols)
figures.plot_mask(mask)
plt.show()

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
weights = masked_lstm.initialize(len(symbols), masked_lstm.Hyperparameters(sd=0.1))
x, mask = masked_lstm.pad(train[:8], symbols)
h = masked_lstm.hidden_states(weights, jnp.asarray(x), jnp.asarray(mask))
ends = mask.sum(axis=0).astype(int)
moved = max(float(jnp.abs(h[t:, n] - h[t - 1, n]).max()) for n, t in enumerate(ends))
print(f"after its last letter a sentence's state moves by {moved}")

together = float(masked_lstm.cost(weights, x, mask)) * 8
alone = 0.0
for line in train[:8]:
    unpadded = masked_lstm.pad([line], symbols, multiple=1)
    alone += float(masked_lstm.cost(weights, *unpadded))
print(f"eight sentences cost {together:.2f} nats padded, {alone:.2f} one by one")

# %% [markdown]
# ## As published
#
# 50 cells, batches of 100, the cross-entropy summed over a sentence and averaged over the batch, gradient descent at 0.1, weights
# drawn with a standard deviation of 0.005. Every 40 minibatches we validate and let the network generate text.

# %% role="given" name="published"
minibatches = max(40, int(400 * PART))
validated = {}
lesson = masked_lstm.train(train, held_out, symbols, minibatches=minibatches)
for done, weights, value in tqdm(lesson, total=minibatches // 40, unit="x40"):
    validated[done] = value
    print(f"minibatch {done}: {value:.2f} nats a validation sentence")
    print(display.wrapped(masked_lstm.generate(weights, symbols, n_steps=450)), "\n")

# %% role="given" name="table"
mean = np.mean([len(line) for line in held_out])
counts = np.bincount(masked_lstm.encode("".join(train), symbols)) / sum(map(len, train))
frequencies = -sum(share * np.log(share) for share in counts if share)
rows = [
    ("cells, sentences in a batch", "50, 100", "50, 100"),
    ("symbols", "111", f"{len(symbols)}"),
    ("characters in a validation sentence", "not known", f"{mean:.1f}"),
    ("nats a sentence, 40 minibatches", "251.17", f"{validated[40]:.2f}"),
    (
        "nats a character, 40 minibatches",
        "not known",
        f"{validated[40] / (mean - 1):.2f}",
    ),
    ("nats a character by frequency alone", "not known", f"{frequencies:.2f}"),
]
print(display.beside(rows))

# %% [markdown]
# Nats *a sentence* depend on how long the sentences are, and the published ones are lost, so the two numbers cannot be compared
# directly. Nats *a character* can: divide by the mean length less one, since the first letter is given. Who knows only how frequent
# each letter is pays the last row's price; the published sample looks as if its network knew about that much, and 251.17 nats would
# then be a sentence of some 85 letters.
#
# ## Hyperparameters
#
# The document this notebook descends from ends with a list of things to try. We tried them, each for 400 minibatches
# (`python -m beyond.hyperparameters`): one change at a time to what was published, and two settings that join several.

# %% role="given" name="hyperparameters"
results = json.loads(hyperparameters.RESULTS.read_text(encoding="utf-8"))
figures.plot_hyperparameters(results)
plt.show()

# %% [markdown]
# What the best of them says, at three temperatures; at 0 it is deterministic, and circles:

# %% role="given" name="temperatures"
best = min(results, key=lambda name: results[name]["curve"][-1][1])
print(f"{best}\n")
for temperature, said in results[best]["said"].items():
    print(f"temperature {temperature}:\n{display.wrapped(said)}\n")

# %% [markdown]
# And how it goes on from other prefixes, at temperature 0.5 and with one and the same seed. Watch how soon they say the same: the
# network has forgotten what it began with.

# %% role="given" name="prefixes"
for said in results[best]["prefixes"].values():
    print(said)

# %% [markdown]
# ## All networks of the course
#
# The same text, the last tenth of it held out, the same CPU time of training for each, and the score in bits a character
# (`python -m beyond.compare`). It starts with the network you wrote in NumPy.

# %% role="given" name="everyone"
comparison = json.loads(compare.RESULTS.read_text(encoding="utf-8"))
figures.plot_comparison(comparison)
plt.show()

# %% [markdown]
# Guessing evenly among 57 symbols would cost 5.83 bits. Everything below that was learned.
#
# In so short a time the small stateful RNN is ahead: a step of it is cheap, and each letter it reads is a lesson. The LSTMs pay
# more for a step, and their curves still fall where the time ends. Each network is scored as it is
# meant to be used: the ones with windows from their last three or eight letters, the stateful ones and yours as a stream, the masked
# one on pieces of 100 to 150 letters from their first on, the stacked one on letters before which it has read forty or more.
#
# ## What to remember
#
# - Pad, mask, and check: the mask must stop the state *and* the loss.
# - Small initial weights make a network start slowly. Momentum, larger and orthogonal weights each helped here, momentum most, and
#   together they helped more. A forget gate that starts open, good advice elsewhere, held these first 400 minibatches back: try
#   before you believe.
# - Compare models on the same text at the same cost, or the comparison says little.
