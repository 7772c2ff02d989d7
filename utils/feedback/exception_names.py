"""Advice on names, keys, attributes and the number of results: what is meant, and where it should have come from."""

from __future__ import annotations

import difflib
import re
import sys

import numpy as np

from .clue import RESULTS, SIGNATURES, Clue, in_order, names_in, unpacked

SCAFFOLD = {"curr_loss": "the first thing that optimize returns", "a_prev": "the third thing that optimize returns"}


def itself(clue: Clue) -> str:
    """Advice for a function that calls itself."""
    if not clue.facts.itself:
        return ""
    instead = {
        "clip": ": that name is the function you are writing. NumPy's is np.clip(array, -maxValue, maxValue)",
        "model": ": that name is the function you are writing. The step of training is optimize",
        "optimize": ": that name is the function you are writing. The steps are rnn_forward, rnn_backward, clip and "
        "update_parameters",
    }.get(clue.exercise, ": that name is the function you are writing")
    return f"{clue.exercise} calls itself on {clue.facts.itself}{instead}."


def name(clue: Clue) -> str:
    """Advice for a name without a value."""
    found = re.search(r"NameError: name '(\w+)'|UnboundLocalError: .*variable '(\w+)'", clue.said)
    if found is None:
        return ""
    missing = found[1] or found[2]
    if missing in clue.sentences.foreign and missing not in clue.facts.origins:
        return clue.sentences.foreign[missing]
    if clue.exercise == "model" and "dWax" in clue.keys("parameters"):
        return f"`parameters` holds the gradients by then{clue.told('parameters')}: {unpacked('optimize')}."
    if clue.exercise == "model" and missing in SCAFFOLD and "smooth(" in clue.facts.statement:
        return f"The given lines below yours use `{missing}`: give that name to {SCAFFOLD[missing]}."
    if missing in clue.facts.origins:
        return _too_early(clue, missing)
    return _unknown(clue, missing)


def _too_early(clue: Clue, missing: str) -> str:
    """Say that a name is used before its line was run."""
    line, statement = min(clue.facts.origins[missing])
    if line == clue.facts.line:
        return f"That line needs a value of `{missing}` to start from: give it one above."
    if line > clue.facts.line and clue.exercise == "sample":
        start = {"idx": ", one that is no symbol: -1", "counter": ", 0"}.get(missing, "")
        return f"In the first turn of the loop `{missing}` has no value yet: give it one before the loop{start}."
    if line > clue.facts.line:
        return f"`{missing}` gets its value further down, on line {line} (`{statement}`): that line has to come first."
    return (
        f"`{missing}` gets its value on line {line} (`{statement}`), which was not run before: does it stand in a loop "
        "or an if that was not entered?"
    )


def _unknown(clue: Clue, missing: str) -> str:
    """Say what a name may be meant to be that nothing has."""
    on_line = clue.facts.statement
    source = {"cache": "rnn_forward", "loss": "rnn_forward", "gradients": "rnn_backward", "a": "rnn_backward"}
    if clue.exercise == "optimize" and missing in source:
        words = dict(RESULTS[source[missing]])[missing]
        are = "come" if words.endswith("s") and missing != "loss" else "comes"
        return f"{words[:1].upper()}{words[1:]} {are} from {source[missing]}: {unpacked(source[missing])}."
    if re.search(rf"\b{missing}(\.append\(|\s*\+=)", on_line):
        return f"Give `{missing}` a value before the loop: a list starts as `{missing} = []`."
    if re.search(rf"\b{missing}\.", on_line) and hasattr(getattr(np, missing, None), "__path__"):
        return f"NumPy's module is np.{missing}; `{missing}` alone is not imported."
    if missing in sys.stdlib_module_names and re.search(rf"\b{missing}\.", on_line):
        return f"Python's module {missing} is not imported: write `import {missing}` into this cell."
    if clue.facts.near and clue.facts.near[0].lower() == missing.lower():
        return f"Capital and small letters differ: it is called `{clue.facts.near[0]}`."
    if callable(getattr(np, missing, None)) and re.search(rf"\b{missing}\(", on_line):
        return f"It is a function of NumPy: np.{missing}."
    if clue.facts.near:
        return f"No such name has a value there; did you mean `{'` or `'.join(clue.facts.near[:2])}`?"
    given = [known for known in SIGNATURES if known.endswith(missing) or missing in known]
    if given:
        return f"No such name has a value there; did you mean `{given[0]}`?"
    return f"Nothing gives `{missing}` a value: no line of the function above does, and no cell that was run."


