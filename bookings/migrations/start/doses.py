"""Doses given, and the work around them."""

import accounts.clock
import accounts.crypto
import bookings.models.bookings
import django.contrib.postgres.functions
import django.db.models.deletion
import pgtrigger.compiler

from django.conf import settings
from django.db import migrations, models

tables = [
    migrations.CreateModel(
        name='DoseRecord',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('dose', models.PositiveSmallIntegerField(verbose_name='dose')),
            ('given_on', models.DateField(verbose_name='given')),
            ('booking', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, to='bookings.booking')),
            ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='bookings.campaign')),
            ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='doses', to='accounts.person')),
            ('vaccine', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to='clinics.vaccine')),
            ('code', models.UUIDField(db_default=django.contrib.postgres.functions.RandomUUID(), editable=False, unique=True)),
            ('given_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='given by')),
            ('lot', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='doses', to='clinics.lot', verbose_name='lot')),
            ('site', models.CharField(blank=True, choices=[('left_arm', 'left upper arm'), ('right_arm', 'right upper arm'), ('left_thigh', 'left thigh'), ('right_thigh', 'right thigh'), ('other', 'elsewhere on the body')], db_default='', default='', max_length=12, verbose_name='injection site')),
            ('screened', models.CharField(blank=True, choices=[('web', 'answered by the citizen'), ('desk', 'asked at the desk'), ('paper', 'asked on paper')], db_default='', default='', max_length=6, verbose_name='screening')),
        ],
        options={
            'verbose_name': 'dose given',
            'verbose_name_plural': 'doses given',
            'constraints': [
                models.UniqueConstraint(fields=('person', 'campaign', 'dose'), name='each_dose_given_once'),
            ],
            'triggers': [
                pgtrigger.compiler.Trigger(name='given', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n    PERFORM 1 FROM clinics_lot WHERE id IN (SELECT lot_id FROM added)\n        ORDER BY id FOR NO KEY UPDATE;\n    UPDATE clinics_lot l SET given = l.given + d.n\n        FROM (SELECT lot_id, count(*) AS n FROM added GROUP BY lot_id) AS d\n        WHERE l.id = d.lot_id;\n\n    IF EXISTS (SELECT FROM added d JOIN clinics_lot l ON l.id = d.lot_id WHERE l.vaccine_id IS DISTINCT FROM d.vaccine_id) THEN\n        RAISE EXCEPTION 'This lot cannot be given'\n            USING ERRCODE = 'check_violation', CONSTRAINT = 'lot_of_the_vaccine';\n    END IF;\n\n    IF EXISTS (SELECT FROM added d JOIN clinics_lot l ON l.id = d.lot_id WHERE NOT EXISTS (\n        SELECT FROM bookings_booking b JOIN clinics_slot s ON s.id = b.slot_id\n        WHERE b.id = d.booking_id AND s.clinic_id = l.clinic_id)) THEN\n        RAISE EXCEPTION 'This lot cannot be given'\n            USING ERRCODE = 'check_violation', CONSTRAINT = 'lot_of_the_clinic';\n    END IF;\n\n    IF EXISTS (SELECT FROM added d JOIN clinics_lot l ON l.id = d.lot_id WHERE d.given_on > l.expires_on) THEN\n        RAISE EXCEPTION 'This lot cannot be given'\n            USING ERRCODE = 'check_violation', CONSTRAINT = 'lot_not_expired';\n    END IF;\n\n    IF EXISTS (SELECT FROM added d JOIN clinics_lot l ON l.id = d.lot_id WHERE EXISTS (\n        SELECT FROM clinics_lotrecall r WHERE r.vaccine_id = l.vaccine_id\n        AND r.number = l.number AND r.ended_at IS NULL)) THEN\n        RAISE EXCEPTION 'This lot cannot be given'\n            USING ERRCODE = 'check_violation', CONSTRAINT = 'lot_not_recalled';\n    END IF;\n    RETURN NULL;", hash='b0e548ae359d5719ffb7366c7f887aeb97f30929', level='STATEMENT', operation='INSERT', pgid='pgtrigger_given_443f3', referencing='REFERENCING NEW TABLE AS added ', table='bookings_doserecord', when='AFTER')),
                pgtrigger.compiler.Trigger(name='taken_back', sql=pgtrigger.compiler.UpsertTriggerSql(func='\n    PERFORM 1 FROM clinics_lot WHERE id IN (SELECT lot_id FROM removed)\n        ORDER BY id FOR NO KEY UPDATE;\n    UPDATE clinics_lot l SET given = l.given - d.n\n        FROM (SELECT lot_id, count(*) AS n FROM removed GROUP BY lot_id) AS d\n        WHERE l.id = d.lot_id;\n    RETURN NULL;', hash='50c6025cdc5fdd6ea5ad9aa3f6cb9acbf98536ed', level='STATEMENT', operation='DELETE', pgid='pgtrigger_taken_back_6a7ad', referencing='REFERENCING OLD TABLE AS removed ', table='bookings_doserecord', when='AFTER')),
                pgtrigger.compiler.Trigger(name='never_changed', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='7985f2a0ced4165761a3f4e977ad73b2047afefe', operation='UPDATE', pgid='pgtrigger_never_changed_b17f8', table='bookings_doserecord', when='BEFORE')),
                pgtrigger.compiler.Trigger(name='never_emptied', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'Cannot truncate %', TG_TABLE_NAME;", hash='321659fa29b0d1e7909f67e891cbcfa4e8385a7d', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_never_emptied_bdfb4', table='bookings_doserecord', when='BEFORE')),
            ],
        },
    ),
    migrations.CreateModel(
        name='Screening',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('version', models.CharField(max_length=20, verbose_name='version of the questions')),
            ('sealed', accounts.crypto.EncryptedTextField(verbose_name='answers')),
            ('answered_at', models.DateTimeField(db_default=accounts.clock.PortalNow(), verbose_name='answered')),
            ('agreed_at', models.DateTimeField(null=True, verbose_name='agreed')),
            ('agreed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='agreed by')),
            ('booking', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='screening', to='bookings.booking')),
            ('staff', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='asked by')),
        ],
        options={
            'verbose_name': 'screening',
            'verbose_name_plural': 'screenings',
            'indexes': [
                models.Index(fields=['answered_at'], name='screenings_to_forget'),
            ],
            'constraints': [
                models.CheckConstraint(condition=models.Q(models.Q(('agreed_at', None), ('agreed_by', None)), models.Q(('agreed_at__isnull', False), ('agreed_by__isnull', False)), _connector='OR'), name='agreed_by_somebody'),
            ],
        },
    ),
    migrations.CreateModel(
        name='WorkItem',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('kind', models.CharField(choices=[('second_dose', 'second dose without a place'), ('supply', 'appointment without vaccine')], max_length=20, verbose_name='kind')),
            ('created_at', models.DateTimeField(db_default=accounts.clock.PortalNow(), verbose_name='created')),
            ('resolved_at', models.DateTimeField(blank=True, null=True, verbose_name='resolved')),
            ('booking', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='work', to='bookings.booking', verbose_name='booking')),
            ('resolved_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='resolved by')),
            ('cause', models.CharField(choices=[('no_place', 'no place inside the interval'), ('cancelled', 'the second dose alone was cancelled'), ('moved', 'the first dose was moved'), ('interval', 'the interval was changed'), ('supply', 'vaccine or clinic missing'), ('returned', 'a missed first dose was given after all')], db_default='no_place', default='no_place', max_length=20, verbose_name='cause')),
            ('channel', models.CharField(blank=True, choices=bookings.models.bookings.via, db_default='', default='', max_length=10, verbose_name='channel')),
            ('note', models.CharField(blank=True, db_default='', default='', max_length=200, verbose_name='reason')),
            ('outcome', models.CharField(blank=True, choices=[('booked', 'a place was found'), ('closed', 'closed without a place'), ('over', 'no longer needed')], db_default='', default='', max_length=20, verbose_name='outcome')),
        ],
        options={
            'verbose_name': 'work item',
            'verbose_name_plural': 'work list',
            'constraints': [
                models.UniqueConstraint(condition=models.Q(('resolved_at', None)), fields=('booking', 'kind'), name='one_open_item_per_trouble'),
            ],
            'triggers': [
                pgtrigger.compiler.Trigger(name='work_begun', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n    WITH event AS (\n        INSERT INTO bookings_bookingevent\n            (booking_id, act, old_status, new_status, staff_id, channel, reason)\n        SELECT b.id, w.act, b.status, b.status, w.resolved_by_id,\n               coalesce(nullif(w.channel, ''), 'system'), w.note\n        FROM (SELECT n.*, CASE n.kind WHEN 'second_dose' THEN 'second' ELSE n.kind END || '_waits' AS act FROM added n) AS w JOIN bookings_booking b ON b.id = w.booking_id\n        ORDER BY w.id\n        RETURNING id, booking_id, act AS template\n    )\n\n    INSERT INTO bookings_notification\n        (event_id, booking_id, person_id, template, language, dedupe_key)\n    SELECT event.id, b.id, b.person_id, event.template, p.language, 'booking-event-' || event.id\n    FROM event JOIN bookings_booking b ON b.id = event.booking_id\n    JOIN accounts_person p ON p.id = b.person_id;\n    RETURN NULL;", hash='ab7204b6815d87eb9b4c2ef9840db7e1d90eea6c', level='STATEMENT', operation='INSERT', pgid='pgtrigger_work_begun_ab1d6', referencing='REFERENCING NEW TABLE AS added ', table='bookings_workitem', when='AFTER')),
                pgtrigger.compiler.Trigger(name='work_ended', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n    WITH event AS (\n        INSERT INTO bookings_bookingevent\n            (booking_id, act, old_status, new_status, staff_id, channel, reason)\n        SELECT b.id, w.act, b.status, b.status, w.resolved_by_id,\n               coalesce(nullif(w.channel, ''), 'system'), w.note\n        FROM (SELECT n.*, CASE n.kind WHEN 'second_dose' THEN 'second' ELSE n.kind END || '_closed' AS act FROM after n JOIN before o USING (id) WHERE o.resolved_at IS NULL AND n.outcome = 'closed' AND n.resolved_at IS NOT NULL) AS w JOIN bookings_booking b ON b.id = w.booking_id\n        ORDER BY w.id\n        RETURNING id, booking_id, act AS template\n    )\n\n    INSERT INTO bookings_notification\n        (event_id, booking_id, person_id, template, language, dedupe_key)\n    SELECT event.id, b.id, b.person_id, event.template, p.language, 'booking-event-' || event.id\n    FROM event JOIN bookings_booking b ON b.id = event.booking_id\n    JOIN accounts_person p ON p.id = b.person_id;\n    RETURN NULL;", hash='9524d544e1607d8a1a1e711ac17053f7f0b37b71', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_work_ended_322f5', referencing='REFERENCING OLD TABLE AS before  NEW TABLE AS after ', table='bookings_workitem', when='AFTER')),
            ],
        },
    ),
    migrations.CreateModel(
        name='FollowUp',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('outcome', models.CharField(choices=[('rebook', 'wants another time'), ('not_reached', 'not reached'), ('declined', 'does not want the dose')], max_length=20, verbose_name='outcome')),
            ('at', models.DateTimeField(db_default=accounts.clock.PortalNow(), verbose_name='at')),
            ('booking', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='follow_ups', to='bookings.booking')),
            ('staff', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
        ],
        options={
            'verbose_name': 'call after a missed appointment',
            'verbose_name_plural': 'calls after missed appointments',
            'default_permissions': (),
            'triggers': [
                pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='05e7fe21772b4c604691dab54370fe50da869601', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_158e2', table='bookings_followup', when='BEFORE')),
                pgtrigger.compiler.Trigger(name='never_emptied', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'Cannot truncate %', TG_TABLE_NAME;", hash='b881f2cf2afdb1b5e82833c34864233c1389748c', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_never_emptied_e534f', table='bookings_followup', when='BEFORE')),
            ],
        },
    ),
]
