# Right, with something in its output that should not run in anybody's browser.

# %% clip
from IPython.display import HTML, display
display(HTML("<script>document.title = 'owned'</script><h1 onclick='alert(1)'>My answer</h1><img src='http://example.org/x.png'>"))
def clip(gradients, maxValue):
    return {key: np.clip(value, -maxValue, maxValue) for key, value in gradients.items()}
