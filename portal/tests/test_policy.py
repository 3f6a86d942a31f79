"""One strict content policy, and no template that would need a weaker one."""

import re

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders

TEMPLATES = sorted((settings.BASE_DIR / "templates").rglob("*.html"))


def test_the_policy_names_only_ourselves(client, at):
    at("2021-08-09 20:00")

    policy = client.get("/")["Content-Security-Policy"]

    assert sorted(part.strip() for part in policy.split(";")) == [
        "base-uri 'none'",
        "connect-src 'self'",
        "default-src 'none'",
        "font-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "img-src 'self' data:",
        "manifest-src 'self'",
        "script-src 'self'",
        "style-src 'self'",
    ]


def test_no_page_may_use_the_camera(client, at):
    """But for the clinic's desk: bookings/tests/test_finding.py."""
    at("2021-08-09 20:00")

    assert client.get("/")["Permissions-Policy"] == "camera=(), microphone=()"


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_no_template_needs_inline_style_or_script_or_another_site(template):
    text = template.read_text()

    assert not re.search(r"""<[^>]*\s(style|on[a-z]+)=["']""", text)
    assert "<style" not in text
    assert not re.search(r"<script(?![^>]*\ssrc=)", text)
    assert not re.search(r"""(src|href)=["'](https?:)?//""", text)


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_every_file_that_a_template_names_is_there(template):
    named = re.findall(r"""{% static ['"]([^'"]+)['"] %}""", template.read_text())

    assert [name for name in named if not finders.find(name)] == []
