from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0005_followed_cases")]

    operations = [
        migrations.AddIndex(model_name="visit", index=models.Index(fields=["author", "on"], name="visit_author_on")),
    ]
