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
# # 3. Optimize: one step of learning
#
# A network learns by reading one name, noting how surprised it was, and changing every weight a little so that
# it would have been surprised less. In this notebook you put one such step together.
#
# **You will learn** the four parts of a learning step and their order, what the loss of a name is, and what
# happens if the step is too long.

# %% role="given" name="setup"
{{setup}}

# %% [markdown]
# You will need your own `clip`. The next cell takes it from the notebook `clip.ipynb` beside this one, as you
# last saved it.

# %% role="given" name="earlier"
clip = load_answer("clip")

# %% [markdown]
# ## The idea
#
# One name is one example. The network reads it symbol by symbol (`X`) and is to foretell the next symbol each
# time (`Y`). For *trex*:
#
# | step $t$ | 1 | 2 | 3 | 4 | 5 |
# |---|---|---|---|---|---|
# | reads `X` | nothing (`None`) | t | r | e | x |
# | should expect `Y` | t | r | e | x | newline |
#
# `Y` is `X` moved one place to the left, with the newline at the end. The *loss* adds up the surprise: minus
# the logarithm of the probability that was given to the symbol which really came.
#
# $$L = -\sum_{t=1}^{T} \log \hat{y}^{\langle t\rangle}_{Y_t}$$
#
# The step has four parts:
#
# 1. **Forward**: read the name and get the loss.
# 2. **Backward**: get the gradient $\partial L/\partial\theta$ of the loss for each weight $\theta$.
# 3. **Clip** the gradients, here to the range from -5 to 5.
# 4. **Update**: move each weight against its gradient, by a small part $\alpha$ of it, the *learning rate*:
#
# $$\theta \;\leftarrow\; \theta - \alpha \cdot \operatorname{clip}\left(\frac{\partial L}{\partial\theta}\right)$$
#
# How small should $\alpha$ be? The next cell tries: it takes a network that has learned nothing yet, walks
# different lengths along the gradient of the name *trex*, and asks for the loss of *trex* each time, and also
# for that of another name.

# %% role="demonstration" name="lengths"
import matplotlib.pyplot as plt


def as_example(name):
    indices = [ord(letter) - ord("a") + 1 for letter in name]
    return [None, *indices], [*indices, 0]


def loss_of(name, parameters):
    return rnn_forward(*as_example(name), np.zeros((50, 1)), parameters)[0]


def draw_losses_along_the_gradient():
    start = initialize_parameters(50, 27, 27)
    X, Y = as_example("trex")
    _, cache = rnn_forward(X, Y, np.zeros((50, 1)), start)
    slopes, _ = rnn_backward(X, Y, start, cache)
    lengths = np.geomspace(0.001, 60, 80)
    fig, ax = plt.subplots(figsize=(7, 3.4))
    for name in ("trex", "allosaurus"):
        losses = []
        for length in lengths:
            moved = {key: start[key] - length * slopes["d" + key] for key in start}
            losses.append(loss_of(name, moved))
        ax.loglog(lengths, losses, label=f"loss of {name}")
    ax.axvline(0.01, color="0.5", linestyle=":", label="learning rate 0.01")
    ax.set(xlabel="learning rate", ylabel="loss after one step")
    ax.set_title("One step for trex, of different lengths")
    ax.legend()
    plt.show()


draw_losses_along_the_gradient()

# %% [markdown]
# A step of 10 would halve the loss of *trex*, and triple that of *allosaurus*: the network would have learned
# that every name is *trex*. A step much longer still harms *trex* as well, since the slope that we follow is
# only the slope at the start. With 0.01 a single step changes very little. That is as it should be: there are
# more than a thousand names to please, and all of them push.

# %% [markdown]
# ## Your turn: `optimize`
#
# Four lines, one for each part. These functions are given in `utils` (and worth reading: `utils/network.py` is
# written for you):
#
# | call | returns |
# |---|---|
# | `rnn_forward(X, Y, a_prev, parameters)` | the loss, and a `cache` of what the way back needs |
# | `rnn_backward(X, Y, parameters, cache)` | the dictionary of gradients, and the hidden states `a` |
# | `clip(gradients, maxValue)` | the clipped gradients; yours |
# | `update_parameters(parameters, gradients, learning_rate)` | the parameters, changed in place |
#
# `a` has one hidden state for each symbol read, `a[0]` to `a[len(X) - 1]`; the last line, which is given,
# returns the last of them, so that the next name can start where this one stopped. Name your results `loss`,
# `gradients` and `a`.


