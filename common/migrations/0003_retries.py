from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("common", "0002_document_stopped")]

    operations = [
        migrations.AddField("outbox", "retries", models.PositiveSmallIntegerField(db_default=0)),
        migrations.AddField("outbox", "retried_at", models.DateTimeField(null=True)),
        migrations.AddField("outbox", "retried_by_id", models.BigIntegerField(null=True)),
        migrations.AddIndex(
            "outbox",
            models.Index(fields=["done_at"], name="outbox_dead", condition=models.Q(("outcome", "dead"))),
        ),
    ]
