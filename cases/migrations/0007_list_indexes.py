"""An index for each sort a screen offers, and a key of persons' access that answers alone (decisions T2)."""

from django.db import migrations, models

COLUMNS = "name_until, identity_until, contact_until, name_key, position, followed"


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0006_visit_author_on"),
        ("partners", "0004_second_factors_are_encrypted"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="access",
            index=models.Index(
                condition=models.Q(("sheet_until__isnull", False)),
                fields=["audience", "sheet_until", "case"],
                include=("present_until",),
                name="access_by_sheet",
            ),
        ),
        migrations.AddIndex(
            model_name="visit",
            index=models.Index(fields=["case", "outcome", "on", "at"], name="visit_case_outcome"),
        ),
        migrations.RunSQL(
            "ALTER TABLE cases_personaccess DROP CONSTRAINT cases_personaccess_pkey,"
            " ADD CONSTRAINT cases_personaccess_pkey PRIMARY KEY (case_id, audience_id, person_id)"
            f" INCLUDE ({COLUMNS})",
            "ALTER TABLE cases_personaccess DROP CONSTRAINT cases_personaccess_pkey,"
            " ADD CONSTRAINT cases_personaccess_pkey PRIMARY KEY (case_id, audience_id, person_id)",
        ),
    ]
