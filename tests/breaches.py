"""Rows that the tables must refuse, by the constraint that says so: the table, and columns alone.

What stands behind a constraint's name tells its ways apart. The rows of ``TWICE`` are refused the
second time; behind ``again`` stands what is different then.
"""

ONCE = {
    # accounts
    "review_finds_something": "accounts_accessreview finding=",
    "one_access_rule": "accounts_accessrule id=2",
    "call_has_a_reason": "accounts_call reason=",
    "at_most_five_numbers": "accounts_certificatelogin tries=6",
    "another_one_grants": "accounts_factorreset granted=t asked_by_id=1 decided_by_id=1",
    "decision_is_whole": "accounts_factorreset granted=f decided_by_id=1",
    "nobody_resets_their_own": "accounts_factorreset granted=f asked_by_id=1 member_id=1",
    "reset_has_a_reason": "accounts_factorreset granted=f reason=",
    "at_most_five_tries": "accounts_phonecode tries=6",
    # clinics
    "border_has_an_inside": "clinics_border left=1 right=1",
    "border_has_an_inside from top to bottom": "clinics_border top=1 bottom=1",
    "day_within_limit": "clinics_clinicday limit=1 taken=2",
    "day_within_limit below nothing": "clinics_clinicday limit=1 taken=-1",
    "interval_approved_by_a_second": "clinics_interval made_by_id=1 approved_by_id=1",
    "interval_approved_by_a_second or by none": "clinics_interval made_by_id=1",
    "interval_in_order": "clinics_interval min_days=2 standard_days=1",
    "interval_in_order to the last day": "clinics_interval standard_days=2 max_days=1",
    "lot_within_what_came": "clinics_lot received=1 given=1 wasted=1",
    "lot_within_what_came given back": "clinics_lot received=1 given=-1",
    "vials_hold_doses": "clinics_lot doses_per_vial=0",
    "opens_before_it_closes": "clinics_openinghours opens=09:00 closes=09:00",
    "shortage_in_order": "clinics_shortage first_date=2021-08-10 last_date=2021-08-09",
    "by_hand_not_below_none": "clinics_slot by_hand=-1",
    "slot_in_order": "clinics_slot starts_at=2021-08-09 ends_at=2021-08-09",
    "slot_within_capacity": "clinics_slot capacity=1 taken=2",
    "slot_within_capacity below nothing": "clinics_slot capacity=1 taken=-1",
    "entry_adds_or_takes": "clinics_stockentry kind=sent doses=1",
    "entry_says_why": "clinics_stockentry kind=counted doses=0 note=",
    "wasted_for_a_reason": "clinics_stockentry kind=wasted doses=1 reason= note=x",
    "age_band_in_order": "clinics_vaccine age_from=2 age_to=1",
    # bookings
    "admitted_by_something": "bookings_booking dose=1",
    "first_dose_is_first": "bookings_booking dose=1 first_dose_id=1 round_version_id=1",
    "rejected_with_a_reason": "bookings_booking status=rejected rejection=",
    "rejected_with_a_reason though it was not": "bookings_booking status=held rejection=full",
    "campaign_decided_by_a_second": "bookings_campaignproposal state=approved"
    " decided_by_id=1 made_by_id=1",
    "campaign_for_a_reason": "bookings_campaignproposal state=open reason=",
    "proposed_days_are_a_year": "bookings_campaignproposal follow_up_days=366",
    "proposed_days_are_a_year after a missed one": "bookings_campaignproposal missed_days=366"
    " offer_time=1 come_within=1 close_before=1",
    "proposed_leftovers_are_whole": "bookings_campaignproposal missed_days=1",
    "proposed_times_are_of_a_day": "bookings_campaignproposal offer_time=86400"
    " come_within=1 close_before=1 missed_days=1",
    "proposed_times_are_positive": "bookings_campaignproposal offer_time=1"
    " come_within=0 close_before=1 missed_days=1",
    "interval_decided_by_a_second": "bookings_intervalproposal state=approved"
    " made_by_id=1 decided_by_id=1",
    "interval_for_a_reason": "bookings_intervalproposal state=open reason=",
    "limits_decided_by_a_second": "bookings_limitproposal state=approved"
    " made_by_id=1 decided_by_id=1",
    "limits_for_a_reason": "bookings_limitproposal state=open reason=",
    "proposed_notice_is_short": "bookings_limitproposal state=open cancel_until_days=31",
    "proposed_interval_in_order": "bookings_intervalproposal state=open min_days=2 standard_days=1",
    "at_most_five_alerts": "bookings_leftoveralert place=6",
    "ended_at_a_moment": "bookings_leftoverbatch state=ended",
    "leftovers_in_order": "bookings_leftoverbatch state=open"
    " published_at=2021-08-27T11:00 closes_at=2021-08-27T12:01 usable_until=2021-08-27T12:00",
    "leftovers_in_order from the first": "bookings_leftoverbatch state=open"
    " published_at=2021-08-27T12:00 closes_at=2021-08-27T12:00",
    "no_more_wasted_than_published": "bookings_leftoverbatch state=open published=1 wasted=2",
    "no_more_wasted_than_published of some": "bookings_leftoverbatch state=open published=0",
    "leftover_times_are_positive": "bookings_leftoverterms offer_time=0",
    "nobody_wakes_in_line": "bookings_leftoverturn in_line=t wakes_at=2021-08-09",
    "quiet_from_and_until": "bookings_leftoverwish quiet_from=22:00",
    "made_by_staff_or_proxy": "bookings_maker override=",
    "made_by_staff_or_proxy and not both": "bookings_maker staff_id=1 proxy_id=1 relationship=x",
    "nobodys_own_proxy": "bookings_mandate proxy_id=1 subject_id=1",
    "a_message_stands_somewhere": "bookings_notification due_at=2021-08-09 delivered_at=2021-08-09",
    "a_place_of_a_time_is_kept": "bookings_offer kind=waitlist keeps=f",
    "decided_at_a_moment": "bookings_offer state=accepted",
    "offer_in_order": "bookings_offer state=open"
    " made_at=2021-08-10 begins_at=2021-08-09 ends_at=2021-08-11",
    "offer_in_order to its end": "bookings_offer state=open made_at=2021-08-10"
    " begins_at=2021-08-10 ends_at=2021-08-10",
    "offered_to_an_entry": "bookings_offer state=open kind=waitlist keeps=t",
    "done_with_a_sum": "bookings_reportexport state=done sha256=",
    "failed_with_a_reason": "bookings_reportexport state=failed failure=",
    "names_with_a_reason": "bookings_reportexport named=t reason=",
    "approved_is_in_force": "bookings_roundproposal state=approved",
    "proposal_opens_before_it_closes": "bookings_roundproposal state=open"
    " opens_at=2021-08-09 closes_at=2021-08-09",
    "proposed_a_single_digit": "bookings_roundproposal state=open birth_day_digit=10",
    "proposed_births_in_order": "bookings_roundproposal state=open"
    " birth_from=1980-01-02 birth_to=1980-01-01",
    "proposed_days_in_order": "bookings_roundproposal state=open"
    " vaccinate_from=2021-08-27 vaccinate_to=2021-08-26",
    "round_decided_by_a_second": "bookings_roundproposal state=approved version_id=1"
    " made_by_id=1 decided_by_id=1",
    "round_for_a_reason": "bookings_roundproposal state=open reason=",
    "a_single_digit": "bookings_roundversion birth_day_digit=10",
    "approved_by_a_second_person": "bookings_roundversion made_by_id=1 approved_by_id=1",
    "approved_by_a_second_person or by none": "bookings_roundversion made_by_id=1",
    "birth_dates_in_order": "bookings_roundversion birth_from=1980-01-02 birth_to=1980-01-01",
    "opens_before_it_closes_round": "bookings_roundversion"
    " opens_at=2021-08-09 closes_at=2021-08-09",
    "vaccination_dates_in_order": "bookings_roundversion"
    " vaccinate_from=2021-08-27 vaccinate_to=2021-08-26",
    "agreed_by_somebody": "bookings_screening agreed_at=2021-08-09",
    "only_a_swap_replaces": "bookings_supplyact kind=dropout replacement_id=1",
    "only_fewer_places_name_times": "bookings_supplyact kind=fewer slots={1} capacities={1,2}",
    "only_fewer_places_name_times or none": "bookings_supplyact kind=fewer",
    "supply_act_has_a_reason": "bookings_supplyact kind=dropout reason=",
    "supply_act_says_what": "bookings_supplyact kind=dropout clinics={}",
    "supply_act_stands_somewhere": "bookings_supplyact kind=dropout clinics={1} state=running",
    "supply_days_in_order": "bookings_supplyact kind=dropout clinics={1} state=draft"
    " first_date=2021-08-27 last_date=2021-08-26",
    "one_state_of_tallies": "bookings_tallystate id=2",
    "off_the_list_since_a_moment": "bookings_waitlist state=over",
    "waits_for_days_in_order": "bookings_waitlist state=waiting"
    " from_date=2021-08-27 to_date=2021-08-26",
    # portal
    "emergency_has_a_reason": "operations_operatoract emergency=t reason=",
    "review_is_whole": "operations_operatoract emergency=f review=x",
    "reviewed_by_a_second_person": "operations_operatoract emergency=t reason=x review=x"
    " reviewed_at=2021-08-09 operator_id=1 reviewed_by_id=1",
    "notice_in_order": "portal_notice shown_from=2021-08-09 shown_until=2021-08-09",
    "draw_commitment": "waiting_draw commitment=x",
    "draw_digest": "waiting_draw digest=x",
    "draw_names_its_source": "waiting_draw source=",
    "draw_needs_two_people": "waiting_draw entered_by_id=1 confirmed_by_id=1",
    "draw_secret_is_the_one_committed": "waiting_draw secret=x",
    "draw_settled": "waiting_draw drawn_at=2021-08-09 digest=",
    "draw_value_after_the_secret": "waiting_draw entered=x",
    "draw_value_confirmed": "waiting_draw confirmed_by_id=1 value=",
    "gate_target_within_capacity": "waiting_gate id=1 target=2 capacity=1",
    "there_is_one_gate": "waiting_gate id=2",
    "early_lane_before_its_line": "waiting_line opens_at=2021-08-09T20:00"
    " early_from=2021-08-09T19:50",
    "pass_begins_before_it_ends": "waiting_pass begins_at=2021-08-09 ends_at=2021-08-09",
    "place_called_before_it_ends": "waiting_place entered_at=2021-08-09",
    "place_has_number_or_receipt": "waiting_place lane=1 number=0",
    "place_has_number_or_receipt none at all": "waiting_place lane=1",
    "place_has_number_or_receipt in the early lane": "waiting_place lane=0 number=1",
}

