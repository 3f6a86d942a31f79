from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from bookings.confirmation import replanning
from bookings.models import Campaign


class Command(BaseCommand):
    help = (
        "Plan second doses anew after their intervals have changed: those whose interval would be"
        " wrong, and with --to-standard all that could be nearer to the standard. Shows counts"
        " and samples and asks before it writes. Can be stopped and run again."
    )

    def add_arguments(self, parser):
        parser.add_argument("--campaign", required=True, metavar="CODE")
        parser.add_argument("--dry-run", action="store_true", help="Only show what it would do.")
        parser.add_argument(
            "--to-standard",
            action="store_true",
            help="Move also those whose interval is allowed but not the standard one.",
        )
        parser.add_argument("--batch", type=int, default=replanning.BATCH, metavar="N")
        parser.add_argument("--samples", type=int, default=5, metavar="N")
        parser.add_argument("--yes", action="store_true", help="Do not ask.")

    def handle(self, *, campaign, dry_run, to_standard, batch, samples, yes, **options):
        try:
            campaign = Campaign.objects.get(code=campaign)
        except Campaign.DoesNotExist:
            raise CommandError(f"There is no campaign {campaign}.") from None
        preview = replanning.preview(campaign, to_standard, samples)
        self.show(preview)
        if dry_run or not preview.wrong:
            return
        if not yes and input("Write this? [y/N] ").strip().lower() != "y":
            raise CommandError("Nothing was written.")
        self.write(replanning.replan(campaign, to_standard, batch), preview.wrong)

    def show(self, preview):
        self.stdout.write(
            f"{preview.seconds:,} second doses to come, {preview.wrong:,} to be planned anew: "
            f"{preview.placed:,} have a place now, {preview.placeless:,} have none and would go "
            "back, onto the work list."
        )
        for sample in preview.samples:
            new = sample["new_date"] or "no place"
            self.stdout.write(
                f"  {sample['reference']}  first {sample['first_date']}  "
                f"second {sample['old_date']} → {new}"
            )

    def write(self, batches, wrong):
        moved = given_back = left = 0
        with tqdm(total=wrong, unit="dose", disable=None) as bar:
            for done in batches:
                moved, given_back = moved + done.moved, given_back + done.given_back
                left += done.left
                bar.update(done.moved + done.given_back)
        self.stdout.write(
            f"{moved:,} moved, {given_back:,} given back and on the work list, {left:,} left."
        )
        if left:
            raise CommandError("Some were being changed by somebody else: please run it again.")
