"""Makes what students and nbgrader get, and refuses an unfair course.

In: the exercises. Out: notebooks, fixtures, the student zip.
"""
