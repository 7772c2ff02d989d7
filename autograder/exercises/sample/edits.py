"""Edits of the solution of `sample`, each with what the answer then does."""

from __future__ import annotations

from ..edits import edit

STATE = "a = np.tanh(Wax @ x + Waa @ a_prev + b)"
SCORES = "y = softmax(Wya @ a + by)"
SEED = "np.random.seed(counter + seed)"
DRAW = "idx = np.random.choice(vocab_size, p=y.ravel())"
APPEND = "indices.append(idx)"
MARK = "x[idx] = 1"
CARRY = "a_prev = a\n"
LAST = "if counter == 50:\n        indices.append(newline)"
COUNT = "        seed += 1\n        counter += 1\n"
NEWS = "        x = np.zeros((vocab_size, 1))\n        x[idx] = 1\n"
TWOS = "seed each draw with counter + seed and let both go up by one, so that the seeds go up in twos."
AS_TANH = "it should be tanh."
ONE_HOT = "it should be zeros with a 1 at the place of the index that was drawn."
EDITS = (
    # The list.
    edit(
        "Nothing is appended in the loop, so the list holds no index that was drawn: append each one.", APPEND, "pass"
    ),
    edit(
        "The list is empty. Perhaps the loop is never entered: start idx as something that is no symbol, -1.",
        "idx = -1",
        "idx = newline",
    ),
    edit(
        "The loop is never entered: idx starts as 0, which is the newline's index here. Start it as something that is "
        "no symbol, -1.",
        "idx = -1",
        "idx = 0",
    ),
    edit("The list starts with a 0 that was not drawn; it should start empty.", "indices = []", "indices = [0]"),
    edit(
        "The list starts with a newline that was not drawn; it should start empty.",
        "indices = []",
        'indices = [char_to_ix["\\n"]]',
    ),
    edit("The list starts with a -1 that was not drawn; it should start empty.", "indices = []", "indices = [-1]"),
    edit(
        "idx is appended before it is drawn, so that the list starts with -1 and lacks the last index.",
        DRAW + "\n        " + APPEND,
        APPEND + "\n        " + DRAW,
    ),
    edit(
        "The list holds -1 alone: what is drawn gets another name than idx, which never changes.",
        "idx = np",
        "index = np",
        MARK,
        "x[index] = 1",
    ),
    edit(
        "The list is built backwards: each index goes to its front; append it at the end.",
        APPEND,
        "indices.insert(0, idx)",
    ),
    edit(
        "The list is turned round at the end; leave it in the order of the draws.",
        "return indices",
        "return indices[::-1]",
    ),
    edit(
        "Only the last index that was drawn is in the list: append to one list, made before the loop.",
        APPEND,
        "indices = [idx]",
    ),
    edit("The counter is appended in place of the index.", APPEND, "indices.append(counter)"),
    edit("The seed is appended in place of the index.", APPEND, "indices.append(seed)"),
    edit(
        "A newline is drawn but not appended: the list lacks it.",
        APPEND,
        "if idx != newline:\n            indices.append(idx)",
    ),
    edit("Only the newline's index is missing at the end of every list.", "return indices", "return indices[:-1]"),
    edit("The first two entries are missing in the list.", "return indices", "return indices[2:]"),
    # The state.
    edit("b is subtracted in the new state; it should be added.", "a_prev + b)", "a_prev - b)"),
    edit("b is added twice in the new state.", "a_prev + b)", "a_prev + b + b)"),
    edit(
        "b is added to a_prev before the product with Waa; it should be added after it: Waa a_prev + b.",
        "Waa @ a_prev + b",
        "Waa @ (a_prev + b)",
    ),
    edit(
        "b is added to x before the product with Wax; it should be added after the products.",
        "Wax @ x + Waa @ a_prev + b",
        "Wax @ (x + by) + Waa @ a_prev",
    ),
    edit(
        "tanh is taken of the part with x only; it should be taken of the whole sum.",
        STATE,
        "a = np.tanh(Wax @ x) + Waa @ a_prev + b",
    ),
    edit(
        "tanh is taken of each product apart; it should be taken of the whole sum.",
        STATE,
        "a = np.tanh(Wax @ x) + np.tanh(Waa @ a_prev) + b",
    ),
    edit(
        "tanh is taken of each product apart; it should be taken of the whole sum.",
        STATE,
        "a = np.tanh(Wax @ x) + np.tanh(Waa @ a_prev + b)",
    ),
    edit(
        "tanh is taken of the part with a_prev only; it should be taken of the whole sum.",
        STATE,
        "a = Wax @ x + np.tanh(Waa @ a_prev + b)",
    ),
    edit("The part with x is subtracted in the new state; it should be added.", "(Wax @ x + Waa", "(-Wax @ x + Waa"),
    edit("The part with a_prev is subtracted in the new state; it should be added.", "x + Waa", "x - Waa"),
    edit("The part with x counts twice in the new state.", "(Wax @ x +", "(2 * Wax @ x +"),
    edit("The part with a_prev counts twice in the new state.", "+ Waa @", "+ 2 * Waa @"),
    edit("The new state goes through tan; " + AS_TANH, "np.tanh", "np.tan"),
    edit("The new state goes through sin; " + AS_TANH, "np.tanh", "np.sin"),
    edit("The new state goes through cos; " + AS_TANH, "np.tanh", "np.cos"),
    edit("The new state goes through sinh; " + AS_TANH, "np.tanh", "np.sinh"),
    edit("The new state goes through arctan; " + AS_TANH, "np.tanh", "np.arctan"),
    edit("The new state goes through exp; " + AS_TANH, "np.tanh", "np.exp"),
    edit("The new state goes through softmax; " + AS_TANH, "np.tanh", "softmax"),
    edit("The new state goes through tanh twice; once is right.", STATE, STATE + "\n        a = np.tanh(a)"),
    edit("The tanh is missing, and b with it.", STATE, "a = Wax @ x + Waa @ a_prev"),
    edit("Waa and b are missing in the new state.", STATE, "a = np.tanh(Wax @ x)"),
    edit("Wax and b are missing in the new state.", STATE, "a = np.tanh(Waa @ a_prev)"),
    # The scores and the draw.
    edit("by is subtracted in the scores; it should be added.", "a + by", "a - by"),
    edit("by is multiplied with the scores; it should be added.", "Wya @ a + by", "(Wya @ a) * by"),
    edit(
        "by is added after the softmax; it should be added before it.",
        SCORES,
        "y = softmax(Wya @ a) + by\n        y = np.abs(y) / np.abs(y).sum()",
    ),
    edit("The scores have the wrong sign before the softmax.", "softmax(Wya @ a + by)", "softmax(-(Wya @ a + by))"),
    edit("The scores are halved before the softmax.", "softmax(Wya @ a + by)", "softmax((Wya @ a + by) / 2)"),
    edit(
        "tanh is taken of the scores before the softmax; they should go in as they are.",
        "softmax(Wya @ a + by)",
        "softmax(np.tanh(Wya @ a + by))",
    ),
    edit("The scores hold by alone: Wya and the new state are missing.", "Wya @ a + by", "by"),
    edit(
        "The least likely character is taken; draw one at random with the probabilities y.",
        DRAW,
        "idx = int(np.argmin(y))",
    ),
    edit(
        "The characters are drawn with y backwards, so that the probabilities belong to other characters.",
        "p=y.ravel()",
        "p=y.ravel()[::-1]",
    ),
    edit(
        "Of two characters that are drawn the first is kept; draw one (without a size).",
        DRAW,
        "idx = np.random.choice(vocab_size, size=2, p=y.ravel())[0]",
    ),
    edit(
        "The index is drawn with np.random.randint, all equally likely; use np.random.choice with p.",
        DRAW,
        "idx = np.random.randint(vocab_size)",
    ),
    edit(
        "The index is drawn with np.random.randint from 0 to 26, all equally likely; use np.random.choice with p.",
        DRAW,
        "idx = np.random.randint(0, vocab_size - 1)",
    ),
    # What is fed back.
    edit("x has the index itself at its place, not 1: x[idx] should be 1.", MARK, "x[idx] = idx"),
    edit("x has -1 at the place of the index; it should be 1.", MARK, "x[idx] = -1"),
    edit("x has the probability at the place of the index; it should be 1.", MARK, "x[idx] = y[idx]"),
    edit("The 1 in x stands one place before the index that was drawn.", MARK, "x[idx - 1] = 1"),
    edit("The 1 in x stands always at the newline's place; " + ONE_HOT, MARK, "x[newline] = 1"),
    edit("The 1 in x stands always at the last place; " + ONE_HOT, MARK, "x[-1] = 1"),
    edit("The 1 in x stands always at the first place; " + ONE_HOT, MARK, "x[0] = 1"),
    edit(
        "x is ones with a 0 at the place of the index; " + ONE_HOT,
        NEWS,
        "        x = np.ones((vocab_size, 1))\n        x[idx] = 0\n",
    ),
    edit("x is the index at every place; " + ONE_HOT, NEWS, "        x = np.full((vocab_size, 1), idx)\n"),
    edit(
        "x counts the characters: 1 is added at the place of the index and earlier ones stay; " + ONE_HOT,
        NEWS,
        "        x[idx] += 1\n",
    ),
    edit(
        "x becomes the scores' softmax times the one-hot vector; " + ONE_HOT,
        NEWS,
        "        z = np.zeros((vocab_size, 1))\n        z[idx] = 1\n        x = z * y\n",
    ),
    edit("The states are added up: a_prev should become the new a, not a_prev + a.", CARRY, "a_prev = a_prev + a\n"),
    edit(
        "a_prev becomes the mean of the old and the new state; it should become the new one.",
        CARRY,
        "a_prev = (a_prev + a) / 2\n",
    ),
    edit("a_prev becomes minus the new state.", CARRY, "a_prev = -a\n"),
    edit("a_prev becomes tanh of the new state, which is tanh already.", CARRY, "a_prev = np.tanh(a)\n"),
    edit("Neither the character nor the state is fed back: x and a_prev stay zeros.", NEWS, "", "        " + CARRY, ""),
    edit(
        "The first state is random; it should be zeros.",
        "a_prev = np.zeros((n_a, 1))",
        "a_prev = np.random.randn(n_a, 1)",
    ),
    edit(
        "The first x is random; it should be zeros.",
        "x = np.zeros((vocab_size, 1))",
        "x = np.random.randn(vocab_size, 1)",
    ),
    # The seeds and the counter.
    edit("The seed goes up by the counter; it should go up by one: " + TWOS, "seed += 1", "seed += counter"),
    edit("counter + seed becomes the new seed in each turn; " + TWOS, SEED, "seed = counter + seed\n        " + SEED),
    edit("The seed is taken as seed - counter; " + TWOS, SEED, "np.random.seed(abs(seed - counter))"),
    edit("The seed goes up by two and the counter by one; " + TWOS, "seed += 1", "seed += 2"),
    edit(
        "The counter goes up by two, so that the seeds go up in threes and the loop ends after 25 characters.",
        "counter += 1",
        "counter += 2",
    ),
    edit("The seed is doubled in each turn; " + TWOS, "seed += 1", "seed *= 2"),
    edit("The seed is always 1; " + TWOS, SEED, "np.random.seed(1)"),
    edit("The seed is always 0; " + TWOS, SEED, "np.random.seed(0)"),
    edit(
        "The counter starts at 1: the first draw is seeded with seed + 1, and the cap comes after 49 characters.",
        "counter = 0",
        "counter = 1",
    ),
    edit("The seed is counter + seed + 1; " + TWOS, SEED, "np.random.seed(counter + seed + 1)"),
    edit(
        "The seed is counter + seed - 1 or so: one too small; " + TWOS, SEED, "np.random.seed(abs(counter + seed - 1))"
    ),
    edit(
        "The generator is seeded only once, with seed alone, and after the first draw.",
        SEED,
        "pass",
        COUNT,
        COUNT + "        if counter == 1:\n            np.random.seed(seed)\n",
    ),
    # The end.
    edit(
        "The loop ends after 49 characters, and then no newline is added: the cap is 50.",
        "counter != 50:",
        "counter != 49:",
    ),
    edit(
        "The loop goes on after a newline until there are 50 characters; it should end with the first newline.",
        "idx != newline and counter != 50",
        "counter != 50",
    ),
    edit(
        "The loop ends after 51 characters, and then no newline is added: the cap is 50.",
        "counter != 50:",
        "counter != 51:",
    ),
    edit(
        "Whenever the loop ends with a newline, it is added once more; at the cap it is missing.",
        "if counter == 50:",
        "if counter != 50:",
    ),
    edit("At the cap two newlines are added.", LAST, LAST + "\n        indices.append(newline)"),
    edit("At the cap the index 1 is added in place of the newline's.", "append(newline)", "append(1)"),
    edit("At the cap the last index is added once more in place of the newline's.", "append(newline)", "append(idx)"),
    edit("At the cap the counter is added in place of the newline's index.", "append(newline)", "append(counter)"),
)
