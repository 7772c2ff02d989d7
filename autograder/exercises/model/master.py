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
# # 4. Model: train the network, and read the names
#
# Everything is there: `clip` keeps a step in bounds, `optimize` takes one, `sample` writes a name. What remains
# is to take many steps, one name after the other, and to watch the network learn.
#
# **You will learn** how a list of names becomes training examples, how the hidden state travels from one
# example to the next, and how far you may trust two computers to agree.

# %% role="given" name="setup"
{{setup}}

# %% [markdown]
# The next cell takes your own `sample` and `optimize` (and, through it, your `clip`) from the notebooks beside
# this one, as you last saved them.

# %% role="given" name="earlier"
sample = load_answer("sample")
optimize = load_answer("optimize")

# %% [markdown]
# ## The data
#
# One text, one name a line. Its symbols get numbers in alphabetical order, the newline first.

# %% role="demonstration" name="data"
data = load_dinosaurs()
char_to_ix, ix_to_char = vocabulary(data)
print(f"{len(data.split()):,} names, {len(char_to_ix)} different symbols:")
print(char_to_ix)

# %% role="demonstration" name="corpus"
import matplotlib.pyplot as plt


def draw_corpus(names):
    fig, (left, right) = plt.subplots(1, 2, figsize=(10, 3))
    lengths = np.bincount([len(name) for name in names])
    left.bar(range(len(lengths)), lengths, color="C0")
    left.set(xlabel="letters in a name", ylabel="names", title="How long the names are")
    letters = "abcdefghijklmnopqrstuvwxyz"
    text = "".join(names)
    shares = [text.count(letter) / len(text) for letter in letters]
    right.bar(range(26), shares, color="C0")
    right.set_xticks(range(26), letters)
    right.set(ylabel="share of all letters", title="Which letters they use")
    fig.tight_layout()
    plt.show()


draw_corpus(data.split())

# %% [markdown]
# ## The idea
#
# Step number $j$ of the training, with $j = 0, 1, 2, \dots$, takes one name. When the list has been read to its
# end it starts again at the top, so with $m$ names the name's number is the remainder
#
# $$j \bmod m$$
#
# which Python writes `j % len(examples)`. From the name you make the two lists that `optimize` asks for, say
# for *trex*:
#
#     X = [None, 20, 18, 5, 24]        nothing,  t, r, e, x
#     Y = [20, 18, 5, 24, 0]           t, r, e, x,  newline
#
# and one call of `optimize` with a learning rate of 0.01 gives three things back: the loss of this name, the
# gradients (not needed here), and the last hidden state. That state goes into the next call as `a_prev`: the
# network goes from one name to the next without forgetting where it was.
#
# ## Your turn: `model`
#
# The frame is given. `examples_from(data)` makes the list of names, in small letters and shuffled with seed 0,
# so that neighbours in the alphabet are not read one after the other. Every 2,000 steps it prints names that
# the network makes up. Its running loss is smoothed, because the loss of a single name jumps with the name:
#
# $$\ell \;\leftarrow\; 0.999\,\ell + 0.001\,L$$
#
# Fill in the lines at the top of the loop:
#
# 1. pick name number `j % len(examples)` of the list `examples`;
# 2. make `X`: `None`, then the index of each letter of the name (`char_to_ix[letter]`);
# 3. make `Y`: the same indices without the `None`, then the index of the newline;
# 4. call `optimize` with a learning rate of 0.01, and call what it returns `curr_loss`, `gradients` and
#    `a_prev`.


