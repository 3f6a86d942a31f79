"""The plan of the house: imports only fall, and every room is small and named by what it holds."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
FLOORS = ["accounts", "clinics", "bookings", "portal"]
DRAWERS = {"utils", "helpers", "common", "services", "misc"}
LONGEST = 300


def modules(root, *folders):
    """The project's own modules by dotted name, without migrations."""
    return {
        ".".join(path.relative_to(root).with_suffix("").parts).removesuffix(".__init__"): path
        for folder in folders
        for path in sorted((root / folder).rglob("*.py"))
        if "migrations" not in path.parts
    }


def imports(name, path):
    """The dotted names a module imports anywhere in it, relative ones resolved."""
    package = name if path.name == "__init__.py" else name.rpartition(".")[0]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: len(package.split(".")) + 1 - node.level]
            source = ".".join([*above, node.module or ""]).strip(".") if node.level else node.module
            yield source
            yield from (f"{source}.{alias.name}" for alias in node.names)


def climbs(root):
    """Every import of a higher floor, as ``lower → higher``."""
    return [
        f"{name} → {target}"
        for name, path in modules(root, *FLOORS).items()
        for target in sorted({target.split(".")[0] for target in imports(name, path)})
        if target in FLOORS and FLOORS.index(target) > FLOORS.index(name.split(".")[0])
    ]


def circle(root):
    """The first circle of modules that import each other, as a path, or None."""
    known = modules(root, *FLOORS)
    graph = {
        name: {target for target in imports(name, path) if target in known and target != name}
        for name, path in known.items()
    }
    done = set()

    def walk(name, way):
        if name in way:
            return [*way[way.index(name) :], name]
        if name in done:
            return None
        found = next(filter(None, (walk(to, [*way, name]) for to in sorted(graph[name]))), None)
        done.add(name)
        return found

    return next(filter(None, (walk(name, []) for name in graph)), None)


@pytest.fixture
def copy(tmp_path):
    """A small house with the same floors, to plant faults in."""
    for floor in FLOORS:
        (tmp_path / floor).mkdir()
        (tmp_path / floor / "__init__.py").touch()
    return tmp_path


def test_imports_only_fall():
    assert climbs(ROOT) == []


def test_no_modules_import_each_other_in_a_circle():
    assert circle(ROOT) is None


@pytest.mark.parametrize(
    "line",
    [
        "import portal.urls",
        "from portal import urls",
        "def view():\n    from portal.urls import urlpatterns",
    ],
)
def test_a_planted_climb_is_found(copy, line):
    (copy / "clinics" / "views.py").write_text(line)

    assert climbs(copy) == ["clinics.views → portal"]


def test_a_fall_is_no_climb(copy):
    (copy / "portal" / "views.py").write_text("from bookings import desk\nimport accounts")

    assert climbs(copy) == []


def test_a_planted_circle_is_found(copy):
    (copy / "bookings" / "desk.py").write_text("from . import tasks")
    (copy / "bookings" / "tasks.py").write_text("from .notices import tell")
    (copy / "bookings" / "notices.py").write_text("def tell():\n    from bookings import desk")

    way = ["bookings.desk", "bookings.tasks", "bookings.notices", "bookings.desk"]
    assert circle(copy) == way


def test_no_drawers():
    every = modules(ROOT, *FLOORS, "tests", "bench")

    assert [name for name in every if DRAWERS & set(name.split("."))] == []


def test_no_file_is_longer_than_a_reader_s_patience():
    every = modules(ROOT, *FLOORS, "tests", "bench")
    lengths = {name: len(path.read_text().splitlines()) for name, path in every.items()}

    assert {name: lines for name, lines in lengths.items() if lines > LONGEST} == {}


def test_the_waiting_room_knows_nothing_of_bookings():
    """It is told a person's key and figures; who knows more stands beside it."""
    known = {
        target
        for name, path in modules(ROOT, "portal/waiting").items()
        for target in imports(name, path)
        if target.split(".")[0] in ("bookings", "clinics")
        or target.startswith(("portal.entrance", "portal.operations", "portal.gate"))
    }
    assert known == set()
