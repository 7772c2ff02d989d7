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
# # 2. Sample: let the network invent a name
#
# A trained network does not hold a list of names. It holds something more useful: for every beginning of a
# name, how likely each letter is to come next. In this notebook you turn that knowledge into new names.
#
# **You will learn** how a network writes: it draws a letter, reads its own letter, and draws the next. You will
# also learn how random numbers can be random and repeatable at once.

# %% role="given" name="setup"
{{setup}}

# %% [markdown]
# ## The idea
#
# There are 27 symbols: the newline, which ends a name, and the letters from a to z. Symbol number $i$ goes into
# the network as a *one-hot* column $x$ of 27 numbers: all are 0, only entry $i$ is 1. Before the first letter
# there is nothing to read, so the first $x$ is all zeros.
#
# Each step renews the hidden state, turns it into 27 scores, and the scores into probabilities:
#
# $$a^{\langle t\rangle} = \tanh\left(W_{ax}\,x^{\langle t\rangle} + W_{aa}\,a^{\langle t-1\rangle} + b\right) \tag{1}$$
# $$z^{\langle t\rangle} = W_{ya}\,a^{\langle t\rangle} + b_y \tag{2}$$
# $$\hat{y}^{\langle t\rangle} = \operatorname{softmax}\left(z^{\langle t\rangle}\right) \tag{3}$$
#
# Entry $i$ of $\hat{y}^{\langle t\rangle}$ is the probability that symbol $i$ comes next. Then we **draw** one
# symbol with these probabilities, write it down, and feed it back as the next $x$. When the newline is drawn,
# the name is finished.
#
# Why draw, and not simply take the likeliest? Because the likeliest name is always the same name.

# %% [markdown]
# ### A network that we can read
#
# You have not trained a network yet, so here is a tiny one whose weights were not learned but set by hand, from
# counts: it knows how often each letter follows each other letter in real dinosaur names, and nothing else.
# (Its $W_{aa}$ is zero. What has been read before the last letter leaves no trace.) We shall use it to try out
# your function.


# %% role="demonstration" name="by_counting"
def network_by_counting(names, char_to_ix):
    """Return weights that draw each letter by how often it follows the last one."""
    V = len(char_to_ix)
    counts = np.full((V, V), 0.01)  # a little of everything: zero has no logarithm
    for name in names:
        for before, after in zip("\n" + name, name + "\n"):
            counts[char_to_ix[after], char_to_ix[before]] += 1
    log_p = np.log(counts / counts.sum(axis=0))  # (V, V): column i: what follows i
    start = log_p[:, [0]]  # (V, 1): what follows a newline, that is, how names begin
    return {
        "Wax": np.eye(V),
        "Waa": np.zeros((V, V)),
        "Wya": (log_p - start) / np.tanh(1),
        "b": np.zeros((V, 1)),
        "by": start,
    }


dinosaurs = load_dinosaurs()
char_to_ix, ix_to_char = vocabulary(dinosaurs)
counted = network_by_counting(dinosaurs.split(), char_to_ix)

# %% [markdown]
# How does a name begin? At the top is $\hat{y}^{\langle 1\rangle}$, with no letter read yet. Below it is what
# the same network expects after it has read a *q* (then *u* comes first, and *i* in names from China), and
# after an *s* (which often is the end of the name: ↵ stands for the newline).

# %% role="demonstration" name="beginnings"
import matplotlib.pyplot as plt


def draw_expectations():
    fig, axes = plt.subplots(3, 1, figsize=(7, 5), sharex=True, sharey=True)
    for ax, read in zip(axes, [None, "q", "s"]):
        x = np.zeros((27, 1))
        if read:
            x[char_to_ix[read]] = 1
        _, y = rnn_step_forward(counted, np.zeros((27, 1)), x)
        ax.bar(range(27), y.ravel(), color="C0")
        ax.set_title(f"after {read}" if read else "at the beginning", fontsize=10)
    axes[1].set_ylabel("probability of the next symbol")
    axes[2].set_xticks(range(27), ["↵", *"abcdefghijklmnopqrstuvwxyz"])
    fig.tight_layout()
    plt.show()


draw_expectations()

# %% [markdown]
# ### Random, and repeatable
#
# `np.random.choice(27, p=probabilities)` draws one of the numbers 0 to 26; `probabilities` must be flat, of
# shape `(27,)`, so use `y.ravel()`. To make your draws comparable with ours, set the generator right before
# each one: `np.random.seed(counter + seed)`, where `counter` counts the symbols drawn so far, from 0.
#
# One oddity, which learners always ask about: after each draw **both** `counter` and `seed` go up by one, so
# the seeds that are used go up in twos (0, 2, 4, ...); there is no deeper reason, but every published answer
# was made like that, and we keep it.

