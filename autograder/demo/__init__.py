"""A bundled class to try the grader on.

In: answers with names of behaviours. Out: their marks, held against what each should earn.
"""
