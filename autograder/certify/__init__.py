"""Proves that a fixture is the same on every machine.

In: a network and a question. Out: a certificate with bound and margin, or a refusal.
"""
