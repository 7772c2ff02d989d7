"""What is bound into the sandbox: it runs students' code, holds no secret, and knows nothing of the grader's rest."""
