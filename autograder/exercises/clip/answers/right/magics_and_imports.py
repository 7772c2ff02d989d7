# A magic on the first line, imports that are not needed, another name for NumPy.
%matplotlib inline
import os, math, random
import numpy as numpy_again


def clip(gradients, maxValue):
    for g in gradients.values():
        numpy_again.clip(g, -maxValue, maxValue, out=g)
    return gradients
