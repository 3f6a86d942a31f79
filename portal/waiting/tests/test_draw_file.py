"""Haneul does not trust us and checks the draw with a script that knows nothing of the portal."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from portal.waiting import draw, lots
from portal.waiting.models import Place

from .early import BEFORE, CLOSED, SECRET, TOO_LATE, VALUE, enrol, make_line, make_operators

SCRIPT = Path(settings.BASE_DIR) / "docs/verify_draw.py"


@pytest.fixture
def line(at):
    at(BEFORE)
    line = make_line()
    enrol(line, *["Haneul"] * 30)
    at(CLOSED)
    return line


@pytest.fixture
def drawn(line):
    kang, yoon = make_operators()
    draw.reveal(line, SECRET, VALUE, kang)
    draw.confirm(line, VALUE, yoon)
    return line


@pytest.fixture
def export(tmp_path):
    def write(line):
        call_command("export_draw", line.pk, tmp_path / "draw.txt")
        return tmp_path / "draw.txt"

    return write


def check(*arguments):
    return subprocess.run(
        [sys.executable, "-I", SCRIPT, *arguments], capture_output=True, text=True, check=False
    )


def test_the_script_confirms_the_order_and_her_place(drawn, export):
    place = Place.objects.get(number=17)

    checked = check(export(drawn), place.receipt_shown)

    assert checked.stdout.splitlines() == [
        "your place: 17 of 30",
        "{'list': True, 'secret': True, 'order': True} lots were drawn",
    ]
    assert (checked.returncode, checked.stderr) == (0, "")


def test_the_script_has_twenty_lines_and_no_django():
    words = SCRIPT.read_text()

    assert len([line for line in words.splitlines() if line.strip()]) <= 20
    assert re.findall(r"^(?:import|from) (\w+)", words, re.M) == ["sys", "hashlib", "pathlib"]


def test_a_void_draw_can_be_checked_too(line, export, at, capsys):
    at(TOO_LATE)
    lots.settle_all()

    file = export(line)

    assert check(file).stdout == ("{'list': True, 'secret': True, 'order': True} void: no secret\n")
    call_command("verify_draw", file)
    assert capsys.readouterr().out == "The draw is in order: 30 places. Void: no secret.\n"


def test_the_command_confirms_it(drawn, export, capsys):
    call_command("verify_draw", export(drawn))

    assert capsys.readouterr().out == "The draw is in order: 30 places.\n"


def swap(words):
    *head, last, first = words.splitlines()
    return "\n".join([*head, first, last]) + "\n"


def drop(words):
    return "\n".join(words.splitlines()[:-1]) + "\n"


def other_secret(words):
    return words.replace(SECRET, "00" * 32)


def other_value(words):
    return words.replace(VALUE, "00" * 32)


def pretend_void(words):
    return words.replace("void: ", "void: no value")


@pytest.mark.parametrize("forge", [swap, drop, other_secret, other_value, pretend_void])
def test_a_forged_file_is_found_out_by_both(drawn, export, forge):
    file = export(drawn)
    file.write_text(forge(file.read_text()))

    assert check(file).returncode == 1
    with pytest.raises(CommandError, match="not in order"):
        call_command("verify_draw", file)


def test_the_command_finds_people_who_stand_elsewhere_than_drawn(drawn, export, capsys):
    file = export(drawn)
    Place.objects.filter(number=30).update(number=None)
    Place.objects.filter(number=1).update(number=30)

    with pytest.raises(CommandError):
        call_command("verify_draw", file)

    assert "Number 30 stands with another receipt than was drawn." in capsys.readouterr().out


def test_who_queued_again_later_does_not_disturb_it(drawn, export):
    Place.objects.filter(number=1).update(lane=Place.Lane.LIVE, number=4711)

    call_command("verify_draw", export(drawn))


def test_other_files_are_no_draws(tmp_path):
    (tmp_path / "letter.txt").write_text("Dear Kang,\n\nhello\n")

    with pytest.raises(CommandError, match="no file of a draw"):
        call_command("verify_draw", tmp_path / "letter.txt")


def test_a_line_that_is_not_drawn_has_no_file(line, tmp_path):
    with pytest.raises(CommandError, match="not drawn yet"):
        call_command("export_draw", line.pk, tmp_path / "draw.txt")
    assert not (tmp_path / "draw.txt").exists()
