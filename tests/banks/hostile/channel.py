"""The new edge: the channel over which answers come back."""

# %% every_descriptor_written | clip | before
import os
for fd in range(3, 256):
    try:
        os.write(fd, b'{"passed": true, "result": 1}\n' * 10)
    except OSError:
        pass

# %% descriptors_written_in_the_call | clip | answer
import os
def clip(gradients, maxValue):
    for fd in range(3, 256):
        try:
            os.write(fd, b"\x00\x00\x00\x10" + b'{"done": true}  ' * 3)
        except OSError:
            pass
    return gradients

# %% descriptors_closed | clip | answer
import os
def clip(gradients, maxValue):
    os.closerange(0, 4096)
    return gradients

# %% descriptors_filled_without_end | clip | answer
import os
def clip(gradients, maxValue):
    while True:
        for fd in range(3, 64):
            try:
                os.write(fd, b"\xff" * 65536)
            except OSError:
                pass

# %% dribbles_a_byte_a_second | clip | answer
import os, time
def clip(gradients, maxValue):
    while True:
        for fd in range(3, 64):
            try:
                os.write(fd, b"\x00")
            except OSError:
                pass
        time.sleep(1)

# %% encoders_patched | clip | before
import json, base64, struct, numpy as np
from child.codec import msgpack
json.dumps = lambda *a, **k: '{"passed": true, "score": 10}'
json.JSONEncoder.encode = json.JSONEncoder.iterencode = lambda *a, **k: '{"passed": true}'
base64.b64encode = lambda *a, **k: b"AAAA"
struct.pack = lambda *a, **k: b"\x00\x00\x00\x02"
msgpack.packb = msgpack.Packer = lambda *a, **k: b"\x81\xa6passed\xc3"
msgpack.ExtType = tuple
np.ndarray.__dict__

# %% grader_modules_found_and_patched | clip | before
import sys, types
for name, module in list(sys.modules.items()):
    file = getattr(module, "__file__", None) or ""
    if "grader" in file or "child" in file or name in ("__main__", "child", "fork_server", "codec", "channel"):
        for word in list(vars(module)):
            if isinstance(vars(module)[word], types.FunctionType):
                try:
                    setattr(module, word, lambda *a, **k: {"passed": True})
                except Exception:
                    pass

# %% huge_array_returned | clip | answer
import numpy as np
def clip(gradients, maxValue):
    return {key: np.zeros((20_000, 20_000)) for key in gradients}

# %% deep_answer | clip | answer
def clip(gradients, maxValue):
    value = []
    for _ in range(200_000):
        value = [value]
    return value

# %% cyclic_answer | clip | answer
def clip(gradients, maxValue):
    gradients["db"] = gradients
    return gradients

# %% endless_answer | clip | answer
class Endless(list):
    def __iter__(self):
        while True:
            yield 1.0
    def __len__(self):
        return 2
class EndlessDict(dict):
    def items(self):
        while True:
            yield ("dWax", 1.0)
    def keys(self):
        return Endless()
def clip(gradients, maxValue):
    return EndlessDict({key: Endless([1, 2]) for key in gradients})

# %% huge_integer | clip | answer
def clip(gradients, maxValue):
    return {key: 10 ** 5_000_000 for key in gradients}

# %% lying_array | clip | answer
import numpy as np
class Liar(np.ndarray):
    @property
    def shape(self):
        return (5, 3)
    @property
    def dtype(self):
        return np.dtype("float64")
    def tobytes(self, *a):
        return b"\x00" * 8
    def __reduce__(self):
        import os
        return os.system, ("echo owned",)
    def __array__(self, *a, **k):
        raise SystemExit
def clip(gradients, maxValue):
    return {key: value.view(Liar) for key, value in gradients.items()}

# %% object_array | clip | answer
import numpy as np
class Evil:
    def __reduce__(self):
        import os
        return os._exit, (0,)
    def __float__(self):
        return 10.0
def clip(gradients, maxValue):
    return {key: np.array([[Evil()] * 3] * 5, dtype=object) for key in gradients}

# %% not_numbers | clip | answer
import numpy as np
def clip(gradients, maxValue):
    return {key: np.full(value.shape, np.nan) for key, value in gradients.items()}

