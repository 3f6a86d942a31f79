"""What whoever plans an opening types, and reads."""

import json
import subprocess
import sys
from io import StringIO
from xml.etree import ElementTree

import pytest
from django.core.management import CommandError, call_command

from portal.operations.simulation import likeness

MEASURED = {
    "best_per_s": 5,
    "offered_x": 33,
    "goodput_per_s": 4.8,
    "seconds": 120,
    "target": 70,
    "stay_s": 8,
}


def simulate(*words):
    said = StringIO()
    call_command("simulate_opening", *map(str, words), stdout=said)
    return said.getvalue()


def town(*words):
    return simulate("--arrivals", 2000, "--capacity", 2, "--stay-seconds", 60, *words)


def test_it_tells_waits_polls_and_machines():
    said = town("--polls-per-edge", 1)

    assert said.startswith("2,000 people, 2 bookings a second, seed 1\n")
    told = [line[2:19].strip() for line in said.splitlines()[1:]]
    assert told == [
        "gate",
        "booked",
        "left",
        "not served yet",
        "wait",
        "line",
        "booking area",
        "polls a second",
        "joins a second",
        "machines",
        "",
    ]
    assert "edges of 1 polls/s" in said


def test_it_draws(tmp_path):
    said = town("--chart", tmp_path / "town.svg")

    assert said.endswith(f"{tmp_path / 'town.svg'}\n")
    ElementTree.parse(tmp_path / "town.svg")


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ([], "Needed: --arrivals, --capacity"),
        (["--arrivals", 0, "--capacity", 2], "--arrivals 0: from 1 to 50,000,000"),
        (["--arrivals", -5, "--capacity", 2], "--arrivals -5: from 1 to 50,000,000"),
        (["--arrivals", 5, "--capacity", 0], "--capacity 0: at least 0.1"),
        (["--arrivals", 5, "--capacity", "nan"], "--capacity nan: at least 0.1"),
        (["--arrivals", 5, "--capacity", "inf"], "--capacity inf: at least 0.1"),
        (["--arrivals", 5, "--capacity", 2, "--early", 1.2], "--early 1.2: from 0 to 1"),
        (["--arrivals", 5, "--capacity", 2, "--seed", -1], "--seed -1: at least 0"),
        (
            ["--arrivals", 5, "--capacity", 2, "--before", 0.6, "--burst", 0.6],
            "--before and --burst: together at most 1",
        ),
        (
            ["--arrivals", 5, "--capacity", 2, "--target", 100, "--most-inside", 50],
            "--most-inside 50: at least the target 100",
        ),
        (
            ["--arrivals", 5, "--capacity", 2, "--joins-per-process", 0],
            "--joins-per-process 0: at least 1",
        ),
        (
            ["--arrivals", 5, "--capacity", 2, "--chart", "a.png"],
            "--chart a.png: the name ends in .svg",
        ),
        (
            ["--arrivals", 5, "--capacity", 2, "--chart", "/nowhere/a.svg"],
            "--chart /nowhere/a.svg: No such file or directory",
        ),
    ],
)
def test_what_cannot_be_is_said(words, answer):
    with pytest.raises(CommandError) as refused:
        simulate(*words)

    assert str(refused.value) == answer


def test_a_word_where_a_number_belongs_is_said():
    with pytest.raises(CommandError, match="argument --arrivals: invalid int value: 'many'"):
        simulate("--arrivals", "many")


def test_it_compares_itself_with_a_measured_opening(tmp_path):
    file = tmp_path / "opening.out"
    file.write_text("best rate first …\n" + json.dumps(MEASURED))

    model, real, error = likeness.compare(MEASURED, seed=1)
    assert simulate("--like", file) == (
        f"goodput: model {model:.2f}/s, measured 4.80/s, error {error:+.1%}\n"
    )
    assert real == 4.8
    assert 4 < model <= 6


def test_people_of_a_bench_who_press_at_once_are_none_too_quick_for_the_model():
    assert likeness.plan({**MEASURED, "react_s": 0}, seed=1).react_seconds == 0.1


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("", "no JSON object in it"),
        ("[1]", "no JSON object in it"),
        ("{", "no JSON object in it"),
        ('{"best_per_s": 5}', "missing: offered_x, goodput_per_s, seconds, target, stay_s"),
        (json.dumps({**MEASURED, "stay_s": "long"}), "stay_s is no number: 'long'"),
        (json.dumps({**MEASURED, "best_per_s": 0}), "--arrivals 0: from 1 to 50,000,000"),
    ],
)
def test_a_file_that_measured_nothing_is_said(tmp_path, text, answer):
    file = tmp_path / "opening.json"
    file.write_text(text)

    with pytest.raises(CommandError) as refused:
        simulate("--like", file)

    assert str(refused.value) == f"--like {file}: {answer}"


def test_a_file_that_is_not_there_is_said(tmp_path):
    with pytest.raises(CommandError, match="No such file"):
        simulate("--like", tmp_path / "nothing.json")


def test_without_numpy_it_says_what_to_install():
    program = (
        "import sys; sys.modules['numpy'] = None\n"
        "from django.core.management import execute_from_command_line\n"
        "execute_from_command_line('manage.py simulate_opening --arrivals 5'.split())"
    )

    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)

    assert ended.returncode == 1
    assert ended.stderr.endswith("pip install -c constraints.txt numpy\n")
