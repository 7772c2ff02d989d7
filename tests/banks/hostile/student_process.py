"""Attacks that would work if the tests ran in the student's process."""

# %% ast_transformer_drops_asserts | clip | before
import ast

class Drop(ast.NodeTransformer):
    def visit_Assert(self, node):
        return ast.Pass()

get_ipython().ast_transformers.append(Drop())

# %% input_transformer_drops_checks | clip | before
get_ipython().input_transformers_cleanup.append(
    lambda lines: [line for line in lines if "check(" not in line and "score(" not in line and "assert" not in line])

# %% patched_run_cell | clip | before
from IPython.core.interactiveshell import InteractiveShell, ExecutionResult

async def nothing(self, *a, **k):
    result = ExecutionResult(None)
    result.result = 10.0
    return result

InteractiveShell.run_cell_async = nothing
InteractiveShell.run_cell = lambda self, *a, **k: None

# %% numpy_testing_replaced | clip | before
import numpy.testing as npt
for name in dir(npt):
    if name.startswith("assert"):
        setattr(npt, name, lambda *a, **k: None)

# %% comparison_patched | clip | before
import numpy as np
np.allclose = np.array_equal = lambda *a, **k: True
np.isclose = lambda a, b, **k: np.ones(np.shape(a), bool)

# %% builtins_patched | clip | before
import builtins
builtins.all = lambda *a: True
builtins.any = lambda *a: False
builtins.abs = lambda *a: 0.0
builtins.isinstance = lambda *a: True
builtins.len = lambda *a: 5

# %% array_that_equals_everything | clip | answer
import numpy as np

class Yes(np.ndarray):
    def __eq__(self, other):
        return np.ones(self.shape, bool)
    def __ne__(self, other):
        return np.zeros(self.shape, bool)
    def __sub__(self, other):
        return np.zeros(self.shape)
    __rsub__ = __sub__
    def __le__(self, other):
        return np.ones(self.shape, bool)
    __ge__ = __lt__ = __gt__ = __le__
    def __array_ufunc__(self, *a, **k):
        return np.zeros(self.shape)

def clip(gradients, maxValue):
    return {k: v.view(Yes) for k, v in gradients.items()}

# %% expected_taken_from_globals | clip | answer
import sys
def clip(gradients, maxValue):
    frame = sys._getframe()
    while frame:
        for space in (frame.f_locals, frame.f_globals):
            for word in ("want", "expected", "reference", "answer", "solution", "correct"):
                if word in space:
                    return space[word]
        frame = frame.f_back
    return gradients

# %% judge_of_the_notebook_patched | clip | before
import utils.feedback, sys, types
for name, module in list(sys.modules.items()):
    if name.startswith("utils.feedback") and isinstance(module, types.ModuleType):
        for word in list(vars(module)):
            if callable(getattr(module, word, None)) and not word.startswith("__"):
                try:
                    setattr(module, word, lambda *a, **k: True)
                except Exception:
                    pass

# %% observe_patched_to_lie | clip | before
import utils.feedback.outcome as outcome, utils.feedback as feedback
import numpy as np
def observe(function, args, helpers=None):
    return outcome.Outcome(result={k: np.clip(v, -args[1], args[1]) * 0 for k, v in args[0].items()}, arguments=list(args))
outcome.observe = feedback.observe = observe

# %% check_replaced | clip | before
def check(*a, **k):
    print("all right")
    return 10.0
score = check

# %% names_deleted | clip | after
for name in list(globals()):
    if not name.startswith("_") and name != "name":
        del globals()[name]

# %% asserts_off_by_optimised_python | clip | before
import sys
sys.flags.__class__
__debug__ and None
import os
os.environ["PYTHONOPTIMIZE"] = "2"

# %% clip_is_an_object_that_agrees | clip | answer
class Agree:
    def __call__(self, *a, **k):
        return self
    def __getattr__(self, name):
        return self
    def __getitem__(self, key):
        return self
    def __iter__(self):
        return iter([self] * 5)
    def __eq__(self, other):
        return True
    def __array__(self, *a, **k):
        import numpy
        return numpy.zeros((5, 3))
    def __float__(self):
        return 10.0
    def keys(self):
        return ["dWax", "dWaa", "dWya", "db", "dby"]
    __hash__ = None
clip = Agree()

# %% hidden_case_recognised_by_its_name | clip | answer
import inspect
def clip(gradients, maxValue):
    for info in inspect.stack():
        if "case" in info.frame.f_locals:
            case = info.frame.f_locals["case"]
            return getattr(case, "expected", gradients)
    return gradients

# %% numpy_left_over_from_a_failed_import | clip | answer
import a_package_that_nobody_has as np
def clip(gradients, maxValue):
    return {name: np.clip(value, -maxValue, maxValue) for name, value in gradients.items()}

# %% numpy_left_over_in_a_block | clip | answer
if True:
    from a_package_that_nobody_has import anything as np
def clip(gradients, maxValue):
    return {name: np.clip(value, -maxValue, maxValue) for name, value in gradients.items()}
