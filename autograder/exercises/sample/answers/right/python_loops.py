# Sums by hand, without a single NumPy product.
import math


def sample(parameters, char_to_ix, seed):
    Waa, Wax, Wya = [parameters[k].tolist() for k in ("Waa", "Wax", "Wya")]
    b, by = [parameters[k].ravel().tolist() for k in ("b", "by")]
    H, V = len(b), len(by)
    a, idx, indices = [0.0] * H, None, []
    for counter in range(50):
        drive = [Wax[i][idx] if idx is not None else 0.0 for i in range(H)]
        a = [math.tanh(drive[i] + sum(Waa[i][j] * a[j] for j in range(H)) + b[i]) for i in range(H)]
        z = [sum(Wya[k][i] * a[i] for i in range(H)) + by[k] for k in range(V)]
        e = [math.exp(v) for v in z]
        total = sum(e)
        np.random.seed(counter + seed)
        idx = int(np.random.choice(V, p=[v / total for v in e]))
        indices.append(idx)
        seed += 1
        if idx == char_to_ix["\n"]:
            break
    if len(indices) == 50 and idx != char_to_ix["\n"]:
        indices.append(char_to_ix["\n"])
    return indices
