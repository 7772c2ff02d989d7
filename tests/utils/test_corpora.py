"""The texts: the one that ships is clean, and whatever is wrong with a published one is said in a sentence."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest

from utils import corpora
from utils.corpora import CORPORA, EMBEDDED, FOLDER_VARIABLE, CorpusError, load_dinosaurs, load_text, read_text

README = Path(__file__).parents[2] / "data" / "README.md"


def test_embedded_names_are_clean_sorted_and_distinct():
    """Only the letters a to z, one name a line, none twice."""
    names = load_dinosaurs().splitlines()
    assert all(re.fullmatch("[a-z]+", name) for name in names)
    assert names == sorted(set(names))


def test_readme_states_the_count_and_hash_of_the_embedded_file():
    """What data/README.md says of dinos.txt is true of it."""
    row = next(line for line in README.read_text(encoding="utf-8").splitlines() if line.startswith("| `dinos.txt`"))
    assert hashlib.sha256(EMBEDDED.read_bytes()).hexdigest() in row
    assert f"{len(load_dinosaurs().splitlines()):,}" in row


def test_readme_states_the_hash_of_every_published_corpus():
    """The registry and data/README.md agree."""
    text = README.read_text(encoding="utf-8")
    assert all(corpus.sha256 in text for corpus in CORPORA.values())


@pytest.mark.parametrize(("name", "characters"), [("dinos", 19_909), ("shakespeare", 94_275), ("nietzsche", 600_893)])
def test_published_corpora_are_read_from_the_named_folder(name, characters, published_data):
    """With the environment variable set nothing is downloaded, and the published counts hold."""
    assert len(load_text(name)) == characters


def test_unknown_corpus_is_named():
    """A name that is none of the three is answered with the three."""
    with pytest.raises(CorpusError, match=r"no corpus 'tolstoy'; there are dinos, shakespeare, nietzsche"):
        load_text("tolstoy")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:ad\nsize 3\n", "Git LFS pointer"),
        (b"", "is empty"),
        (b"\n \n", "is empty"),
        (b"stegosaurus\n", "another file than the published one"),
    ],
)
def test_a_wrong_file_in_the_folder_gets_its_sentence(content, sentence, tmp_path, monkeypatch):
    """A pointer, an empty file and another file are told apart."""
    (tmp_path / "dinos.txt").write_bytes(content)
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path))
    with pytest.raises(CorpusError, match=sentence):
        load_text("dinos")


def test_a_missing_file_is_named_with_what_to_do(tmp_path, monkeypatch):
    """The path and the variable are in the sentence."""
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path))
    with pytest.raises(CorpusError, match=rf"dinos\.txt is missing; .*{FOLDER_VARIABLE}"):
        load_text("dinos")


def test_a_folder_in_place_of_the_file_gets_a_sentence(tmp_path):
    """Something that cannot be read is no traceback."""
    with pytest.raises(CorpusError, match="cannot be read"):
        read_text(tmp_path)


def test_text_that_is_not_utf8_is_named_with_its_line(tmp_path):
    """The line of the first bad byte is in the sentence."""
    path = tmp_path / "names.txt"
    path.write_bytes("zuul\nsauriép\n".encode("latin-1"))
    with pytest.raises(CorpusError, match=r"line 2 of .* is not UTF-8"):
        read_text(path)


def test_line_ends_and_byte_order_mark_do_not_matter(tmp_path):
    """A file saved on another system reads the same."""
    path = tmp_path / "names.txt"
    path.write_bytes(b"\xef\xbb\xbfzuul\r\nbalaur\r\n")
    assert read_text(path) == "zuul\nbalaur\n"


def test_no_network_is_said_in_a_sentence(tmp_path, monkeypatch):
    """Where nothing can be downloaded the sentence names the address and the other way."""
    monkeypatch.delenv(FOLDER_VARIABLE, raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    unreachable = corpora.Corpus("dinos.txt", "http://127.0.0.1:9/dinos.txt", "0" * 64, "names")
    monkeypatch.setitem(CORPORA, "dinos", unreachable)
    with pytest.raises(CorpusError, match=rf"could not be downloaded from http://127.*{FOLDER_VARIABLE}"):
        load_text("dinos")
    assert not list(tmp_path.rglob("dinos.txt")), "nothing half-written stays behind"


def test_a_download_is_cached_and_its_hash_checked(tmp_path, monkeypatch):
    """A served file is fetched once; another one in its place is refused."""
    served = tmp_path / "served"
    served.mkdir()
    (served / "dinos.txt").write_bytes(b"zuul\n")
    monkeypatch.delenv(FOLDER_VARIABLE, raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    with serving(served) as address:
        right = corpora.Corpus("dinos.txt", f"{address}/dinos.txt", hashlib.sha256(b"zuul\n").hexdigest(), "names")
        monkeypatch.setitem(CORPORA, "dinos", right)
        assert load_text("dinos") == "zuul\n"
    assert load_text("dinos") == "zuul\n", "from the cache, with nothing served any more"
    monkeypatch.setitem(CORPORA, "dinos", corpora.Corpus("dinos.txt", right.url, "0" * 64, "names"))
    with pytest.raises(CorpusError, match="another file"):
        load_text("dinos")


class serving:
    """A file server on loopback for the length of a with block."""

    def __init__(self, folder: Path) -> None:
        import functools
        import http.server

        handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=str(folder))
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)

    def __enter__(self) -> str:
        import threading

        self.thread = threading.Thread(target=self.server.serve_forever)
        self.thread.start()
        return f"http://127.0.0.1:{self.server.server_address[1]}"

    def __exit__(self, *exception: object) -> None:
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()