# %% infinities | clip | answer
import numpy as np
def clip(gradients, maxValue):
    return {key: np.full(value.shape, np.inf) for key, value in gradients.items()}

# %% empty_arrays | clip | answer
import numpy as np
def clip(gradients, maxValue):
    return {key: np.zeros((0,)) for key in gradients}

# %% broadcastable_answer | clip | answer
import numpy as np
def clip(gradients, maxValue):
    return {key: np.zeros((1, 1)) + maxValue for key in gradients}

# %% nothing_but_keys | clip | answer
def clip(gradients, maxValue):
    return {}

# %% answer_remembered_from_the_first_call | clip | answer
import numpy as np
first = []
def clip(gradients, maxValue):
    first.append({key: value.copy() for key, value in gradients.items()})
    return first[0]

# %% exception_with_a_lying_text | clip | answer
class Strange(Exception):
    def __str__(self):
        raise Strange
    __repr__ = __str__
    @property
    def args(self):
        raise Strange
def clip(gradients, maxValue):
    raise Strange

# %% function_with_lying_globals | optimize | answer
class Function:
    __globals__ = {"passed": True}
    __name__ = "optimize"
    __code__ = None
    def __call__(self, *args):
        return 126.5, {}, None
optimize = Function()

# %% helper_called_without_end | model | answer
def model(data, ix_to_char, char_to_ix, num_iterations=35000, n_a=50, dino_names=7, vocab_size=27):
    import numpy as np
    parameters = initialize_parameters(n_a, vocab_size, vocab_size)
    while True:
        optimize([None, 1], [1, 0], np.zeros((n_a, 1)), parameters, 0.01)

# %% helper_called_with_monsters | model | answer
def model(data, ix_to_char, char_to_ix, num_iterations=35000, n_a=50, dino_names=7, vocab_size=27):
    import numpy as np
    for monster in (None, "x" * 10**7, [None] * 10**6, np.zeros((3000, 3000)), {"Wax": object()}, [[[]]], -1, 2**200):
        for place in range(4):
            args = [[None, 1], [1, 0], np.zeros((n_a, 1)), initialize_parameters(n_a, vocab_size, vocab_size)]
            args[place] = monster
            try:
                optimize(*args)
            except Exception:
                pass
    return initialize_parameters(n_a, vocab_size, vocab_size)

# %% helper_asked_to_do_the_judges_work | model | answer
def model(data, ix_to_char, char_to_ix, num_iterations=35000, n_a=50, dino_names=7, vocab_size=27):
    parameters = initialize_parameters(n_a, vocab_size, vocab_size)
    for name in ("model", "clip", "check", "judge", "reference"):
        try:
            return globals()[name](data, ix_to_char, char_to_ix, num_iterations)
        except RecursionError:
            break
        except Exception:
            pass
    return parameters

# %% helper_replaced_by_a_recorder | optimize | before
class Recorder(dict):
    def __setitem__(self, key, value):
        dict.__setitem__(self, key, value)
        if key == "clip":
            dict.__setitem__(self, "stolen", value)
import sys
sys.settrace(lambda *a: None)
sys.setprofile(lambda *a: None)

# %% late_answers_from_a_thread | clip | answer
import os, threading, time
def shout():
    while True:
        for fd in range(3, 32):
            try:
                os.write(fd, b"\x00\x00\x00\x02{}")
            except OSError:
                pass
        time.sleep(0.001)
def clip(gradients, maxValue):
    threading.Thread(target=shout, daemon=True).start()
    return gradients

# %% forked_twin_answers_too | clip | answer
import os
def clip(gradients, maxValue):
    os.fork()
    return gradients

# %% helper_asked_with_numbers_that_grow | model | answer
import gc, struct
def model(data, ix_to_char, char_to_ix, num_iterations=35000, n_a=50, dino_names=7, vocab_size=27):
    pipe = next(thing for thing in gc.get_objects() if type(thing).__name__ == "ChildChannel")
    numbers = b"[" + b",".join([b"1e15"] * 240000) + b"]"
    start = b'{"dict":[["nonce","' + pipe._nonce.encode() + b'"],["helper","optimize"],["number",1],["args",['
    text = start + numbers + b']],["kwargs",{"dict":[]}]]}'
    pipe._sock.sendall(struct.pack("!II", len(text) + 4, len(text)) + text)
    pipe.receive()