def key(clue: Clue) -> str:
    """Advice for a key that a dictionary has not."""
    found = re.search(r"KeyError: (.+)", clue.said)
    if found is None:
        return ""
    text = found[1].strip()
    bare = text.strip("'\"")
    if clue.facts.inside:
        return _key_inside(clue)
    expression = clue.facts.expression or clue.facts.statement
    owners = [one for one in names_in(expression) if clue.keys(one)] or [one for one in clue.names if clue.keys(one)]
    if len(owners) != 1:
        return ""
    owner, keys = owners[0], clue.keys(owners[0])
    if owner == "char_to_ix" and re.search(r"\bin data\b", clue.facts.statement):
        return "`data` is the whole text; the name of a step is examples[j % len(examples)]."
    if owner == "char_to_ix":
        return _character(text, bare)
    if owner == "ix_to_char" and text[:1] in "'\"":
        return "ix_to_char goes from an index to its character; the index of a character is char_to_ix[character]."
    if "d" + bare in keys:
        return f'{owner} has the key "d{bare}": the gradient of a parameter has a d in front of its name.'
    if bare[:1] == "d" and bare[1:] in keys:
        return f'{owner} has the key "{bare[1:]}": the d in front belongs to the gradients.'
    near = difflib.get_close_matches(bare, keys, 1, 0.4)
    meant = f'did you mean "{near[0]}"? ' if near else ""
    return f"{owner} has no such key; {meant}It has {', '.join(keys[:8])}."


def _character(text: str, bare: str) -> str:
    """Advice for a key of char_to_ix."""
    if text[:1] not in "'\"":
        return "char_to_ix goes from a character to its index, and was given an index: ix_to_char goes back."
    if bare in ("/n", "n", "\\\\n", "newline", "<newline>", "\\\\"):
        return 'The newline is written with a backslash: "\\n".'
    if len(bare) > 1 and bare != "\\n":
        return "char_to_ix takes one character at a time: [char_to_ix[letter] for letter in name]."
    if bare.isupper() or bare in (" ", "\\t"):
        return "char_to_ix knows lower-case letters and the newline: strip every line and make it lower case."
    return "char_to_ix has no such character."


def _key_inside(clue: Clue) -> str:
    """Advice for a dictionary that was handed to a given function and is another one."""
    called = clue.facts.inside
    return (
        order(clue)
        or dictionaries(clue)
        or (f"The arguments of {called} are, in this order: {SIGNATURES[called]}." if called in SIGNATURES else "")
    )


def order(clue: Clue) -> str:
    """Advice for arguments of a given function that stand in each other's places."""
    called = clue.facts.inside
    found = re.search(rf"\b{called}\((.*)\)$", clue.facts.expression) if called in SIGNATURES else None
    if found is None or re.search(r"[(\[{=]", found[1]):
        return ""
    wanted = SIGNATURES[called].split(", ")
    given = [argument.strip() for argument in found[1].split(",")]
    numbers = ("learning_rate", "maxValue", "seed")
    places = list(zip(wanted, given))
    if any(name in wanted and wanted[place : place + 1] != [name] for place, name in enumerate(given)) or any(
        re.fullmatch(r"[\d.]+", name) and meant not in numbers for meant, name in places
    ):
        return f"The arguments of {called} are, in this order: {SIGNATURES[called]}."
    return ""


