set -e
# non-Python moves
for n in clip sample optimize model; do
  git mv autograder/masters/$n.py autograder/exercises/$n/master.py
  git mv autograder/exercises/$n.toml autograder/exercises/$n/mistakes.toml
  mkdir -p autograder/exercises/$n/answers
  git mv tests/banks/fairness/$n/right autograder/exercises/$n/answers/right
  git mv tests/banks/fairness/$n/wrong autograder/exercises/$n/answers/wrong
done
mkdir -p autograder/course/templates autograder/report/templates autograder/demo/answers autograder/course/beyond
for f in autograder/masters/beyond/*.py; do git mv $f autograder/course/beyond/; done
git mv autograder/masters/ruff.toml autograder/course/beyond/ruff.toml
git mv autograder/templates/student_readme.md autograder/course/templates/
git mv autograder/templates/* autograder/report/templates/
git mv autograder/published.json autograder/course/published.json
for f in autograder/demo/*.py; do [ "$(basename $f)" = demo.py ] || git mv $f autograder/demo/answers/; done
git mv tests/banks/fairness/mutmut benchmarks/fairness/mutmut
git mv tests/banks/fairness/equivalent_mutants.json benchmarks/fairness/equivalent_mutants.json
