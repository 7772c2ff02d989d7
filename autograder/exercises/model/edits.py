"""Edits of the solution of `model`, each with what the answer then does."""

from __future__ import annotations

from ..edits import Edit, edit

INDEX = "examples[j % len(examples)]"
CALL = "curr_loss, gradients, a_prev = optimize(X, Y, a_prev, parameters, 0.01)"
LETTERS = "[None] + [char_to_ix[letter] for letter in name]"
TARGETS = 'X[1:] + [char_to_ix["\\n"]]'
ROUND = "take examples[j % len(examples)]: one name after the other, and round again."
BEGIN = "        name = examples"


def _index(sentence: str, index: str) -> Edit:
    """Make an edit of the name of a step."""
    return edit(f"{sentence}; {ROUND}", INDEX, f"examples[{index}]")


def _first(sentence: str, line: str) -> Edit:
    """Make an edit that does something at the start of each step."""
    return edit(sentence, BEGIN, f"        {line}\n{BEGIN}")


def _before(sentence: str, line: str) -> Edit:
    """Make an edit that does something right before the step of training."""
    return edit(sentence, CALL, f"{line}\n        {CALL}")


EDITS = (
    _index("Only the first dino_names names are trained on", "j % dino_names"),
    *(
        _index(f"Every step trains on the same name, number {k} from 0", f"{k} % len(examples)")
        for k in (1, 2, 3, 4, 5)
    ),
    _index("It starts with the last name: the index is one too small", "j % len(examples) - 1"),
    _index("It starts with the second name: the index is one too large", "(j + 1) % len(examples)"),
    _index("Each name is trained on as often in a row as there are names", "j // len(examples) % len(examples)"),
    _index("Each name is trained on twice in a row", "j // 2 % len(examples)"),
    _index("Every other name is left out: the index goes up in twos", "2 * j % len(examples)"),
    _index("It goes through the names backwards", "-1 - j % len(examples)"),
    _index("It goes through the names backwards, from the first", "-j % len(examples)"),
    _index("The index is the square of j", "j * j % len(examples)"),
    _index("The name of each step is drawn at random", "np.random.randint(len(examples))"),
    _index("The first name never comes", "j % max(len(examples) - 1, 1) + 1"),
    _first(
        "The names are shuffled anew in each step; examples_from has shuffled them once, before the loop.",
        "np.random.shuffle(examples)",
    ),
    _first(
        "The names are shuffled anew, with the same seed, in each step; examples_from has shuffled them once.",
        "np.random.seed(0)\n        np.random.shuffle(examples)",
    ),
    _first("The names are sorted; leave them in the order that examples_from gives.", "examples.sort()"),
    edit(
        "X and Y are one and the same list, with None in front and the newline at the end: Y should be a list of its "
        "own, without the None.",
        "Y = " + TARGETS,
        'X = X + [char_to_ix["\\n"]]\n        Y = X',
    ),
    edit(
        "X and Y both lack the first letter's turn: X starts with the first letter, and Y with the second.",
        CALL,
        CALL.replace("X, Y,", "X[1:], Y[1:],"),
    ),
    edit(
        "X and Y both lack the last turn, in which the newline is expected.",
        CALL,
        CALL.replace("X, Y,", "X[:-1], Y[:-1],"),
    ),
    edit("X and Y are turned round before the step.", CALL, CALL.replace("X, Y,", "X[::-1], Y[::-1],")),
    edit("X lacks the None, and Y the newline.", LETTERS, LETTERS.replace("[None] + ", ""), TARGETS, "X[1:]"),
    edit(
        "X lacks the None, and Y is the name without the newline.",
        LETTERS,
        LETTERS.replace("[None] + ", ""),
        TARGETS,
        "X[:]",
    ),
    edit("Y is X with the newline behind it: it should lack the None in front.", TARGETS, TARGETS.replace("[1:]", "")),
    edit("Y starts with None: it should be the name and then the newline.", TARGETS, "[None] + " + TARGETS),
    edit("Y lacks the first letter: X[2:] leaves out the None and one more.", TARGETS, TARGETS.replace("[1:]", "[2:]")),
    edit("Y lacks its last letter: X[1:-1] leaves out one too many.", TARGETS, TARGETS.replace("[1:]", "[1:-1]")),
    edit(
        "Y keeps the None and lacks the last letter: X[:-1] drops the last entry, and X[1:] the first.",
        TARGETS,
        TARGETS.replace("[1:]", "[:-1]"),
    ),
    edit("Y has two newlines at its end.", TARGETS, TARGETS + " * 2"),
    edit("Y ends with the character of the newline, not with its index.", TARGETS, 'X[1:] + ["\\n"]'),
    edit('X starts with the text "None"; it should start with None itself.', "[None]", '["None"]'),
    edit("X starts with the index 1; it should start with None.", "[None]", "[1]"),
    edit("X starts with None twice; once is right.", "[None]", "[None, None]"),
    edit("The letters of the name are sorted.", "in name]", "in sorted(name)]"),
    edit("Each letter of the name is taken once only.", "in name]", "in dict.fromkeys(name)]"),
    edit(
        "The letters are counted from 0 in each name; their indices stand in char_to_ix.",
        "char_to_ix[letter] for letter in name",
        "place for place, letter in enumerate(name)",
    ),
    edit("Each index is one too small.", "char_to_ix[letter] for", "char_to_ix[letter] - 1 for"),
    edit("Each index is one too large.", "char_to_ix[letter] for", "char_to_ix[letter] + 1 for"),
    edit(
        "The hidden state is not carried on: every name starts from zeros. Give the state that optimize returns to the "
        "next call.",
        "gradients, a_prev = optimize",
        "gradients, _ = optimize",
    ),
    _before(
        "The state is made of ones before each step; it should be the one that optimize returned.",
        "a_prev = np.ones((n_a, 1))",
    ),
    _before(
        "The state is random before each step; it should be the one that optimize returned.",
        "a_prev = np.random.randn(n_a, 1)",
    ),
    _before("Each step is taken twice: call optimize once a step.", CALL),
    _before(
        "The parameters are made anew in each step, so that nothing is learned: make them once, before the loop.",
        "parameters = initialize_parameters(n_a, vocab_size, vocab_size)",
    ),
    *(
        edit(f"The learning rate is {rate}; it should be 0.01.", "0.01)", f"{rate})")
        for rate in (0.1, 0.001, 1, 0.05, 0.02, 0.03, 0.005, 0.0001, 0.5)
    ),
)
