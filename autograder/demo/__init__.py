"""Grades a bundled class, to try the grader.

In: submissions with names of behaviours. Out: their marks, compared with what each should earn.
"""
