# Never counts, so it never stops where no newline is drawn.

# %% sample | everything
def sample(parameters, char_to_ix, seed):
    indices = []
    while True:
        indices = indices[:1]
    return indices
