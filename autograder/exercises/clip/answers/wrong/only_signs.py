# Every entry becomes plus or minus the limit.
# names: every entry|within|maxValue or -maxValue
def clip(gradients, maxValue):
    return {k: np.sign(v) * maxValue for k, v in gradients.items()}
