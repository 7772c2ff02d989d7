# Guards against a missing key, which never happens.
def clip(gradients, maxValue):
    result = {}
    for key in ["dWaa", "dWax", "dWya", "db", "dby"]:
        try:
            result[key] = np.clip(gradients[key], -maxValue, maxValue)
        except KeyError:
            print("no gradient called", key)
    return result
