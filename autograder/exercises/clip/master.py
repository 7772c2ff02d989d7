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
# # 1. Clip: keep the gradients within bounds
#
# Welcome to Dinosaur Island. You will teach a small network to invent names for dinosaurs, one letter at a
# time, and you will write the four functions that matter yourself:
#
# | notebook | you write | what it is for |
# |---|---|---|
# | **`clip`** (this one) | 1 or 2 lines | keeps a step of learning from going wild |
# | `sample` | about 15 lines | lets the network invent a name |
# | `optimize` | 4 lines | takes one step of learning |
# | `model` | 4 lines | takes 35,000 of them, and prints names on the way |
#
# Take them in this order: the later notebooks use your earlier answers.
#
# **In this notebook you will learn** why the gradients of a recurrent network can become enormous, how to limit
# them, and what it means in NumPy to change an array *in place*.

# %% [markdown]
# Run the cell below first (click into it and press Shift + Enter). It brings in NumPy and the course's own
# helpers.

# %% role="given" name="setup"
{{setup}}

# %% [markdown]
# ## The idea
#
# A recurrent network reads a name letter by letter and keeps what it has read in a hidden state
# $a^{\langle t\rangle}$:
#
# $$a^{\langle t\rangle} = \tanh\left(W_{ax}\,x^{\langle t\rangle} + W_{aa}\,a^{\langle t-1\rangle} + b\right)$$
#
# To learn, we ask how the loss $L$ changes with each weight. The answer is worked out from the last letter back
# to the first, and on each step back the gradient is multiplied by $W_{aa}$ once more:
#
# $$\frac{\partial L}{\partial a^{\langle t-1\rangle}} = W_{aa}^{\top}\left(\left(1 - a^{\langle t\rangle} \odot a^{\langle t\rangle}\right) \odot \frac{\partial L}{\partial a^{\langle t\rangle}}\right) + \text{what step } t-1 \text{ itself adds}$$
#
# Multiply by something a little larger than one often enough, and you get something very large: $1.5^{20}$ is
# more than 3,000. The next cell follows a gradient back through twenty steps of three networks that differ only
# in the size of $W_{aa}$.

# %% role="demonstration" name="explosion"
import matplotlib.pyplot as plt


def draw_lengths():
    rng = np.random.default_rng(0)
    Waa = rng.standard_normal((50, 50)) / np.sqrt(50)  # keeps lengths, more or less
    steps = range(21)
    fig, ax = plt.subplots(figsize=(7, 3.4))
    for factor in (0.7, 1.0, 1.5):
        gradient = rng.standard_normal(50)
        gradient /= np.linalg.norm(gradient)
        lengths = []
        for _ in steps:
            lengths.append(np.linalg.norm(gradient))
            gradient = factor * Waa.T @ gradient  # a is near 0, so 1 - a*a is near 1
        ax.semilogy(steps, lengths, marker=".", label=f"$W_{{aa}}$ times {factor}")
    ax.set(xlabel="steps back in time", ylabel="length of the gradient")
    ax.set_title("A gradient on its way back through a name")
    ax.set_xticks(range(0, 21, 5))
    ax.legend()
    plt.show()


draw_lengths()

# %% [markdown]
# The smallest fades away, the largest *explodes*. A fading gradient teaches the network little about letters
# long past. An exploding one is worse: a single update with it throws the weights far away from everything
# learned so far.
#
# There is a simple remedy. Before the update, look at every single entry $g$ of every gradient, and where it
# lies outside the range from $-N$ to $N$, put it on the nearer end of the range:
#
# $$g \;\leftarrow\; \max\left(-N,\; \min\left(N,\; g\right)\right)$$
#
# Entries that already lie within the range stay exactly as they are. This is called *clipping*; $N$ is our
# argument `maxValue`.

# %% [markdown]
# ## Your turn: `clip`
#
# `gradients` is a dictionary of NumPy arrays. Clip every one of them and return the dictionary. Besides the five
# arrays named below it may hold others, such as `da_next` from the way back; do not count on there being five.
#
# Two tools are enough:
#
# - `np.clip(array, low, high)` returns a clipped **copy** and leaves `array` alone;
# - `np.clip(array, low, high, out=array)` writes the clipped values back into `array` itself: it works *in
#   place*.
#
# Either way will do here, as long as the dictionary that you return holds the clipped arrays. Keep in mind that
# `g = np.clip(g, ...)` gives a new array the name `g`; the array in the dictionary does not notice.
#
# Replace the two lines below `# YOUR CODE HERE`, the one with `raise` as well. Your code may import
# {{allowed}}: nothing else is there where it is graded.


