"""Grades a whole class.

In: a folder of submissions. Out: a verdict on each, in files, gradebook and pages; a stopped run goes on where it was.
"""