# %% role="answer"
def optimize(X, Y, a_prev, parameters, learning_rate=0.01):
    """Take one step of learning on one name.

    Parameters
    ----------
    X : list of (int or None)
        The indices that are read, None for "nothing yet".
    Y : list of int
        The indices that should be expected, as many as in X.
    a_prev : ndarray, shape (n_a, 1)
        The hidden state to start from.
    parameters : dict of str to ndarray
        The weights "Wax" (n_a, n_x), "Waa" (n_a, n_a), "Wya" (n_y, n_a),
        "b" (n_a, 1) and "by" (n_y, 1); changed in place.
    learning_rate : float
        The part of the clipped gradient by which each weight moves.

    Returns
    -------
    loss : float
        The loss of the name before the update.
    gradients : dict of str to ndarray
        The clipped gradients "dWax", "dWaa", "dWya", "db" and "dby".
    a_last : ndarray, shape (n_a, 1)
        The hidden state after the last symbol of X.
    """
    ### BEGIN SOLUTION
    loss, cache = rnn_forward(X, Y, a_prev, parameters)
    gradients, a = rnn_backward(X, Y, parameters, cache)
    gradients = clip(gradients, 5)
    update_parameters(parameters, gradients, learning_rate)
    ### END SOLUTION
    return loss, gradients, a[len(X) - 1]


# %% [markdown]
# ## Check it
#
# The published example draws `a_prev` and all weights of a network with 100 hidden units with seed 1, then
# takes one step with `X = [12, 3, 5, 11, 22, 3]` and `Y = [4, 14, 11, 22, 25, 26]`. You will notice that this
# `Y` is not `X` moved by one: it is only a test input, any indices will do for a test. A correct `optimize`
# gives, up to the last digits:
#
# | | value |
# |---|---|
# | `loss` | 126.5039757216538 |
# | `gradients["dWaa"][1][2]` | 0.194709315347 |
# | `np.argmax(gradients["dWax"])` | 93 |
# | `gradients["dWya"][1][2]` | -0.007773876032 |
# | `gradients["db"][4]` | [-0.06809825] |
# | `gradients["dby"][1]` | [0.01538192] |
# | `a_last[4]` | [-1.] |
#
# The check looks at the loss, the gradients, the updated weights and the state, each for itself. It hands in a
# correct `clip` of its own, so a slip in an earlier notebook is not counted twice.
#
# Stuck? Type `hint(optimize)` in a cell of your own.

# %% role="check"
check(optimize)
### BEGIN HIDDEN TESTS
from autograder.nbgrader_plugin.hidden_tests import score

score("optimize", optimize)
### END HIDDEN TESTS

# %% [markdown]
# ## See it work
#
# *Your* `optimize`, two hundred times on one and the same name, with two learning rates. With 0.1 the network
# knows the name by heart after some fifty steps; with 0.01 it is still on its way.

# %% role="demonstration" name="figure"
import matplotlib.pyplot as plt


def losses_of_one_name(learning_rate):
    X, Y = as_example("trex")
    parameters = initialize_parameters(50, 27, 27)
    losses = []
    for _ in range(200):
        losses.append(optimize(X, Y, np.zeros((50, 1)), parameters, learning_rate)[0])
    return losses


def draw_falling_losses(curves):
    fig, ax = plt.subplots(figsize=(7, 3.4))
    for learning_rate, losses in curves.items():
        ax.plot(losses, label=f"learning rate {learning_rate}")
    ax.set(xlabel="step", ylabel="loss of trex", title="Learning one name by heart")
    ax.legend()
    plt.show()


try:
    draw_falling_losses({rate: losses_of_one_name(rate) for rate in (0.01, 0.1)})
except NotImplementedError:
    print("Once optimize passes its check, run this cell again to see the loss fall.")

# %% [markdown]
# ## What to remember
#
# - Forward, backward, clip, update: this order, once for each example. Clipping after the update would come too
#   late.
# - The loss that is returned is the one *before* the update; so is the hidden state.
# - The learning rate is a compromise between this name and all the others.
#
# In the next notebook the network reads them all. {{next}}
