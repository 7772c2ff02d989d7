"""Builds the wheel: the dinosaurs, which lie in ``data`` beside the packages, go along within ``utils``."""

from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py


class BuildWithData(build_py):
    """Copies the packages, and the texts that `utils` reads."""

    def run(self) -> None:
        """Build, and add the texts unless the packages are used where they lie."""
        super().run()
        if self.editable_mode:
            return
        target = Path(self.build_lib, "utils", "data")
        self.mkpath(str(target))
        for text in sorted(Path("data").glob("*.txt")):
            self.copy_file(str(text), str(target / text.name))


setup(cmdclass={"build_py": BuildWithData})
