# Draws a character, then looks its index up; stops by the character.
def sample(parameters, char_to_ix, seed):
    Waa, Wax, Wya, by, b = parameters['Waa'], parameters['Wax'], parameters['Wya'], parameters['by'], parameters['b']
    letters = [letter for letter, _ in sorted(char_to_ix.items(), key=lambda item: item[1])]
    x, a, indices, letter = np.zeros(by.shape), np.zeros(b.shape), [], ""
    while letter != "\n" and len(indices) < 50:
        a = np.tanh(Wax @ x + Waa @ a + b)
        np.random.seed(seed + 2 * len(indices))
        letter = str(np.random.choice(letters, p=softmax(Wya @ a + by).ravel()))
        indices.append(char_to_ix[letter])
        x = np.zeros(by.shape)
        x[char_to_ix[letter]] = 1
    if len(indices) == 50:
        indices.append(char_to_ix["\n"])
    return indices
