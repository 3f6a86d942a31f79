"""What a proposal would do, as its page shows it: counts, warnings, and the public's texts."""

from datetime import timedelta

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.html import escape, format_html_join
from django.utils.translation import gettext, override

from accounts.clock import now
from bookings import campaign_dry_run, dry_run
from bookings.eligibility import Answer
from bookings.models.campaign_proposals import OF_LEFTOVERS
from clinics.models import Region


def of_interval(proposal):
    """:returns: what ``operations/interval.html`` shows."""
    return {"replanned": dry_run.replanned(proposal), "shown_by": "operations/interval.html"}


def of_interval_later(proposal):
    """:returns: what shows where the dry run is to be had."""
    return {"later": True, "shown_by": "operations/interval_later.html"}


def of_limits(proposal):
    """:returns: what ``operations/limits.html`` shows: of each limit, whom it stops and would."""
    was, said = dry_run.stopped(proposal.was()), dry_run.stopped(proposal.said())
    stopped = {name: (was[name], count) for name, count in said.items()}
    return {"stopped": stopped, "shown_by": "operations/limits.html"}


def of_round(proposal):
    """:returns: what ``operations/dry_run.html`` shows."""
    version, moment = proposal.as_version(), now()
    others = dry_run.others(proposal.campaign, proposal.round)
    return {
        **table(dry_run.cohort(proposal)),
        "overlaps": dry_run.overlaps(proposal, others),
        "gaps": dry_run.gaps([*others, version]),
        "idle": dry_run.idle(proposal, others),
        "without_places": dry_run.without_places(proposal),
        "begun": proposal.opens_at <= moment,
        "over": proposal.closes_at <= moment,
        "days_first": proposal.vaccinate_from < proposal.opens_at.date(),
        "texts": texts(version, moment),
        "shown_by": "operations/dry_run.html",
    }


def of_campaign(proposal):
    """:returns: what ``operations/campaign.html`` shows, of what is to change."""
    was, said = proposal.was(), proposal.said()
    campaign, namesakes, shared = campaign_dry_run.others(proposal)
    found = {
        "namesakes": namesakes,
        "texts": campaign_texts(proposal, campaign),
        "shown_by": "operations/campaign.html",
    }
    if said["follow_up_days"] != was["follow_up_days"]:
        days = (was["follow_up_days"], said["follow_up_days"])
        found["to_call"] = [counted(each) for each in campaign_dry_run.to_call(campaign, *days)]
        found["same_day_only"] = proposal.follow_up_days == 0
    if any(said[name] != was[name] for name in OF_LEFTOVERS):
        found |= of_leftovers(proposal, campaign)
        found["shared"] = shared if campaign_dry_run.begins_to_give(proposal) else ()
    return found


def of_leftovers(proposal, campaign):
    under_way = campaign_dry_run.leftovers_now(campaign)
    for name in ("offers", "waiting"):
        under_way[name] = counted(under_way[name])
    found = {
        "under_way": under_way,
        "short_answer": proposal.offer_time < timedelta(minutes=2),
        "short_way": proposal.come_within < timedelta(minutes=15),
        "last_minutes": proposal.close_before < timedelta(minutes=10),
    }
    days = (proposal.seen["missed_days"] or 0, proposal.missed_days)
    if len(set(days)) > 1:
        found["resting"] = [counted(each) for each in campaign_dry_run.resting(campaign, *days)]
    return found


def counted(number):
    most = campaign_dry_run.MOST
    return f"{most:,}+" if number > most else f"{number:,}"


def campaign_texts(proposal, campaign):
    """The campaign's name and, where it gives leftover doses, what an offer made now says.

    :returns: as :func:`texts` does.
    """
    moment, vaccine = now(), next(iter(campaign.vaccines.all()), None)
    pages = []
    for language, _name in settings.LANGUAGES:
        with override(language):
            context = {"name": getattr(proposal, f"name_{language}")}
            if vaccine and proposal.gives_leftovers:
                slot = {"clinic": {"name": gettext("(clinic)")}, "batch": {"vaccine": vaccine}}
                offer = {"keeps": True, "ends_at": moment + proposal.offer_time, "slot": slot}
                # A text message escapes nothing.
                message = escape(render_to_string("bookings/sms/leftover.txt", {"offer": offer}))
                context |= {"message": message, "come_by": moment + proposal.come_within}
            page = render_to_string("operations/campaign_texts.html", context)
            pages.append((language, page))
    return pages


def table(people):
    """Rows of a province, its people by birth year, and their sum; and the sums of the years."""
    years = sorted({year for counts in people.values() for year in counts})
    provinces = Region.objects.in_bulk(people)
    rows = [
        (provinces[pk], cells(counts.get(year, 0) for year in years), sum(counts.values()))
        for pk, counts in sorted(people.items(), key=lambda each: provinces[each[0]].code)
    ]
    sums = [sum(counts.get(year, 0) for counts in people.values()) for year in years]
    return {"years": years, "rows": rows, "sums": cells(sums), "total": sum(sums)}


def cells(numbers):
    """Of a table's row; a template takes a tenth of a second for a century of birth years."""
    return format_html_join("", "<td>{}</td>", ((f"{number:,}",) for number in numbers))


def texts(version, moment):
    """The landing page's and the eligibility page's words, as each language's readers get them.

    :returns: the language's code and the part of a page, for each.
    """
    pages = []
    for language, _name in settings.LANGUAGES:
        with override(language):
            context = {
                "version": version,
                "early": Answer(moment, coming=[version]).why,
                "late": Answer(moment, past=[version]).why,
            }
            pages.append((language, render_to_string("operations/texts.html", context)))
    return pages
