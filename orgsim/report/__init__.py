"""How it is told: findings in sentences, numbers in tables, one case followed through the office."""
