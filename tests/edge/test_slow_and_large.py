"""Whoever sends too much, or too slowly, holds nothing up."""

import time

import pytest

HEADERS = b"POST /bookings/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000\r\n\r\n"


def test_what_is_huge_is_refused_in_words(minji):
    body = minji.ask("/verify/", "POST", body=b"x" * (64 * 1024 + 1))
    header = minji.ask("/", Cookie="a=" + "x" * 9000)
    address = minji.ask("/?" + "x" * 9000)

    # nginx's own number for large headers, 494, reaches the outside as 400.
    assert (body.status, header.status, address.status) == (413, 400, 414)
    for answer in (body, header, address):
        assert "아무것도 저장되거나 바뀌지 않았습니다." in answer.text
        assert "Nothing was saved or changed." in answer.text


@pytest.mark.parametrize("begun", [b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n", HEADERS])
def test_who_begins_and_does_not_go_on_is_cut_off(minji, begun):
    with minji.connect() as line:
        line.sendall(begun)
        assert cut(line)


def test_who_drips_headers_is_cut_off(minji):
    with minji.connect() as line:
        line.settimeout(0.5)
        line.sendall(b"GET / HTTP/1.1\r\n")
        for turn in range(40):
            try:
                line.sendall(f"X-Drip-{turn}: 1\r\n".encode())
                if line.recv(100) == b"":
                    break
            except TimeoutError:
                continue
            except OSError:
                break
        else:
            raise AssertionError("Twenty seconds of dripping, and still connected")


def cut(line):
    """Whether the edge ends a line that stands still; seconds are its patience, and some."""
    end = time.monotonic() + 20
    line.settimeout(20)
    try:
        while line.recv(1000):
            pass
    except TimeoutError:
        return False
    except OSError:
        pass
    return time.monotonic() < end