# %% [markdown]
# ## Your turn: `sample`
#
# 1. Begin with `x`, a column of zeros of shape `(vocab_size, 1)`, and `a_prev`, a column of zeros of shape
#    `(n_a, 1)`. Set `counter` to 0. The list `indices` is there already.
# 2. Repeat until the newline has been drawn, or 50 symbols have been:
#    - work out `a`, `z` and `y` by equations (1), (2) and (3); `softmax` is given;
#    - call `np.random.seed(counter + seed)`, draw the index `idx`, and append it to `indices`;
#    - make the next `x`: a fresh column of zeros with a 1 at `idx`;
#    - let `a_prev` be `a`, and add 1 to `seed` and to `counter`.
# 3. If the loop ended because `counter` reached 50, append the newline's index, so that the name has an end.
#
# The newline's index is `char_to_ix["\n"]`. It is 0 here, but do not count on it. As in every notebook, your code
# may import {{allowed}}, and nothing else.


# %% role="answer"
def sample(parameters, char_to_ix, seed):
    """Draw one name from the network, symbol by symbol.

    Parameters
    ----------
    parameters : dict of str to ndarray
        The weights "Wax" (n_a, vocab_size), "Waa" (n_a, n_a),
        "Wya" (vocab_size, n_a), "b" (n_a, 1) and "by" (vocab_size, 1).
    char_to_ix : dict of str to int
        The index of each symbol, the newline's too.
    seed : int
        Makes the draws repeatable.

    Returns
    -------
    list of int
        The indices that were drawn, with the newline's at the end.
    """
    Wax, Waa, Wya = parameters["Wax"], parameters["Waa"], parameters["Wya"]
    b, by = parameters["b"], parameters["by"]
    vocab_size, n_a = Wya.shape
    indices = []
    ### BEGIN SOLUTION
    newline = char_to_ix["\n"]
    x = np.zeros((vocab_size, 1))
    a_prev = np.zeros((n_a, 1))
    idx = -1
    counter = 0
    while idx != newline and counter != 50:
        a = np.tanh(Wax @ x + Waa @ a_prev + b)
        y = softmax(Wya @ a + by)
        np.random.seed(counter + seed)
        idx = np.random.choice(vocab_size, p=y.ravel())
        indices.append(idx)
        x = np.zeros((vocab_size, 1))
        x[idx] = 1
        a_prev = a
        seed += 1
        counter += 1
    if counter == 50:
        indices.append(newline)
    ### END SOLUTION
    return indices


# %% [markdown]
# ## Check it
#
# The check draws from several networks and compares whole lists. One of them is published: 100 hidden units,
# all weights standard normal numbers drawn with seed 2, `sample` called with `seed` 0. The first twenty indices
# of a correct answer are
#
#     [12, 17, 24, 14, 13, 9, 10, 22, 24, 6, 13, 11, 12, 6, 21, 15, 21, 14, 3, 2]
#
# Only twenty? The original course prints fifty-one. Do not chase its end: with those weights a difference in
# the last digit grows about two-billion-fold within fifty steps, and beyond the 43rd symbol correct programs
# give different lists on different computers. Every list that the check compares is one of which we have made
# sure that it is the same everywhere. In a later edition the weights are drawn with seed 24; there the whole
# list is safe:
#
#     [23, 16, 26, 26, 24, 3, 21, 1, 7, 24, 15, 3, 25, 20, 6, 13, 10, 8, 20, 12, 2, 0]
#
# Stuck? Type `hint(sample)` in a cell of your own.

# %% role="check"
check(sample)
### BEGIN HIDDEN TESTS
from autograder.nbgrader_plugin.hidden_tests import score

score("sample", sample)
### END HIDDEN TESTS

# %% [markdown]
# ## See it work
#
# Seven names from the network of counts, by *your* function, and below them one of these names as it came
# about. Every row is one step; the darker a field, the likelier the symbol; the ring marks the one that was
# drawn.

# %% role="demonstration" name="figure"
try:
    for seed in range(7):
        print_sample(sample(counted, char_to_ix, seed), ix_to_char)
    indices = sample(counted, char_to_ix, 3)
    plot_distributions(step_distributions(counted, indices), indices, ix_to_char)
    plt.show()
except NotImplementedError:
    print("Once sample passes its check, run this cell again to read your first names.")

# %% [markdown]
# They sound a little like dinosaurs, and go astray after a few letters: this network remembers one letter at a
# time. Yours will remember more.
#
# ## What to remember
#
# - A network that predicts can also write: draw, feed back, draw again.
# - The state $a$ and the last symbol $x$ both go into the next step. Forget either, and the network loses the
#   thread.
# - Seeding right before a draw makes it repeatable; a cap of 50 keeps an untrained network from talking for
#   ever.
#
# {{next}}
