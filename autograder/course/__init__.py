"""Builds the course from the exercises, and refuses an unfair one.

In: the exercises. Out: notebooks for students, sources for nbgrader, fixtures for `check`, the student zip.
"""
