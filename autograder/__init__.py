"""The grader: everything an instructor needs and a student never gets.

Making the course: `exercises` (proved by `certify`) -> `course` -> notebooks, fixtures, the student zip.
Grading a submission: `course` -> `submission` -> `sandbox` -> `grading` -> `records`, `report`.
Grading a class: `batch` sends each submission that way; `nbgrader_plugin` does the same under nbgrader's own commands.
Around them: `errors`, `files`, the bundled class of `demo`, `doctor`, and the command line in `__main__`.
"""

import sys

# nbformat imports jsonschema, which builds a grammar of international web addresses while it is imported: most of the
# time that a process of the grader needs to start, for a check that no notebook has. Without the package it goes on.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
