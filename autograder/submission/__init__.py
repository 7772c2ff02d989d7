"""Reads what was handed in and restores its notebooks from the master.

In: a folder of any bytes. Out: for each exercise a restored notebook, or the reason why there is none.
"""
