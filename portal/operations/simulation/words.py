"""The figures of a simulated opening in words, for whoever plans one."""


def lines(told, plan, machines):
    """Lines of text; :param told: what ``report.figures`` returns."""
    fates, everybody = told["fates"], told["arrivals"]

    def share(count):
        return f"{count:,} ({count / everybody:.1%})"

    yield f"{everybody:,} people, {plan.capacity:g} bookings a second, seed {plan.seed}"
    yield (
        f"  gate             target {plan.holds:,}, at most {plan.ceiling:,} inside,"
        f" {plan.calls:,} calls a second"
    )
    yield f"  booked           {share(fates.booked)}"
    yield (
        f"  left             {share(fates.left)}: gave up {share(fates.gave_up)},"
        f" called in vain {share(fates.missed)}, pass ran out {share(fates.ran_out)}"
    )
    yield f"  not served yet   {share(fates.waiting)} in line, {share(fates.inside)} inside"
    yield (
        "  wait             "
        + ", ".join(
            f"{'max' if part == 100 else f'{part} %'} {'-' if took is None else f'{took:.1f}'}"
            for part, took in told["wait"].items()
        )
        + " minutes, of those who came in"
    )
    yield f"  line             {told['longest']:,} at its longest, {ended(told['empty_after'])}"
    yield (
        f"  booking area     {told['busy']:.1%} busy until then,"
        f" {told['inside_peak']:,} inside at most"
    )
    yield (
        f"  polls a second   {told['polls_peak']:,.0f} at most, {clock(told['polls_peak_at'])};"
        f" {told['polls_after']:,.0f} from ten minutes after it on; mean {told['polls_mean']:,.0f}"
    )
    yield (
        f"  joins a second   {told['joins_peak']:,} at most;"
        f" proofs of identity {told['verified_peak']:,} at most"
    )
    yield (
        f"  machines         {told['edges']} edges of {machines.polls_per_edge:,.0f} polls/s,"
        f" {told['processes']} waiting processes of {machines.joins_per_process:,.0f} joins/s,"
    )
    yield (
        f"                   {told['servers']} web servers of"
        f" {machines.bookings_per_machine:,.0f} bookings/s"
    )


def ended(seconds):
    return "not empty when the round ends" if seconds is None else f"empty {clock(seconds)}"


def clock(seconds):
    """A moment as people say it, from seconds after the opening."""
    minutes, rest = divmod(abs(int(seconds)), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02} {'before' if seconds < 0 else 'after'} the opening"
