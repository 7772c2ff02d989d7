"""Runs a student's cells and function where they can do no harm.

In: cells, and calls with plain data. Out: outcomes made of plain data, never trusted. `child` runs inside the sandbox.
"""
