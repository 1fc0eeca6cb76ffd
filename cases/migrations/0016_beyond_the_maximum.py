from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0015_reading_log_of_presentations'),
    ]

    operations = [
        migrations.AddField(
            model_name='accompanimentcourse',
            name='extended_until',
            field=models.DateField(null=True),
        ),
    ]