TWICE = {
    # accounts
    "one_access_day_each": "accounts_accessday day=2021-08-09 staff_id=1",
    "one_review_a_month": "accounts_accessreview month=2021-08-01",
    "one_review_an_alarm": "accounts_accessreview alarm_id=1",
    "one_authenticator_each": "accounts_authenticator user_id=1 confirmed=t",
    "one_enrolment_each": "accounts_authenticator user_id=1 confirmed=f",
    "one_person_per_identifier": "accounts_identifier scheme=rrn digest=x",
    "accounts_invitation_digest_key": "accounts_invitation digest=x",
    "accounts_provider_code_key": "accounts_provider code=x",
    "accounts_pushsubscription_digest_key": "accounts_pushsubscription digest=x",
    "one_row_per_recovery_code": "accounts_recoverycode of_id=1 digest=x",
    "one_set_of_codes_each": "accounts_recoverycodes user_id=1",
    "accounts_staffmember_username_key": "accounts_staffmember username=x",
    # clinics
    "clinics_border_region_id_key": "clinics_border region_id=1",
    "one_clinic_per_source_key": "clinics_clinic source=x key=1",
    "one_day_per_clinic": "clinics_clinicday clinic_id=1 date=2021-08-09",
    "one_closure_per_day": "clinics_closure clinic_id=1 date=2021-08-09",
    "one_closure_per_day of the whole country": "clinics_closure date=2021-08-09",
    "one_sum_per_day": "clinics_dayplaces clinic_id=1 group_id=1 date=2021-08-09",
    "one_interval_per_date": "clinics_interval vaccine_id=1 effective_from=2021-08-09",
    "one_lot_per_clinic": "clinics_lot clinic_id=1 vaccine_id=1 number=x",
    "recalled_once": "clinics_lotrecall vaccine_id=1 number=x",
    "one_opening_per_time": "clinics_openinghours clinic_id=1 weekday=1 opens=09:00",
    "clinics_region_code_key": "clinics_region code=x",
    "one_count_per_age": "clinics_residents region_id=1 as_of=2021-08-01 age=1",
    "one_shortage_per_span": "clinics_shortage clinic_id=1 group_id=1"
    " first_date=2021-08-09 last_date=2021-08-09",
    "one_shortage_per_span without an end": "clinics_shortage clinic_id=1 group_id=1"
    " first_date=2021-08-09",
    "one_slot_per_time": "clinics_slot clinic_id=1 group_id=1 starts_at=2021-08-09",
    "clinics_vaccine_code_key": "clinics_vaccine code=x",
    "clinics_vaccinegroup_code_key": "clinics_vaccinegroup code=x",
    # bookings
    "one_active_booking": "bookings_booking person_id=1 campaign_id=1 dose=1 round_version_id=1"
    " status=held rejection= again status=confirmed",
    "bookings_booking_reference_key": "bookings_booking status=held rejection= reference=x",
    "one_booking_per_key": "bookings_booking status=held rejection= person_id=1"
    " idempotency_key=00000000-0000-0000-0000-000000000000",
    "moved_once_per_key": "bookings_bookingevent booking_id=1"
    " key=00000000-0000-0000-0000-000000000000",
    "bookings_campaign_code_key": "bookings_campaign code=x",
    "bookings_doserecord_booking_id_key": "bookings_doserecord booking_id=1",
    "bookings_doserecord_code_key": "bookings_doserecord code=00000000-0000-0000-0000-000000000000",
    "each_dose_given_once": "bookings_doserecord person_id=1 campaign_id=1 dose=1",
    "one_schedule_per_wish": "bookings_exportschedule active=t asked_by_id=1 kind=x format=csv"
    " region_id=1",
    "one_schedule_per_wish of the whole country": "bookings_exportschedule active=t asked_by_id=1"
    " kind=x format=csv",
    "one_alert_per_clinic": "bookings_leftoveralert wish_id=1 clinic_id=1",
    "one_alert_per_place": "bookings_leftoveralert wish_id=1 place=1",
    "bookings_leftoverbatch_slot_id_key": "bookings_leftoverbatch state=open slot_id=1",
    "bookings_leftoverwish_person_id_key": "bookings_leftoverwish person_id=1",
    "one_mandate_a_proxy": "bookings_mandate proxy_id=1 subject_id=2 again subject_id=3",
    "one_mandate_a_subject": "bookings_mandate proxy_id=1 subject_id=3 again proxy_id=2",
    "bookings_notification_dedupe_key_key": "bookings_notification dedupe_key=x",
    "bookings_notification_event_id_key": "bookings_notification event_id=1",
    "one_open_offer": "bookings_offer state=open person_id=1 kind=leftover",
    "bookings_offer_reference_key": "bookings_offer state=open kind=leftover reference=x",
    "reminded_once_of_a_round": "bookings_openingreminder person_id=1 round_id=1",
    "one_open_export_per_wish": "bookings_reportexport asked_by_id=1 same=x again state=running",
    "one_export_per_midnight": "bookings_reportexport schedule_id=1 as_of=2021-08-09",
    "bookings_round_code_key": "bookings_round code=x",
    "bookings_round_current_id_key": "bookings_round current_id=1",
    "one_version_per_number": "bookings_roundversion round_id=1 number=1",
    "bookings_screening_booking_id_key": "bookings_screening booking_id=1",
    "bookings_supplyitem_event_id_key": "bookings_supplyitem event_id=1",
    "settled_once_per_act": "bookings_supplyitem act_id=1 booking_id=1",
    "one_tally_per_kind": "bookings_tally part=x campaign_id=1",
    "once_on_the_waitlist": "bookings_waitlist person_id=1 campaign_id=1 state=waiting"
    " again state=offered",
    "one_open_item_per_trouble": "bookings_workitem booking_id=1 kind=x",
    # portal
    "waiting_draw_line_id_key": "waiting_draw line_id=1",
    "waiting_line_opens_at_key": "waiting_line opens_at=2021-08-09T20:00",
    "one_pass_a_person": "waiting_pass person_id=1",
    "one_place_a_number": "waiting_place line_id=1 lane=1 number=1",
    "one_place_a_person": "waiting_place line_id=1 person_id=1 lane=0 receipt=x",
}
