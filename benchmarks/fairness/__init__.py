"""Measures the judge: banks of answers, environments, mutants, tables."""
