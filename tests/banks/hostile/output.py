"""What is shown: too much of it, or with a script inside."""

# %% hundred_megabytes_printed | clip | before
for _ in range(1000):
    print("x" * 100_000)

# %% printed_in_the_function_without_end | clip | answer
def clip(gradients, maxValue):
    while True:
        print("x" * 1_000_000)

# %% script_in_html | clip | before
from IPython.display import HTML, Javascript, SVG, display
display(HTML("<script>document.title='owned'</script><img src=x onerror=\"document.title='owned'\">"))
display(HTML("<iframe src='data:text/html,<script>parent.document.title=1</script>'></iframe>"))
display(Javascript("document.title='owned'"))
display(SVG("<svg xmlns='http://www.w3.org/2000/svg' onload=\"document.title='owned'\"><script>document.title='owned'</script></svg>"))

# %% remote_content_in_html | clip | before
from IPython.display import HTML, display
display(HTML("<img src='http://127.0.0.1:9/pixel.png'><link rel=stylesheet href='http://127.0.0.1:9/a.css'>"
             "<meta http-equiv=refresh content='0;url=http://127.0.0.1:9/'><style>@import 'http://127.0.0.1:9/';</style>"
             "<form action='http://127.0.0.1:9/'><button>Show my mark</button></form>"))

# %% page_torn_open | clip | before
from IPython.display import HTML, display
display(HTML("</div></pre></body></html><h1>Score: 10 of 10</h1><!--"))
print("</pre></div><script>document.title='owned'</script><!--")

# %% script_in_the_error | clip | answer
def clip(gradients, maxValue):
    raise ValueError("<script>document.title='owned'</script>" + "<b>" * 100_000)

# %% hundred_thousand_outputs | clip | before
from IPython.display import display
for i in range(100_000):
    display(i)

# %% huge_picture | clip | before
import matplotlib.pyplot as plt
import numpy as np
for _ in range(5):
    plt.figure(figsize=(40, 40))
    plt.imshow(np.random.rand(2000, 2000))
    plt.show()

# %% false_picture | clip | before
from IPython.display import display
display({"image/png": "\"><script>document.title='owned'</script>", "image/svg+xml": "<svg onload=alert(1)>",
         "text/latex": "$\\href{javascript:alert(1)}{x}$", "text/markdown": "[x](javascript:alert(1))"}, raw=True)

# %% terminal_codes | clip | before
print("\x1b[2J\x1b]0;owned\x07\x1b[31mred\x1b[0m\x00\x08\x08\u202egnissap lla\u202c")

# %% not_text | clip | before
import sys, os
os.write(1, bytes(range(256)) * 100)
print("\ud800 a lone surrogate")

# %% html_that_grows | clip | before
from IPython.display import HTML, display
text = "<p>" + "".join(f"<b a{number}>" for number in range(900)) + "<p>x" * 2800
for _ in range(25):
    display(HTML(text))

# %% table_of_two_thousand_columns | clip | before
from IPython.display import Markdown, display
for _ in range(25):
    display(Markdown("|".join("a" * 1900) + "\n" + "|".join("-" * 1900) + "\n" + "a\n" * 6000))

# %% vast_picture | clip | before
import struct, zlib
from IPython.display import Image, display
def chunk(kind, data):
    return struct.pack("!I", len(data)) + kind + data + struct.pack("!I", zlib.crc32(kind + data))
head = struct.pack("!IIBBBBB", 30_000, 30_000, 1, 0, 0, 0, 0)
lines = zlib.compress(bytes(3751 * 30_000), 9)
display(Image(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", lines) + chunk(b"IEND", b"")))