# %% role="answer"
def model(
    data,
    ix_to_char,
    char_to_ix,
    num_iterations=35000,
    n_a=50,
    dino_names=7,
    vocab_size=27,
):
    """Train the network on a list of names, and print new ones on the way.

    Parameters
    ----------
    data : str
        The text, one name a line.
    ix_to_char : dict of int to str
        The symbol of each index.
    char_to_ix : dict of str to int
        The index of each symbol.
    num_iterations : int
        How many steps to take, one name each.
    n_a : int
        The number of hidden units.
    dino_names : int
        How many names to print every 2,000 steps.
    vocab_size : int
        The number of symbols.

    Returns
    -------
    dict of str to ndarray
        The learned weights.
    """
    parameters = initialize_parameters(n_a, vocab_size, vocab_size)
    loss = get_initial_loss(vocab_size, dino_names)
    examples = examples_from(data)
    a_prev = np.zeros((n_a, 1))

    for j in range(num_iterations):
        ### BEGIN SOLUTION
        name = examples[j % len(examples)]
        X = [None] + [char_to_ix[letter] for letter in name]
        Y = X[1:] + [char_to_ix["\n"]]
        curr_loss, gradients, a_prev = optimize(X, Y, a_prev, parameters, 0.01)
        ### END SOLUTION

        loss = smooth(loss, curr_loss)
        if j % 2000 == 0:
            print(f"Iteration: {j}, Loss: {loss:.6f}\n")
            for seed in range(dino_names):
                print_sample(sample(parameters, char_to_ix, seed), ix_to_char)
            print()

    return parameters


# %% [markdown]
# ## Check it
#
# The check trains for a few steps on short lists of its own, with an `optimize` and a `sample` of its own, and
# looks at each `X` and `Y` that you make, at the order of the names, at the state that you pass on, at the
# learning rate, and at what you return. On the three names *abc*, *defg* and *hij*, for example, whatever order
# they were shuffled into, *abc* must always arrive as `X = [None, 1, 2, 3]` and `Y = [1, 2, 3, 0]`, and the
# fourth step must be the first name again.
#
# Stuck? Type `hint(model)` in a cell of your own.

# %% role="check"
check(model)
### BEGIN HIDDEN TESTS
from autograder.nbgrader_plugin.hidden_tests import score

score("model", model)
### END HIDDEN TESTS

# %% [markdown]
# ## Train it
#
# Now the real thing: 35,000 steps through the whole list, in about five seconds on an ordinary laptop. This
# cell and those below it are for you alone: they are not run when your work is graded.
#
# The first names are noise; watch for the first *saurus*. On the list of this course the output begins with
#
#     Iteration: 0, Loss: 23.084039
#
#     Nkzxwtdmfqoeyhsqwasjkjvu
#     Kneb
#     Kzxwtdmfqoeyhsqwasjkjvu
#     Neb
#     Zxwtdmfqoeyhsqwasjkjvu
#     Eb
#     Xwtdmfqoeyhsqwasjkjvu
#
#     Iteration: 2000, Loss: 27.677639
#
#     Mhxtos
#     Hlec
#     Iwtos
#     Macalos
#     Xusaknesanvesauhus
#     Ba
#     Tos
#
# (That the loss goes up at first is no mistake. The running loss starts from a guess, the loss of seven letters
# that are all equally likely, and a name has about twelve.)
#
# Some names are the tails of others, *Kzxwt...* of *Nkzxwt...*, say, and that is no mistake either. `sample` seeds
# its draws with numbers that go up in twos, 0, 2, 4, ... for seed 0 and 2, 4, 6, ... for seed 2. So the first draw
# of seed 2 is the second of seed 0, and so on; a network that has learned nothing yet makes the same letters of
# them. The more it listens to what came before, the less the names have in common.
#
# `recorded` puts a second function around `optimize`, which does the same and keeps the loss for a plot.


# %% role="demonstration" name="training"
def recorded(step, losses, nudge=0.0):
    """Return a function that does what `step` does and notes each loss."""

    def step_and_note(X, Y, a_prev, parameters, learning_rate=0.01):
        if not losses:
            parameters["Waa"][0, 0] += nudge
        loss, gradients, a_last = step(X, Y, a_prev, parameters, learning_rate)
        losses.append(loss)
        return loss, gradients, a_last

    return step_and_note


losses, learned = [], None
try:
    my_optimize = load_answer("optimize")
    optimize = recorded(my_optimize, losses)
    learned = model(data, ix_to_char, char_to_ix)
    if isinstance(learned, tuple):  # some return the last name as well
        learned = learned[0]
    optimize = my_optimize
except NotImplementedError as missing:
    message = "Once model passes its check, run this cell again to train it."
    print(str(missing) or message)

# %% [markdown]
# The loss of single names is a cloud; its average over one walk through the list shows the learning. Most of
# what is to be learned is learned early: that names are made of syllables, and that many end in *saurus*.


# %% role="demonstration" name="curve"
if learned is None:
    print("Nothing to draw yet: this cell needs the training above.")
