"""One module an exercise: how its outcome is read, explained and stood in for. The registry finds them."""
