# Takes the limit for a percentage.
# names: percent|limit in effect|should become the limit
# also: a limit of 0 clips nothing
def clip(gradients, maxValue):
    out = {}
    for k, v in gradients.items():
        low, high = np.percentile(v, [maxValue % 100, 100 - maxValue % 100])
        out[k] = np.clip(v, min(low, high), max(low, high))
    return out