else:
    plot_losses(losses, window=len(data.split()))
    plt.show()

# %% [markdown]
# ## Inventions, or memories?
#
# A network that has only learned the list by heart would be of little use. So let it write fifty names, and
# look them up.

# %% role="demonstration" name="new_names"
if learned is None:
    print("Nothing to look up yet: this cell needs the training above.")
else:
    fifty = [sample(learned, char_to_ix, seed) for seed in range(1000, 1050)]
    print(report_names([get_sample(name, ix_to_char) for name in fifty], data.split()))

# %% [markdown]
# ### Your network, live
#
# Type the beginning of a name, and see what your network expects next, which of its hidden units change, and on which
# earlier letters its expectation hangs. Change the temperature, let it finish the name, and collect the best ones.
# Further down the page trains a network from zero while you watch. `explore(learned).save("explore.html")` keeps all
# of it as one file, for any browser.

# %% role="demonstration" name="explore"
if learned is None:
    print("Nothing to explore yet: this cell needs the training above.")
else:
    display(explore(learned))

# %% [markdown]
# ## Why your names may differ from your neighbour's
#
# Training is *chaotic*. Computers round sums in slightly different orders, which changes the last digit of a
# weight now and then; each step then carries the difference into every other weight. On the published list of
# dinosaurs (the one of the original course), losses and all seven names agree on every processor that we tried
# up to step 12,000. From 14,000 on they drift apart, and by step 22,000 one unit in the last place of one
# single weight has grown to a difference of 0.2 in the loss. So nobody can promise you the last name of this
# training, and no check here asks for it. The names are as good either way.
#
# You can watch it happen. The next cell trains again, with one of the 5,277 weights changed by $10^{-17}$
# before the first step.

# %% role="demonstration" name="chaos"
import contextlib
import io


def draw_drift(first, second):
    apart = np.abs(np.array(first) - np.array(second))
    steps = np.arange(0, len(apart), 50)
    largest = [max(apart[step : step + 50].max(), 1e-16) for step in steps]
    fig, ax = plt.subplots(figsize=(8, 3.6))
    ax.semilogy(steps, largest, color="C3")
    ax.set(xlabel="step", ylabel="difference in the loss of a name")
    ax.set_title("Two trainings, one weight different by $10^{-17}$")
    plt.show()


if learned is None:
    print("Nothing to compare yet: this cell needs the training above.")
else:
    nudged = []
    optimize = recorded(my_optimize, nudged, nudge=1e-17)
    with contextlib.redirect_stdout(io.StringIO()):
        model(data, ix_to_char, char_to_ix)
    optimize = my_optimize
    draw_drift(losses, nudged)

# %% [markdown]
# ### One name for everybody
#
# Chaos is not fate. If every computer does the same sums in the same order, and only operations whose last
# digit the IEEE 754 standard lays down, then every computer gets the same bits. NumPy does not promise that: it
# is free to choose the order that is fastest on your processor. `utils.engine` does. It trains the same network
# on the same list, and is much faster besides, since Numba compiles it.
#
# So here is a promise after all. After 34,000 steps the engine's network, asked by *your* `sample` with the
# seeds 0 to 6, says the same seven names to everybody, and the last one is **Trocolosaurus**. (Tried on five
# kinds of x86-64 processor. The first run compiles for some seconds.)

# %% role="demonstration" name="engine"
from importlib.util import find_spec

from utils.engine import train


def seven_names(step, loss, parameters):
    drawn = [sample(parameters, char_to_ix, seed) for seed in range(7)]
    return [get_sample(indices, ix_to_char).strip() for indices in drawn]


if learned is None:
    print("Nothing to ask yet: this cell needs the training above.")
elif find_spec("numba") is None:
    print("This cell needs the package numba, which is not installed: see the README.")
else:
    _, history = train(data, callback=seven_names)
    print(f"after {history.iterations[-1]:,} steps:", ", ".join(history.names[-1]))

# %% [markdown]
# ## What to remember
#
# - One name is one example: `X` begins with nothing, `Y` ends with the newline, and both have the same length.
# - The hidden state is carried from example to example, the weights change in place, and the list starts over
#   when it is used up.
# - Judge a training by its first steps or by its loss, not by its last name, unless the order of every sum is
#   fixed.
#
# That was the whole island. {{next}}
