"""``docs/attacks.md`` names every way around and every fault, and only tests that exist."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROWS = {
    row[1]: row[2]
    for row in re.finditer(r"(?m)^\| ([BF]\d+) \|(.*)$", (ROOT / "docs/attacks.md").read_text())
}


def test_every_way_around_and_every_fault_has_its_row():
    assert list(ROWS) == [f"B{n}" for n in range(1, 14)] + [f"F{n}" for n in range(1, 18)]


def test_every_way_around_has_a_test_and_a_control():
    for name, row in ROWS.items():
        tests, control = row.rstrip("| ").split("|")[-2:]
        if name.startswith("B"):
            assert "::test_" in tests, name
            assert "::test_" in control or "in the test" in control, name


def test_every_test_it_names_exists():
    named = re.findall(r"`([\w/]+\.py)::(\w+)`", "".join(ROWS.values()))
    missing = [
        f"{path}::{test}"
        for path, test in named
        if not re.search(rf"def {test}\(", (ROOT / path).read_text(encoding="utf-8"))
    ]

    assert len(named) > 50
    assert missing == []
