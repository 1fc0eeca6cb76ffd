from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("common", "0001_initial")]

    operations = [
        migrations.AlterField(
            model_name="document",
            name="state",
            field=models.CharField(
                choices=[
                    ("waiting", "en attente"),
                    ("ready", "prêt"),
                    ("refused", "refusé"),
                    ("stopped", "arrêté"),
                ],
                default="waiting",
                max_length=8,
            ),
        ),
    ]
