"""What is changed: operations, plans and their phases, and the difference that they make."""
