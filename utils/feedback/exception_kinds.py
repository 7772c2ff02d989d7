"""Advice on values of the wrong kind: a tuple for an array, None from append, a dictionary that is called."""

from __future__ import annotations

import re

from .clue import ORDINALS, RESULTS, WORDS, Clue, in_order, names_in, unpacked, what

ALIKE = {"int": ("int", "float", "bool"), "float": ("int", "float", "bool", "array"), "list": ("list", "tuple")}
IN_PLACE = r"\.(append|insert|extend|sort|reverse|remove|clear|update)\("


def kinds(clue: Clue) -> str:
    """Advice where a name on the line holds another kind of value than the exercise gives it."""
    if not clue.said.startswith(("TypeError", "AttributeError", "IndexError", "KeyError", "ValueError", "Unboun")):
        return ""
    nothing = _none(clue)
    if nothing:
        return nothing
    expected = clue.sentences.kinds
    for name in [*names_in(clue.facts.expression), *clue.names]:
        if clue.kind(name) == "tuple" and (told := _as_result(clue, name)):
            return told
    for name in [*names_in(clue.facts.expression), *clue.names]:
        kind, wanted = clue.kind(name), expected.get(name, "")
        if kind == "array" and wanted == "list" and "'append'" in clue.said:
            return (
                f"`{name}` has become an array: `{name} += value` adds to its entries; append puts a value at its end."
            )
        if kind.startswith("str") and name in ("idx", "index") and clue.exercise == "sample":
            return f"`{name}` is a character there{clue.told(name)}; draw an index, from range(vocab_size)."
        if not kind or not wanted or kind in ALIKE.get(wanted, (wanted,)) or _lists_do(clue, kind, wanted):
            continue
        told = _as_result(clue, name)
        if told:
            return told
        return f"`{name}` is {what(clue.facts.values[name])} there, and should be {WORDS[wanted]}{clue.told(name)}."
    return ""


def _lists_do(clue: Clue, kind: str, wanted: str) -> bool:
    """Say whether a list may well stand for an array: it is the message of NumPy that counts."""
    return (wanted == "array" and kind == "list") or (wanted == "list" and kind == "array")


def _as_result(clue: Clue, name: str) -> str:
    """Say which result of a given function a name holds, where it is not the one that the name says."""
    origin = clue.result(name)
    if origin is None:
        return ""
    function, place = origin
    results = RESULTS[function]
    if place is None and len(results) > 1:
        line = clue.origin(name)
        where = f" (line {line[0]})" if line and line[0] != clue.facts.line else ""
        return f"`{name}` holds all that {function} returned{where}: {in_order(function)}. Take them apart: " + (
            f"{unpacked(function)}."
        )
    if place is None or place >= len(results) or results[place][0] == name:
        return ""
    held = f"`{name}` holds the {ORDINALS[place]} result of {function}, which is {results[place][1]}"
    return f"{held}: {in_order(function)}, in this order: {unpacked(function)}."


def _none(clue: Clue) -> str:
    """Advice for a name that holds None since a method works in place."""
    if "None" not in clue.said:
        return ""
    for name in [*names_in(clue.facts.expression), *clue.names]:
        if clue.kind(name) != "NoneType":
            continue
        for line, statement in clue.facts.origins.get(name, []):
            found = re.search(IN_PLACE, statement) or re.search(r"\b(shuffle|seed)\(", statement)
            if found and re.match(rf"{name}\s*=", statement):
                return (
                    f"`{name}` is None there: {found[1]} changes the list itself and returns None, so line {line} "
                    f"(`{statement}`) should stand without `{name} =`."
                )
        return f"`{name}` is None there{clue.told(name)}."
    if re.search(r"None \+|\+ None", clue.facts.statement):
        return "None alone cannot be added to a list: put it into one, [None]."
    return ""


def operators(clue: Clue) -> str:
    """Advice for brackets, loops, sums and indices that do not suit the kind of a value."""
    said, line = clue.said, clue.facts.expression or clue.facts.statement
    if found := re.search(r"'(\w+)' object is not callable", said):
        owner = next((name for name in names_in(line) if clue.kind(name) == found[1].replace("ndarray", "array")), "")
        return f"Round brackets call a function; an entry of {owner or 'it'} stands in square ones: {owner}[...]."
    if re.search(r"can only concatenate list|'list' and '|and 'list'", said):
        return "A list is joined to a list: put the single value into brackets, [value]."
    if found := re.search(r"'(int|float|\w*int64|int64)' object is not iterable", said):
        return _not_iterable(clue)
    if re.search(r"indices must be integers or slices, not (numpy\.)?float", said):
        return "`/` gives a number with a fraction, which is no index; the remainder is `%`."
    if "indices must be integers or slices, not str" in said:
        return "That is a list or a text, which is asked by place, not by name."
    if "unhashable type" in said:
        return 'The brackets hold the array itself; between them belongs the key, e.g. "dWax".'
    if "object does not support item assignment" in said:
        return "Entries can be given to a list, an array or a dictionary only."
    return ""


