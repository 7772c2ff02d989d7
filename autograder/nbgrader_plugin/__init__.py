"""The same steps under nbgrader's own commands.

In: nbgrader's configuration. Out: its marks, made by our judge.
"""
