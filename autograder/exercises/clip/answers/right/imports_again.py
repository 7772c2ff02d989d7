# Everything imported once more, under star and plain names.
from numpy import *
import numpy as np
from utils import *


def clip(gradients, maxValue):
    return {k: maximum(minimum(v, maxValue), -maxValue) for k, v in gradients.items()}