def _not_iterable(clue: Clue) -> str:
    """Advice for a loop over a number."""
    statement = clue.facts.statement
    if "+=" in statement and any(clue.kind(name) == "list" for name in clue.names):
        return "`+=` joins two lists; a single value goes to the end with append."
    for name in clue.names:
        if clue.kind(name) in ("int", "float"):
            number = clue.number(name)
            return f"`{name}` is a number there{'' if number is None else f', {number}'}, and nothing to go through."
    return "A number is nothing to go through."


def places(clue: Clue) -> str:
    """Advice for a place that a list or an array has not, or for a division by zero."""
    said, statement = clue.said, clue.facts.statement
    expression = clue.facts.expression or statement
    if said.startswith("ZeroDivisionError"):
        return _zero(clue)
    if "list assignment index out of range" in said:
        return "A list does not grow by giving a value to a place: append it."
    if found := re.search(r"(\w+)\[(\w+)\]", expression) if "list index out of range" in said else None:
        owner, place = found.groups()
        length, number = clue.number(owner), clue.number(place)
        if length is not None and number is not None and clue.kind(place) == "int":
            origin = (clue.origin(place) or (0, ""))[1]
            round_again = "" if "% len(examples)" in origin else ", and j % len(examples) never is"
            rest = f"{round_again}{clue.told(place)}" if clue.exercise == "model" else clue.told(place)
            return f"`{place}` is {number} there, and {owner} has {length} entries: too large{rest}."
    if "list index out of range" in said and (found := re.search(r"(\w+)\[(.+)\]", expression)):
        length, inside = clue.number(found[1]), [name for name in names_in(found[2]) if clue.kind(name) == "int"]
        if length is not None and inside:
            never = ", and j % len(examples) never is" if clue.exercise == "model" else ""
            known = " and ".join(f"`{name}` is {clue.number(name)}" for name in inside)
            return f"{known} there, and {found[1]} has {length} entries: `{found[2]}` is too large{never}."
    if found := re.search(r"index (-?\d+) is out of bounds for axis (\d) with size (\d+)", said):
        for name in [*names_in(expression), *clue.names]:
            shape = clue.shape(name)
            if name == "x" and (place := re.match(r"x\[(?!idx)(\w+)", statement)) and clue.kind(place[1]) == "int":
                return f"The 1 in x belongs at the place of the index that was drawn, not of `{place[1]}`."
            if shape and len(shape) > int(found[2]) and shape[int(found[2])] == int(found[3]):
                return _out_of_bounds(name, shape, int(found[1]), int(found[2]))
    return ""


def _out_of_bounds(name: str, shape: tuple[int, ...], index: int, axis: int) -> str:
    """Say how many entries an array has along an axis."""
    if axis == 1 and shape[1] == 1:
        return f"`{name}` has the shape {shape}: one column, number 0; {name}.ravel() gives its entries in a row."
    last = "a[len(X) - 1] is the state after the last letter" if name == "a" else f"the last one is {shape[axis] - 1}"
    return f"`{name}` has the shape {shape}: there is no {index} along axis {axis}; {last}."


def _zero(clue: Clue) -> str:
    """Advice for a remainder of a division by zero."""
    found = re.search(r"[%/]\s*(\w+|\([^()]*(?:\([^()]*\))?[^()]*\))", clue.facts.expression or clue.facts.statement)
    if found is None:
        return ""
    divisor, examples = found[1], clue.number("examples")
    if clue.exercise == "model" and "len(examples)" in divisor and examples is not None:
        names = "one name" if examples == 1 else f"{examples} names"
        return f"With {names} `{divisor}` is 0: the remainder is that of len(examples) itself."
    first = ", in the first step for one" if divisor == "j" else ""
    return f"`{divisor}` is 0 there{first}; what repeats is j % len(examples)." if clue.exercise == "model" else ""
