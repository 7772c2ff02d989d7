"""Text of the student's own that asks to be more than text where it is shown."""

# %% shown_link_to_a_script | clip | text
[Show the whole output](javascript:document.title='owned') [and](java&#115;cript:document.title='owned')
[here][1] <javascript:document.title='owned'>

[1]: javascript:document.title='owned'

# %% shown_picture_behind_a_fence | clip | text
<b>x</b> words

```
a

![pixel](http://127.0.0.1:9/pixel.png)

<img src=x onerror="document.title='owned'">
```

# %% shown_mermaid | clip | text
```mermaid
</pre><img src=x onerror="document.title='owned'">
```

# %% shown_formula | clip | text
$$\href{javascript:document.title='owned'}{x} \style{background:url(http://127.0.0.1:9/)}{y}$$
$a\<img src=x onerror=document.title='owned'>$ \begin{a}<script>document.title='owned'</script>\end{a}

# %% shown_attachment | clip | text
![x](attachment:x.svg) ![y](attachment:none)

# %% shown_heading_and_table | clip | text
# <x onclick=document.title='owned'> [x](javascript:document.title='owned')
<h1 id=clip_check>10 of 10 points</h1>

|a|b|
|-|-|
|[x](javascript:document.title='owned')|<script>document.title='owned'</script>|

# %% shown_in_the_error | clip | answer
def clip(gradients, maxValue):
    raise ValueError("[Your mark](javascript:document.title='owned') ![x](http://127.0.0.1:9/x.png) <img src=x onerror=alert(1)>")

# %% shown_in_the_error_as_a_formula | clip | answer
def clip(gradients, maxValue):
    raise ValueError("$\\href{javascript:document.title='owned'}{x}$ ```mermaid")

# %% shown_outputs_of_every_kind | clip | before
from IPython.display import display
text = "[x](javascript:document.title='owned') <script>document.title='owned'</script> ![x](http://127.0.0.1:9/x.png)"
kinds = ["text/html", "text/markdown", "text/latex", "image/svg+xml", "image/png", "image/jpeg", "application/javascript",
         "application/pdf", "text/vnd.mermaid", "application/vnd.jupyter.widget-view+json"]
for kind in kinds:
    display({kind: text}, metadata={kind: {"isolated": True}, "filenames": {kind: "http://127.0.0.1:9/"}}, raw=True)
    display({kind: text, "text/plain": text}, raw=True)

# %% shown_cell_of_another_language | clip | before
%%html
<script>document.title='owned'</script>

# %% shown_cell_of_javascript | clip | before
%%javascript
document.title='owned'
