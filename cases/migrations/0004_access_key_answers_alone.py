"""The key of access carries what every policy asks of it: a probe reads the index and not the row (decisions T2)."""

from django.db import migrations

COLUMNS = (
    "household_id, kind, capacity, own, present_until, activity_until, sheet_until, identity_until, housing_until,"
    " budget_until, social_until, team_until"
)


class Migration(migrations.Migration):
    dependencies = [("cases", "0003_one_flag_per_case")]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE cases_access DROP CONSTRAINT cases_access_pkey,"
            f" ADD CONSTRAINT cases_access_pkey PRIMARY KEY (case_id, audience_id) INCLUDE ({COLUMNS})",
            "ALTER TABLE cases_access DROP CONSTRAINT cases_access_pkey,"
            " ADD CONSTRAINT cases_access_pkey PRIMARY KEY (case_id, audience_id)",
        )
    ]
