"""The errors that a caller of the grader may catch."""

from __future__ import annotations


class SandboxMissing(Exception):
    """No sandbox can be made here; the message says why and what to do."""


class GradingError(Exception):
    """Grading cannot go on; the message says what was found, what was expected and what to do."""


class BuildRefused(Exception):
    """The course must not be handed out as it is; the message gives the reasons, one a line."""


class LayoutRefused(GradingError):
    """What was given to be graded is no class that is recognised; nothing was written."""
