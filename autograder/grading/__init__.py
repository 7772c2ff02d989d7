"""Calls the student's function with every case, compares, decides.

In: restored notebooks, a sandbox, the cases of the run. Out: for each exercise an `ExerciseResult`, with a verdict on
every check.
"""
