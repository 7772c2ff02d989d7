"""Stores the results of a class.

In: results. Out: result files, from which a stopped run goes on, and nbgrader's gradebook, in SQLite or PostgreSQL.
"""
