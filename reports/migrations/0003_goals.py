import django.contrib.postgres.functions
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('partners', '0010_guest_audiences'),
        ('reports', '0002_reports'),
    ]

    operations = [
        migrations.CreateModel(
            name='ReportGoal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('indicator', models.CharField(max_length=60)),
                ('value', models.DecimalField(decimal_places=2, max_digits=12, null=True)),
                ('changed_at', models.DateTimeField(db_default=django.contrib.postgres.functions.TransactionNow())),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='partners.audience')),
                ('changed_by', models.ForeignKey(on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='partners.audience')),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.DO_NOTHING, related_name='goals', to='reports.report')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('report', 'author', 'indicator'), name='report_goal_once'), models.CheckConstraint(condition=models.Q(('value', None), ('value__gte', 0), _connector='OR'), name='report_goal_value')],
            },
        ),
    ]
