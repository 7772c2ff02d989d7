"""Asks, compares, decides.

In: a restored notebook, the sandbox, the cases of the run. Out: one `ExerciseResult` an exercise, a verdict on every
check.
"""
