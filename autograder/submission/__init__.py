"""What was handed in, made safe to use.

In: a folder of any bytes. Out: for each exercise a restored notebook, or the sentence that says why there is none.
"""
