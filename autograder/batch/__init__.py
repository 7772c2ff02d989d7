"""A class from beginning to end.

In: a folder of submissions. Out: a verdict on each, whatever it is; a run that is stopped goes on.
"""
