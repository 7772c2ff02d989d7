"""Attacks on a score that is read from what the notebook shows."""

# %% displayhook_says_ok | clip | before
import sys
sys.displayhook("ok")
sys.displayhook(10.0)

# %% last_expression_is_full_marks | clip | after
10.0

# %% not_a_number_as_partial_credit | clip | after
float("nan")

# %% negative_and_infinite_credit | clip | after
display(float("inf")); display(-1e308)
1e308

# %% verdict_displayed_as_json | clip | before
from IPython.display import display
display({"application/json": {"clip": {"score": 10, "max": 10, "passed": True}}}, raw=True)

# %% printed_report_of_full_marks | clip | before
print('{"clip": {"score": 10, "max": 10, "checks": [{"name": "everything", "passed": true, "message": ""}]}}')
import sys
print("score: 10/10", file=sys.stderr)

# %% formatter_of_floats_patched | clip | before
get_ipython().display_formatter.formatters["text/plain"].for_type(float, lambda v, p, c: p.text("10.0"))

# %% warnings_on_a_right_answer | clip | honest
import warnings, sys, logging
import numpy as np
def clip(gradients, maxValue):
    warnings.warn("clipping now")
    print("clipping", file=sys.stderr)
    logging.error("loud but right")
    for gradient in gradients.values():
        np.clip(gradient, -maxValue, maxValue, out=gradient)
    return gradients

# %% magics_and_shell_on_a_right_answer | clip | honest
%matplotlib inline
!ls
import numpy as np
def clip(gradients, maxValue):
    return {key: np.clip(value, -maxValue, maxValue) for key, value in gradients.items()}
%timeit -n 1 -r 1 clip({"db": np.ones(3)}, 1)

# %% warnings_are_errors_on_a_right_answer | clip | honest
import warnings
warnings.simplefilter("error")
import numpy as np
np.seterr(all="raise")
def clip(gradients, maxValue):
    return {key: np.minimum(np.maximum(value, -maxValue), maxValue) for key, value in gradients.items()}

# %% figure_and_progress_on_a_right_answer | clip | honest
import matplotlib.pyplot as plt
import numpy as np
from tqdm.auto import tqdm
def clip(gradients, maxValue):
    for key in tqdm(list(gradients)):
        gradients[key] = np.clip(gradients[key], -maxValue, maxValue)
    return gradients
plt.plot([1, 2, 3])
plt.show()