def dictionaries(clue: Clue) -> str:
    """Advice for parameters that are gradients, for gradients that are parameters, and for a dictionary as an array."""
    if not clue.facts.inside and not re.search(r"np\.(clip|minimum|maximum)\(", clue.facts.statement):
        return ""
    for owner in names_in(clue.facts.expression) or clue.names:
        keys, origin = clue.keys(owner), clue.result(owner)
        wrong = (owner == "parameters" and "dWax" in keys) or (owner == "gradients" and "Wax" in keys)
        if wrong and origin and origin[1] is not None:
            return f"`{owner}` holds {RESULTS[origin[0]][origin[1]][1]} there{clue.told(owner)}; {in_order(origin[0])}."
        if wrong:
            return f"`{owner}` has the keys {', '.join(keys[:5])} there{clue.told(owner)}."
        if keys and re.search(rf"np\.(clip|minimum|maximum)\(\s*{owner}\s*,", clue.facts.statement):
            instead = "clip(gradients, 5) does it" if clue.exercise == "optimize" else "go through its arrays"
            return f"`{owner}` is the whole dictionary, and that function of NumPy works on an array: {instead}."
        if keys and "ArrayType" in clue.said:
            return f"`{owner}` is the whole dictionary; the result goes into an array, e.g. the one that is clipped."
        held = clue.result(owner)
        if clue.facts.inside == "clip" and clue.kind(owner) == "array" and held and held[1] is not None:
            words = RESULTS[held[0]][held[1]][1] if held[1] < len(RESULTS[held[0]]) else "something else"
            return f"clip was given `{owner}`, which holds {words}; it takes the dictionary of the gradients."
    return ""


def results(clue: Clue) -> str:
    """Advice for another number of results than there are names."""
    if not re.search(
        r"values? (\(expected \d+(, got \d+)?\) )?to unpack|to unpack \(expected|cannot unpack", clue.said
    ):
        return ""
    statement = clue.facts.statement
    loop = re.match(r"for (.+?) in (.+?):?$", statement)
    if loop and "," in loop[1]:
        listed = loop[2].removesuffix(".keys()")
        if clue.kind(listed) == "dict":
            return f"A loop over a dictionary gives its keys alone; {listed}.items() gives each key with its value."
        return "Each turn of that loop gives another number of things than there are names before `in`."
    counts = re.search(r"expected (\d+), got (\d+)", clue.said)
    found = re.match(r"([\w\s,()]+?)\s*=\s*(\w+)(\(|$)", statement)
    if found is None:
        return f"That line has {counts[1]} names for {counts[2]} values." if counts else ""
    count, source = found[1].count(",") + 1, found[2]
    origin = clue.result(source) if found[3] == "" else (source, None)
    if origin and origin[0] in RESULTS and origin[1] is None:
        one = "gives a name to one" if count == 1 else f"has {count} names for them"
        return f"{in_order(origin[0])}, and that line {one}: {unpacked(origin[0])}."
    if ".values()" in statement and clue.exercise == "clip":
        return (
            "The dictionary may hold more than the five arrays (rnn_backward adds da_next): take them by their names."
        )
    if counts:
        return f"That line has {counts[1]} names for {counts[2]} values."
    return "That line has another number of names than there are values."


def arguments(clue: Clue) -> str:
    """Advice for a call with too few, too many or unknown arguments."""
    found = re.search(r"(\w+)\(\) (?:missing|takes|got)", clue.said)
    if found is None or not clue.facts.line:
        return ""
    called = found[1]
    if called.strip("_").startswith("clip") and re.search(r"np\.clip|\w\.clip\(", clue.facts.statement):
        return "np.clip takes the array, the lower and the upper limit: np.clip(array, -maxValue, maxValue)."
    if called in SIGNATURES:
        return f"The arguments of {called} are, in this order: {SIGNATURES[called]}."
    return f"That call gives {called} too few or too many arguments."


def attribute(clue: Clue) -> str:
    """Advice for an attribute that something has not."""
    if clue.facts.inside == "clip" and re.search(r"ndarray' object has no attribute '(items|values|keys)'", clue.said):
        return "clip was given one array; it takes the whole dictionary of the gradients, once."
    found = re.search(r"AttributeError: (?:module '([\w.]+)'|'(\w+)' object) has no attribute '(\w+)'", clue.said)
    if found is None:
        return ""
    module, kind, wanted = found.groups()
    if module:
        short = module.replace("numpy", "np")
        near = f"; did you mean {short}.{clue.facts.near[0]}?" if clue.facts.near else "."
        return f"{short} has no {wanted}{near}"
    if kind == "dict" and not clue.facts.near:
        owner = next((one for one in clue.names if clue.kind(one) == "dict"), "it")
        return f'The entries of a dictionary stand in brackets: {owner}["{wanted}"], or {owner}[{wanted}] for a name.'
    return ""
