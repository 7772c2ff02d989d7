"""Puts intake, sandbox and judge under nbgrader's own commands and formgrader.

In: nbgrader's configuration and course folder. Out: its gradebook and pages, with the marks of our judge.
"""
