import re

from portal.embedded.nginx import SITE, Nginx


def test_nginx_finds_no_fault_with_it(tmp_path):
    said = Nginx(tmp_path, waiting=1, booking=2, bulletin=tmp_path / "status.json").check()

    assert [line for line in said.splitlines() if "[" in line] == []
    assert said.endswith("test is successful\n")


def test_each_group_of_processes_has_the_socket_that_its_unit_makes():
    unit = (SITE.parent / "systemd" / "portal-web@.service").read_text()
    sockets = re.findall(r"upstream (\w+) \{[^}]*?server unix:([^\s;]+)", SITE.read_text())

    assert "--uds /run/portal-%i/web.sock" in unit
    assert sockets == [
        (group, f"/run/portal-{group}/web.sock")
        for group in ("waiting", "identity", "booking", "landing")
    ]


def test_the_bulletin_lies_where_its_unit_and_the_settings_put_it():
    env = (SITE.parent / "portal.env").read_text()
    unit = (SITE.parent / "systemd" / "portal-admission.service").read_text()
    (served,) = re.findall(r"alias (\S+/status\.json);", SITE.read_text())

    assert f"WAITING_BULLETIN={served}\n" in env
    assert "RuntimeDirectory=portal-admission\n" in unit
    assert served.startswith("/run/portal-admission/")
