# The function has another name, so there is no `clip`.
# names: clip.*(missing|defined|called|found|no function)|no .*clip|no function
def clip_gradients(gradients, maxValue):
    return {k: np.clip(v, -maxValue, maxValue) for k, v in gradients.items()}
