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
# # A poet: two stacked LSTMs
#
# Your dinosaurs were one recurrent layer of 50 `tanh` units that reads names of a dozen letters. This notebook changes three
# things, and each has a reason:
#
# | | dinosaurs | the poet | why |
# |---|---|---|---|
# | the unit | `tanh` | LSTM | a cell that can keep a value over many steps, since a line of verse is longer than a name |
# | depth | one layer | two | the second layer reads what the first has understood so far, not letters |
# | tools | NumPy, by hand | Keras | nothing here has to be derived any more; you know what is under the hood |
#
# **You will see** a trained network write verses from your first words, what its temperature does, how a text becomes
# training data, and how one more epoch of training changes the verses.
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

import matplotlib.pyplot as plt
import numpy as np

from beyond import display, figures, shakespeare, training
from utils.corpora import CorpusError, load_text

# the share of an epoch to train below; 1 is all of it
PART = float(os.environ.get("BEYOND_PART", "0.1"))

# %% [markdown]
# ## A poem, at once
#
# The trained network ships with the course; neither the corpus nor a network connection is needed to use it.

# %% role="given" name="load"
model, symbols = shakespeare.load()
notes = json.loads(shakespeare.NOTES_FILE.read_text(encoding="utf-8"))
model.summary()
print(f"made with: {notes['command']}")
print(f"{notes['epochs']} epochs took {notes['cpu_minutes']} CPU minutes;")
print(
    f"kept are the weights after epoch {notes['best_epoch']}, the best on held-out text:"
)
print(
    f"  loss on the text it learned from  {notes['loss']} nats a character, with dropout"
)
print(f"  loss on sonnets it never saw      {notes['held_out_loss']} nats a character")

# %% role="given" name="poem"
poem = shakespeare.generate_output("shall i compare thee to ", temperature=0.6, seed=1)

# %% [markdown]
# Write your own beginning, of fewer than 40 characters. `generate_output()` without one asks you for it. Try it with and without a
# space at the end.

# %% role="given" name="yours"
first_words = "forsooth this maketh no sense "
poem = shakespeare.generate_output(first_words, temperature=0.6, seed=2)

# %% [markdown]
# The poet was never taught words. It knows 38 symbols, and draws one after the other. Some things it cannot read, and says so:

# %% role="given" name="refusals"
too_long = "a prompt that is much too long for this poet"
for prompt in ("", too_long, "5 golden rings"):
    try:
        shakespeare.generate_output(prompt, length=1)
    except ValueError as sentence:
        print(f"{prompt!r}:\n  {sentence}")

# %% [markdown]
# ## Temperature
#
# The network gives a probability $p_i$ to each symbol. We may sharpen or flatten them before we draw:
#
# $$p_i' = \frac{p_i^{1/\tau}}{\sum_j p_j^{1/\tau}}$$
#
# At a temperature $\tau$ below 1 likely symbols become likelier still; at 0 the likeliest always wins; above 1 the unlikely ones
# get their chance. Here is the distribution after "shall i compare the", at three temperatures.

# %% role="given" name="distributions"
x = shakespeare.encode_prompt("shall i compare the", symbols)
p = np.asarray(model.predict_on_batch(x))[0].astype(float)
figures.plot_temperatures(p, symbols, (0.5, 1.0, 1.5))
plt.show()

# %% [markdown]
# And the same first words at three temperatures, side by side (a line too long for its column goes on below, indented):

# %% role="given" name="side_by_side"
beginning = "from fairest creatures "
texts = {}
for temperature in (0.2, 0.7, 1.5):
    letters = shakespeare.poem(model, symbols, beginning, 220, temperature, seed=3)
    texts[f"temperature {temperature}"] = beginning + "".join(letters)
print(display.side_by_side(texts))

# %% [markdown]
# Low temperatures repeat themselves, high ones forget how to spell. Try some in between: at which do you like the poet best?
#
# ## How a text becomes data
#
# `build_data` cuts the sonnets into windows of 40 characters, one every 3 characters, and remembers the character that follows.
# `vectorization` writes each character as a row of zeros with a single one in it. The arrays are `bool`, one byte an entry; as
# 4-byte floats they would take four times as much.

# %% role="given" name="data"
try:
    text = load_text("shakespeare").lower()
except CorpusError as sentence:
    text = None
    print(f"The poet above needs no corpus, but training does: {sentence}")

if text:
    X, Y = shakespeare.build_data(text, Tx=40, stride=3)
    char_indices = {symbol: index for index, symbol in enumerate(symbols)}
    x, y = shakespeare.vectorization(X, Y, char_indices)
    print(f"x has the shape {x.shape} and takes {x.nbytes / 1e6:.1f} MB")
    print(f"y has the shape {y.shape} and takes {y.nbytes / 1e6:.1f} MB")
    print(f"the first window: {X[0]!r}, followed by {Y[0]!r}")

# %% [markdown]
# ## One more epoch
#
# The published notebook trained its model for one more epoch and reported the loss. We do the same, on the share `PART` of the
# examples, with a progress bar, and let the poet write a few lines when it is done. To train on all of it, set the environment
# variable `BEYOND_PART` to 1.

# %% role="given" name="epoch"
if text:
    used = max(128, int(len(x) * PART))
    order = np.random.default_rng(0).permutation(len(x))[:used]
    callbacks = [shakespeare.ProgressBar(), shakespeare.SampleAfterEpoch(symbols)]
    with training.Stopwatch() as watch:
        history = model.fit(
            x[order],
            y[order],
            batch_size=128,
            epochs=1,
            verbose=0,  # the bar below in place of Keras's own
            callbacks=callbacks,
        )

# %% [markdown]
# ## Published, and ours
#
# The loss was published for two runs of one more epoch, of a poet said to have learned for about 1,000 epochs before. Ours is the
# loss of the epoch above, on the part of the examples that it trained on.

# %% role="given" name="table"
if text:
    loss = history.history["loss"][0]
    rows = [
        ("characters in the text", "94,275", f"{len(text):,}"),
        ("different ones", "38", f"{len(set(text))}"),
        ("training examples", "31,412", f"{len(X):,}"),
        ("loss after one more epoch (nats)", "2.5641, 2.5432", f"{loss:.4f}"),
        ("examples in that epoch", "31,412", f"{used:,}"),
        ("seconds for it", "290, 45", f"{watch.wall:.0f}"),
    ]
    print(display.beside(rows))

# %% [markdown]
# The loss is the mean of $-\log p$ of the character that really came; $e^{-\text{loss}}$ is the probability it was given, in a
# geometric mean. While it trains the network runs with dropout, which switches off three units in ten at random, so the loss you
# see here is higher than the one the same network has when it writes.
#
# ## What to remember
#
# - An LSTM carries a cell besides its hidden state; its gates decide what is kept, what is added, what is shown.
# - Layers can be stacked: the second reads the hidden states of the first.
# - The network gives probabilities; *how* you draw from them is a choice of its own, and the temperature is its simplest knob.
