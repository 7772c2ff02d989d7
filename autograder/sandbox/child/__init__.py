"""The part of the sandbox that runs inside it.

In: requests over a socket. Out: plain data. It runs students' code, holds no secret, and imports nothing else of the
grader.
"""
