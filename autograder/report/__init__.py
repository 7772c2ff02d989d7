"""What people read.

In: results and the gradebook. Out: feedback pages, graded notebooks, CSV, JSON, the overview.
"""
