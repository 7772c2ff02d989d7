"""How fast the course is, each thing measured against its peer in the same run: ``python -m benchmarks``."""
