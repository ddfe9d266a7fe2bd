"""Write the golden digests again: python -m tests.golden.renew (with a reason in the changelog)."""

from __future__ import annotations

from tests.golden.test_engine_golden import GOLDEN, logs

if __name__ == "__main__":
    lines = [f"{name}: {digest}" for name, digest in sorted(logs().items())]
    head = "# Digests of logs. Renewed by python -m tests.golden.renew, with a reason in the changelog."
    GOLDEN.write_text("\n".join([head, *lines]) + "\n", encoding="utf-8")
