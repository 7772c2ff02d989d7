"""The grader: everything an instructor needs and a student never gets. Three flows, each one way; read along them.

Making the course
    `masters/` -> `master` -> `build` (`exercises/`, `certify`, `bounds`, `oracle`, `prove`, `user_edits`) -> notebooks
    -> `release`; `reproduce` holds the published figures against ours.
Grading a class
    `batch` (with `roster`, `run_state`, `pool` or `cluster`) gives each submission to `work`:

    1. what was handed in: `handin` (`safe_read`, `timestamps`) -> `intake` (`raw_cells`, `restore`, `wording`);
    2. the sandbox: `sandbox` (`sandbox_help`, `bubblewrap`, `warm`, `limits`), `inside/` on its other side, and between
       them `job`, `wire`, `shown`, `handing_in`, `ending`;
    3. the verdict: `grading_run` -> `interview` (`lent`) -> `judge` (`exercises/`) -> `exercise_result`;
    4. what remains: `results`, `gradebook` (`gradebook_course`, `database`, `files`), `pages` and `autograded`
       (`safe_html`, `templates/`), `exports`, `summary`.

    `nbgrader_config`, `nbgrader_road` and `nbgrader_folder` put the same steps under nbgrader's own commands; `plain`
    serves an nbgrader without them. `demo_class` is a class to try it on; `doctor` says what a machine lacks for it.
Measuring the grader
    `fairness` (`banks`, `environments`, `mutants`, `fairness_tables`).
"""

import sys

# nbformat imports jsonschema, which builds a grammar of international web addresses while it is imported: most of the
# time that a process of the grader needs to start, for a check that no notebook has. Without the package it goes on.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
