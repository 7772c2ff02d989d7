# A decorator that counts calls.
import functools


def counted(function):
    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        wrapper.calls += 1
        return function(*args, **kwargs)

    wrapper.calls = 0
    return wrapper


@counted
def clip(gradients, maxValue):
    return {k: np.clip(v, -maxValue, maxValue) for k, v in gradients.items()}
