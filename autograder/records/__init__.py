"""What is kept of a class.

In: results. Out: result files from which a stopped run goes on, and nbgrader's gradebook.
"""