# %% role="answer"
def clip(gradients, maxValue):
    """Limit every entry of every gradient to the range from -maxValue to maxValue.

    Parameters
    ----------
    gradients : dict of str to ndarray
        The gradients "dWax" (n_a, n_x), "dWaa" (n_a, n_a), "dWya" (n_y, n_a),
        "db" (n_a, 1) and "dby" (n_y, 1). There may be further arrays, such as the
        "da_next" (n_a, 1) that rnn_backward gives besides.
    maxValue : float
        The limit, 0 or more.

    Returns
    -------
    dict of str to ndarray
        The same names, with the clipped arrays. Further arrays may be clipped like
        the others, left as they are, or left out; only the five count.
    """
    ### BEGIN SOLUTION
    for gradient in gradients.values():
        np.clip(gradient, -maxValue, maxValue, out=gradient)
    ### END SOLUTION
    return gradients


# %% [markdown]
# ## Check it
#
# Run the next cell as often as you like. It tries your function on a few examples, says what was expected and
# what came, and where it recognises a slip it names it. What it shows is what counts: the grades are given by
# the same rules, on these examples and on others like them.
#
# In the published example the gradients are random numbers around zero, about ten in size, and the limit is 10.
# A correct `clip` gives, among others:
#
# | entry | value |
# |---|---|
# | `gradients["dWaa"][1][2]` | 10.0 |
# | `gradients["dWax"][3][1]` | -10.0 |
# | `gradients["dWya"][1][2]` | 0.2971381536101662 |
# | `gradients["db"][4]` | [10.] |
# | `gradients["dby"][1]` | [8.45833407] |
#
# The first, the second and the fourth were outside the range; the third and the last were inside and have not
# changed.
#
# Stuck? Type `hint(clip)` in a cell of your own. It gives one hint, and a little more each time you call it.

# %% role="check"
check(clip)
### BEGIN HIDDEN TESTS
from autograder.nbgrader_plugin.hidden_tests import score

score("clip", clip)
### END HIDDEN TESTS

# %% [markdown]
# ## See it work
#
# Here are the gradients of a real step: a network with rather large random weights reads one name. The grey
# bars count the entries before clipping; the line is what *your* `clip` makes of them, with the limit that we
# shall use from now on, 5. Most entries are small and stay where they are. The few in the tails, up to sixty in
# size, are gathered at the two limits.


# %% role="demonstration" name="figure"
def gradients_of_one_name():
    rng = np.random.default_rng(3)
    parameters = initialize_parameters(50, 27, 27)
    parameters["Waa"] = rng.standard_normal((50, 50)) * 0.2
    parameters["Wya"] = rng.standard_normal((27, 50)) * 0.3
    name = [ord(letter) - ord("a") + 1 for letter in "tyrannosaurus"]
    X, Y = [None, *name], [*name, 0]
    loss, cache = rnn_forward(X, Y, np.zeros((50, 1)), parameters)
    gradients, _ = rnn_backward(X, Y, parameters, cache)
    return {key: gradients[key] for key in ("dWax", "dWaa", "dWya", "db", "dby")}


try:
    clipped = clip(gradients_of_one_name(), 5)
except NotImplementedError:
    clipped = None
    print("Once clip passes its check, run this cell again to see what it does.")
plot_gradients(gradients_of_one_name(), clipped, 5)
plt.show()

# %% [markdown]
# ## What to remember
#
# - On its way back through time a gradient is multiplied by $W_{aa}$ again and again. It can vanish, or
#   explode.
# - Clipping puts every entry that is too large on the edge of the range and leaves the others alone. It keeps
#   one bad step from undoing a thousand good ones.
# - `np.clip(g, low, high)` makes a copy; with `out=g` it changes `g` itself. A new value for a loop variable
#   changes nothing in the dictionary.
#
# {{next}}
