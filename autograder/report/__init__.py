"""Renders what people read.

In: results and the gradebook. Out: feedback pages, graded notebooks, CSV, JSON, the overview, the terminal's table.
"""
