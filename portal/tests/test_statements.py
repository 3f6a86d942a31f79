"""Privacy and accessibility: said on pages that stand by themselves, with the true figures."""

import pytest

PAGES = ["/privacy/", "/accessibility/"]


@pytest.mark.parametrize("page", PAGES)
def test_they_are_the_same_for_all_and_need_no_database(client, page):
    r = client.get(page)  # without the mark that would let it

    assert r.status_code == 200
    assert (r["Cache-Control"], r["Vary"]) == ("public, max-age=300", "Accept-Language, Cookie")
    assert not r.cookies
    assert "<script" not in r.text


@pytest.mark.django_db
@pytest.mark.parametrize("page", ["/", "/verify/", "/leftover/", "/nothing/", *PAGES])
def test_every_footer_leads_to_both(client, at, page):
    at("2021-08-09 20:00")

    footer = client.get(page).text.split("<footer")[1]

    assert [f'href="{each}"' in footer for each in PAGES] == [True, True]


def test_they_say_how_long_as_it_is_set(client, settings):
    settings.SCREENING_DAYS = 77

    page = client.get("/privacy/").text

    assert "erased 77 days after you gave them" in page
    assert "These records are kept for 2 years" in page
    assert "Files are removed after 7 days" in page


@pytest.mark.parametrize("page", PAGES)
def test_they_say_whom_to_call_if_there_is_a_number(client, settings, page):
    settings.HELP_LINE = ""
    assert "the authority that runs this portal" in main(client, page)

    settings.HELP_LINE = "1339"
    assert "<strong>1339</strong>" in main(client, page)
    assert "the authority that runs this portal" not in main(client, page)


def main(client, page):
    return client.get(page).text.split("<main")[1].split("</main>")[0]
