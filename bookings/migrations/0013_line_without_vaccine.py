from django.db import migrations

#: As in ``0008_line``; and nobody waits for a place of a day without vaccine.
IN_LINE_FOR = """
CREATE OR REPLACE FUNCTION in_line_for(wanted_slot bigint)
RETURNS TABLE (entry_id bigint, person_id bigint, joined_at timestamptz)
LANGUAGE sql STABLE AS $$
    SELECT w.id, w.person_id, w.joined_at
    FROM clinics_slot s
    JOIN clinics_dayplaces places ON places.id = s.places_id
    JOIN clinics_clinic c ON c.id = s.clinic_id
    JOIN clinics_region district ON district.id = c.district_id
    JOIN bookings_waitlist w ON w.state = 'waiting'
        AND w.region_id IN (district.id, district.province_id)
        AND places.date BETWEEN w.from_date AND w.to_date
    JOIN bookings_round r ON r.id = w.round_id AND NOT r.stopped
    JOIN bookings_roundversion rv ON rv.id = r.current_id
    JOIN accounts_person p ON p.id = w.person_id
    WHERE s.id = wanted_slot AND c.active AND c.vaccinates
      AND places.date > (portal_now() AT TIME ZONE 'Asia/Seoul')::date + 1
      AND rv.opens_at <= portal_now() AND portal_now() < rv.closes_at
      AND round_admits(rv.birth_from, rv.birth_to, rv.birth_day_digit, p.birth_date)
      AND s.group_id = ANY(rv.groups)
      AND places.date BETWEEN rv.vaccinate_from AND rv.vaccinate_to
      AND NOT EXISTS (
          SELECT FROM clinics_closure x
          WHERE x.date = places.date AND (x.clinic_id = c.id OR x.clinic_id IS NULL))
      AND NOT EXISTS (
          SELECT FROM clinics_shortage h
          WHERE h.clinic_id = c.id AND (h.group_id = s.group_id OR h.group_id IS NULL)
            AND places.date >= h.first_date
            AND (places.date <= h.last_date OR h.last_date IS NULL))
      AND NOT EXISTS (
          SELECT FROM bookings_booking b
          WHERE b.person_id = w.person_id AND b.campaign_id = w.campaign_id AND b.dose = 1
            AND b.status IN ('held', 'confirmed', 'completed'))
      AND NOT EXISTS (
          SELECT FROM bookings_offer o
          WHERE o.person_id = w.person_id AND o.kind = 'waitlist' AND o.state = 'open')
      AND NOT EXISTS (
          SELECT FROM bookings_offer o JOIN clinics_slot other ON other.id = o.slot_id
          WHERE o.entry_id = w.id AND other.places_id = s.places_id)
$$
"""

BEFORE = """
CREATE OR REPLACE FUNCTION in_line_for(wanted_slot bigint)
RETURNS TABLE (entry_id bigint, person_id bigint, joined_at timestamptz)
LANGUAGE sql STABLE AS $$
    SELECT w.id, w.person_id, w.joined_at
    FROM clinics_slot s
    JOIN clinics_dayplaces places ON places.id = s.places_id
    JOIN clinics_clinic c ON c.id = s.clinic_id
    JOIN clinics_region district ON district.id = c.district_id
    JOIN bookings_waitlist w ON w.state = 'waiting'
        AND w.region_id IN (district.id, district.province_id)
        AND places.date BETWEEN w.from_date AND w.to_date
    JOIN bookings_round r ON r.id = w.round_id AND NOT r.stopped
    JOIN bookings_roundversion rv ON rv.id = r.current_id
    JOIN accounts_person p ON p.id = w.person_id
    WHERE s.id = wanted_slot AND c.active AND c.vaccinates
      AND places.date > (portal_now() AT TIME ZONE 'Asia/Seoul')::date + 1
      AND rv.opens_at <= portal_now() AND portal_now() < rv.closes_at
      AND round_admits(rv.birth_from, rv.birth_to, rv.birth_day_digit, p.birth_date)
      AND s.group_id = ANY(rv.groups)
      AND places.date BETWEEN rv.vaccinate_from AND rv.vaccinate_to
      AND NOT EXISTS (
          SELECT FROM clinics_closure x
          WHERE x.date = places.date AND (x.clinic_id = c.id OR x.clinic_id IS NULL))
      AND NOT EXISTS (
          SELECT FROM bookings_booking b
          WHERE b.person_id = w.person_id AND b.campaign_id = w.campaign_id AND b.dose = 1
            AND b.status IN ('held', 'confirmed', 'completed'))
      AND NOT EXISTS (
          SELECT FROM bookings_offer o
          WHERE o.person_id = w.person_id AND o.kind = 'waitlist' AND o.state = 'open')
      AND NOT EXISTS (
          SELECT FROM bookings_offer o JOIN clinics_slot other ON other.id = o.slot_id
          WHERE o.entry_id = w.id AND other.places_id = s.places_id)
$$
"""


class Migration(migrations.Migration):
    dependencies = [("bookings", "0012_supply"), ("clinics", "0002_shortage")]
    operations = [migrations.RunSQL(IN_LINE_FOR, BEFORE)]
