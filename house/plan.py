"""The plan of moves: MODULES old -> new; SYMBOLS (old module, name) -> new module; FILES non-Python moves."""
A = "autograder"
def pk(package, **mods):
    return {f"{A}.{old}": f"{A}.{package}.{new}" for old, new in mods.items()}
MODULES = {
    **pk("batch", batch="batch", pool="pool", cluster="cluster", run_state="run_state"),
    **pk("certify", bounds="error_bounds", oracle="high_precision"),
    **pk("course", build="build", prove="verify", release="release", reproduce="reproduce"),
    **pk("demo", demo_class="demo"),
    **pk("grading", grading_run="run", interview="execute", lent="demonstrations", judge="judge", exercise_result="result"),
    **pk("nbgrader_plugin", nbgrader_config="config", nbgrader_road="converter", nbgrader_folder="course_folder", plain="hidden_tests"),
    **pk("records", results="result_store", gradebook="gradebook", gradebook_course="assignment_rows", database="database"),
    **pk("report", pages="feedback", autograded="graded_notebook", safe_html="sanitize", exports="exports", summary="summary"),
    **pk("sandbox", sandbox="sandbox", bubblewrap="bubblewrap", limits="limits", warm="fork_client", job="session", wire="channel",
         shown="check_outputs", handing_in="helper_calls", ending="exit_reasons"),
    **pk("submission", roster="roster", safe_read="safe_read", timestamps="timestamps", handin="collect", raw_cells="parse",
         wording="printable", restore="restore", intake="intake"),
    "autograder.inside": "autograder.sandbox.child",
    **{f"autograder.inside.{o}": f"autograder.sandbox.child.{n}" for o, n in dict(
        zygote="fork_server", worker="worker", shell="shell", outputs="outputs", isolate="isolation", seccomp="seccomp",
        family="process_tree", pipe="channel", rest="resume", plain="values", codec="codec", withheld="withheld", earlier="earlier").items()},
    "autograder.exercises.base": "autograder.exercises.exercise",
    "autograder.exercises.drafts": "autograder.exercises.case_spec",
    "autograder.exercises.settle": "autograder.exercises.rounding",
    "autograder.exercises.wording": "autograder.exercises.texts",
    **{f"autograder.exercises.{n}": f"autograder.exercises.{n}.cases" for n in ("clip", "sample", "optimize", "model")},
    **{f"autograder.exercises.{n}_mistakes": f"autograder.exercises.{n}.mistakes" for n in ("clip", "sample", "optimize", "model")},
    **{f"autograder.{o}": f"benchmarks.fairness.{n}" for o, n in dict(fairness="measure", fairness_tables="tables", banks="banks",
        environments="environments", mutants="mutants").items()},
    "beyond.knobs": "beyond.hyperparameters", "beyond.series": "beyond.train_nietzsche", "beyond.screen": "beyond.display",
    "utils.inputs": "utils.validation",
    "utils.engine": "utils.engine.train", "utils.engine_kernels": "utils.engine.kernels", "utils.engine_compiled": "utils.engine.compiled",
    "utils.engine_groups": "utils.engine.vectors", "utils.engine_plain": "utils.engine.numpy_backend", "utils.exact": "utils.engine.elementary",
    "utils.feedback.judge": "utils.feedback.assess", "utils.feedback.words": "utils.feedback.sentences",
    "utils.feedback.errors": "utils.feedback.exception_advice", "utils.feedback.data": "utils.feedback.fixtures",
    "utils.feedback.lesson": "utils.feedback.cases",
    "autograder.user_edits": "autograder.course.user_edits", "autograder.sandbox_help": "autograder.sandbox.availability",
    **pk("batch", replay="replay"),
    **pk("sandbox", enforcement="enforcement", patience="patience"),
    **pk("nbgrader_plugin", nbgrader_export="export", nbgrader_names="names"),
    **pk("report", spreadsheet="spreadsheet"),
    **pk("records", database_address="database_address"),
    **pk("submission", versions="versions"),
    "autograder.marks_by_seed": "benchmarks.fairness.marks_by_seed",
    # the page says `certify` and what a certificate says apart: the proofs, and the certificate itself
    "autograder.certify": "autograder.certify.proofs", "autograder.certificates": "autograder.certify.certificate",
    **pk("certify", portable="portable", recurrence="recurrence"),
    **{f"autograder.inside.{n}": f"autograder.sandbox.child.{n}" for n in ("usage", "own_modules", "system_calls")},
    # splits: the file's first half stays under this name, the listed symbols go elsewhere
    "autograder.master": "autograder.exercises.masters",
    "autograder.work": "autograder.batch.grader",
}
# symbols that leave their module: (old module, symbol) -> new module
SYMBOLS = {}
def leave(old, new, *names):
    for n in names: SYMBOLS[(old, n)] = new
