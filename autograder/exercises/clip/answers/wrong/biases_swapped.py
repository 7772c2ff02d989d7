# `db` and `dby` are mixed up when the dictionary is put together.
# names: \bdb\b|dby
def clip(gradients, maxValue):
    dWax, dWaa, dWya, dby, db = [np.clip(gradients[k], -maxValue, maxValue) for k in ("dWax", "dWaa", "dWya", "db", "dby")]
    return {"dWaa": dWaa, "dWax": dWax, "dWya": dWya, "db": db, "dby": dby}
