"""What other graders give to the bank of attacks: ``python -m benchmarks.peers``.

Each peer is installed into a virtual environment of its own and grades the attacks among honest students, in a
bubblewrap that is thrown away. Before any attack counts, right answers must earn everything from it, and wrong ones
nothing.
"""