leave("autograder.master", "autograder.course.assignment", "source", "_metadata", "student", "_student", "beyond")
leave("autograder.work", "autograder.batch.task", "Settings", "Task", "Parcel", "task_of", "moment")
leave("autograder.build", "autograder.errors", "BuildRefused")
leave("autograder.files", "autograder.errors", "GradingError")
leave("autograder.limits", "autograder.errors", "SandboxMissing")
# modules that symbols may be carried to, with the docstring a new file begins with
NEW_DOCS = {
    "autograder.course.assignment": "Turns a master into what nbgrader, and what students, get: the source and the student version of a notebook.",
    "autograder.batch.task": "A submission on its way to a worker and back: the settings of a run, a task, and what became of it.",
    "autograder.errors": "The errors that a caller of the grader may catch.",
}

# tests: folder -> {old stem: new stem}
TESTS = {
    "batch": dict(test_replay="test_replay", test_batch="test_batch", test_batch_stops="test_batch_stops", test_pool="test_pool", test_cluster="test_cluster", test_kills="test_kills"),
    "beyond": dict(test_beyond_bench="test_bench", test_beyond_compare="test_compare", test_beyond_masked="test_masked_lstm", test_beyond_notebooks="test_notebooks", test_beyond_poet="test_shakespeare", test_beyond_series="test_nietzsche"),
    "benchmarks": dict(test_bench="test_bench", test_fairness="test_fairness", test_mutants="test_mutants"),
    "certify": dict(test_certificates="test_certificate", test_portable="test_portable", test_certify="test_proofs"),
    "course": dict(test_bytes="test_portable_bytes", test_contract="test_contract", test_ci="test_ci", test_collection="test_collection", test_find_python="test_find_python", test_build="test_build", test_release="test_release", test_reproduce="test_reproduce", test_master="test_masters", test_notebooks="test_notebooks", test_environment="test_environment", test_no_work_is_lost="test_user_edits"),
    "demo": dict(test_demo="test_demo", test_doctor="test_doctor"),
    "end_to_end": dict(test_excess="test_excess", test_hostile="test_hostile", test_walls="test_walls", test_home_road="test_home_road", test_feedback_roads="test_feedback_roads"),
    "exercises": dict(test_fresh_cases="test_fresh_cases", test_drafts="test_case_spec", test_mistake_answers="test_mistake_answers", test_exercises_all="test_exercises", test_exercises_clip="test_clip", test_exercises_model="test_model", test_exercises_optimize="test_optimize", test_exercises_sample="test_sample"),
    "grading": dict(test_interview="test_execute", test_judge="test_judge"),
    "nbgrader_plugin": dict(test_nbgrader_road="test_converter", test_formgrader="test_formgrader"),
    "records": dict(test_database_address="test_database_address", test_private="test_private_files", test_results="test_result_store", test_gradebook="test_gradebook", test_gradebook_refused="test_gradebook_refused", test_postgres="test_postgres"),
    "report": dict(test_browser_pages="test_browser", test_safe_html="test_sanitize", test_spreadsheet="test_spreadsheet", test_pages="test_feedback", test_pages_size="test_feedback_size"),
    "sandbox": dict(test_enforcement="test_enforcement", test_neighbours="test_neighbours", test_seccomp="test_seccomp", test_usage="test_usage", test_packages="test_packages", test_sandbox="test_sandbox", test_sandbox_life="test_sandbox_life", test_sandbox_memory="test_sandbox_memory", test_sandbox_help="test_availability", test_inside="test_child", test_rest="test_resume", test_wire="test_channel", test_shown="test_check_outputs", test_channel_attacks="test_channel_attacks"),
    "submission": dict(test_names="test_names", test_wording="test_printable", test_versions="test_versions", test_handin="test_collect", test_roster="test_roster", test_intake="test_intake", test_intake_rubbish="test_intake_rubbish", test_damaged_notebooks="test_damaged_notebooks"),
    "utils": dict(test_time_limit="test_time_limit", test_notebook_styles="test_notebook_styles", test_numpy_rules="test_numpy_rules", test_own_imports="test_own_imports", test_answers="test_answers", test_corpora="test_corpora", test_engine="test_engine", test_engine_bits="test_engine_bits", test_generation="test_generation", test_inputs="test_validation", test_lab="test_lab", test_layers="test_layers", test_library="test_library", test_network="test_network", test_plots="test_plots", test_sampling="test_sampling", test_text="test_text", test_training="test_training", test_feedback="test_feedback", test_feedback_sample="test_feedback_sample", test_observe="test_observe"),
}
SUPPORT = dict(batch_help="batches", classroom="classroom", damaged_files="damaged_files", hostile_bank="hostile_bank", judging="judging", sandboxes="sandboxes", slo="slo", sloppy="sloppy_notebooks", costly_files="costly_files", hostile_text="hostile_text", nbgrader_pages="nbgrader_pages", notebook_styles="notebook_styles", taking_in="intakes")
