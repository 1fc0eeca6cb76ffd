import uuid

import django.contrib.postgres.fields
import django.contrib.postgres.functions
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0016_beyond_the_maximum'),
    ]

    operations = [
        migrations.CreateModel(
            name='EntryStatement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('created_at', models.DateTimeField(db_default=django.contrib.postgres.functions.TransactionNow())),
                ('reasons', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('isolation', 'isolement'), ('distress', 'détresse'), ('severe_poverty', 'grande pauvreté'), ('budget', 'gestion du budget'), ('separation', 'séparation'), ('appropriation', 'appropriation du logement'), ('neighbourhood', 'troubles de voisinage'), ('unexpected_expense', 'dépense imprévue'), ('rights_not_opened', 'droits non ouverts'), ('over_indebtedness', 'surendettement'), ('unfit_dwelling', 'incurie'), ('energy_poverty', 'précarité énergétique'), ('priority_contact', 'contact prioritaire')], max_length=24), default=list, size=None)),
                ('stage', models.CharField(blank=True, choices=[('none', 'aucune'), ('pre_litigation', 'précontentieux'), ('reminder', 'relance amiable'), ('order_to_pay', 'commandement de payer'), ('summons', 'assignation'), ('hearing', 'audience'), ('judgment', 'jugement'), ('order_to_leave', 'commandement de quitter les lieux'), ('enforcement_delay', 'délais du juge de l’exécution'), ('police_assistance', 'concours de la force publique'), ('eviction', 'expulsion')], max_length=24)),
                ('commune', models.CharField(blank=True, max_length=5, verbose_name='code INSEE')),
                ('debt_cents', models.BigIntegerField(null=True)),
                ('debt_on', models.DateField(null=True)),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='partners.audience')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='cases.case')),
                ('household', models.ForeignKey(on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='cases.household')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('case',), name='entry_statement_per_case'), models.CheckConstraint(condition=models.Q(('commune__regex', '^(\\d[\\dAB]\\d{3})?$')), name='entry_statement_commune_is_a_code'), models.CheckConstraint(condition=models.Q(models.Q(('debt_cents', None), ('debt_on', None)), models.Q(('debt_cents__gte', 0), ('debt_on__isnull', False)), _connector='OR'), name='entry_statement_debt_and_its_day')],
            },
        ),
    ]
