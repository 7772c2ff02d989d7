# Two entries are mixed up when the dictionary is put together.
# names: dWaa|dWax|mixed|swap|shape
def clip(gradients, maxValue):
    dWaa, dWax, dWya, db, dby = [np.clip(gradients[k], -maxValue, maxValue) for k in ("dWax", "dWaa", "dWya", "db", "dby")]
    return {"dWaa": dWaa, "dWax": dWax, "dWya": dWya, "db": db, "dby": dby}
