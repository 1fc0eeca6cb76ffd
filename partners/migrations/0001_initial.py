

import django.contrib.postgres.fields
import django.contrib.postgres.functions
import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
    ]

    operations = [
        migrations.CreateModel(
            name='Commune',
            fields=[
                ('code', models.CharField(max_length=5, primary_key=True, serialize=False, verbose_name='code INSEE')),
                ('name', models.CharField(max_length=80, verbose_name='nom')),
                ('name_key', models.TextField(db_collation='C', db_index=True)),
                ('department_code', models.CharField(max_length=3)),
                ('department', models.CharField(max_length=60, verbose_name='département')),
                ('region_code', models.CharField(max_length=3)),
                ('population', models.IntegerField(default=0)),
                ('postcodes', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=5), default=list, size=None)),
            ],
        ),
        migrations.CreateModel(
            name='Organisation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('key', models.SlugField(max_length=60, unique=True)),
                ('name', models.CharField(max_length=120, verbose_name='nom')),
            ],
        ),
        migrations.CreateModel(
            name='Programme',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.SlugField(max_length=60, unique=True)),
                ('name', models.CharField(max_length=120, verbose_name='nom')),
                ('usual_set', models.JSONField(default=dict)),
            ],
        ),
        migrations.CreateModel(
            name='User',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('email', models.EmailField(max_length=254, unique=True, verbose_name='courriel')),
                ('first_name', models.CharField(blank=True, max_length=80, verbose_name='prénom')),
                ('last_name', models.CharField(blank=True, max_length=80, verbose_name='nom')),
                ('is_staff', models.BooleanField(default=False)),
                ('is_active', models.BooleanField(default=True)),
                ('date_joined', models.DateTimeField(db_default=django.contrib.postgres.functions.TransactionNow())),
                ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Agreement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('answer_days', models.PositiveSmallIntegerField(default=15)),
                ('follow_up_days', models.PositiveSmallIntegerField(default=180)),
                ('starts_on', models.DateField()),
                ('ends_on', models.DateField(null=True)),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.DO_NOTHING, related_name='agreements', to='partners.programme')),
            ],
        ),
        migrations.CreateModel(
            name='Unit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('key', models.SlugField(max_length=60, unique=True)),
                ('name', models.CharField(max_length=120, verbose_name='nom')),
                ('phone', models.CharField(blank=True, max_length=20, verbose_name='téléphone')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='courriel')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.DO_NOTHING, related_name='units', to='partners.organisation')),
            ],
        ),
        migrations.CreateModel(
            name='Membership',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('role', models.CharField(choices=[('worker', 'travailleur social'), ('manager', 'responsable d’équipe'), ('clerk', 'gestionnaire'), ('admin', 'administrateur'), ('dpo', 'délégué à la protection des données'), ('service', 'compte de service')], max_length=8, verbose_name='rôle')),
                ('title', models.CharField(blank=True, max_length=80, verbose_name='fonction')),
                ('phone', models.CharField(blank=True, max_length=20, verbose_name='téléphone professionnel')),
                ('started_at', models.DateTimeField(db_default=django.contrib.postgres.functions.TransactionNow())),
                ('ended_at', models.DateTimeField(null=True)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.DO_NOTHING, related_name='memberships', to=settings.AUTH_USER_MODEL)),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.DO_NOTHING, related_name='memberships', to='partners.unit')),
            ],
        ),
        migrations.CreateModel(
            name='Invitation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('role', models.CharField(choices=[('worker', 'travailleur social'), ('manager', 'responsable d’équipe'), ('clerk', 'gestionnaire'), ('admin', 'administrateur'), ('dpo', 'délégué à la protection des données'), ('service', 'compte de service')], max_length=8, verbose_name='rôle')),
                ('title', models.CharField(blank=True, max_length=80, verbose_name='fonction')),
                ('email', models.EmailField(max_length=254, verbose_name='courriel')),
                ('token_digest', models.CharField(max_length=64, unique=True)),
                ('created_at', models.DateTimeField(db_default=django.contrib.postgres.functions.TransactionNow())),
                ('expires_at', models.DateTimeField()),
                ('used_at', models.DateTimeField(null=True)),
                ('cancelled_at', models.DateTimeField(null=True)),
                ('invited_by', models.ForeignKey(on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='partners.membership')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.DO_NOTHING, related_name='invitations', to='partners.unit')),
            ],
        ),
        migrations.CreateModel(
            name='Audience',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('unit', 'service'), ('manager', 'responsables du service'), ('member', 'membre'), ('person', 'personne'), ('office', 'fonction de l’organisation')], max_length=8)),
                ('capacity', models.CharField(choices=[('operator', 'association'), ('landlord', 'bailleur'), ('siao', 'SIAO'), ('prescriber', 'prescripteur'), ('committee_seat', 'membre de commission'), ('committee_secretary', 'secrétariat de commission'), ('reserver', 'réservataire'), ('funder', 'financeur'), ('person', 'personne accompagnée'), ('data_protection', 'protection des données'), ('administration', 'administration de l’organisation')], max_length=20)),
                ('membership', models.ForeignKey(null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='audiences', to='partners.membership')),
                ('organisation', models.ForeignKey(null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='partners.organisation')),
                ('unit', models.ForeignKey(null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='audiences', to='partners.unit')),
            ],
        ),
        migrations.CreateModel(
            name='AgreementLandlord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('entity', models.CharField(choices=[('branch', 'agence'), ('social_service', 'service social'), ('litigation', 'contentieux')], max_length=16)),
                ('agreement', models.ForeignKey(on_delete=django.db.models.deletion.DO_NOTHING, related_name='landlords', to='partners.agreement')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='partners.unit')),
            ],
        ),
        migrations.AddField(
            model_name='agreement',
            name='operator_unit',
            field=models.ForeignKey(on_delete=django.db.models.deletion.DO_NOTHING, related_name='agreements', to='partners.unit'),
        ),
        migrations.CreateModel(
            name='UnitCapacity',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('capacity', models.CharField(choices=[('operator', 'association'), ('landlord', 'bailleur'), ('siao', 'SIAO'), ('prescriber', 'prescripteur'), ('committee_seat', 'membre de commission'), ('committee_secretary', 'secrétariat de commission'), ('reserver', 'réservataire'), ('funder', 'financeur'), ('person', 'personne accompagnée'), ('data_protection', 'protection des données'), ('administration', 'administration de l’organisation')], max_length=20)),
                ('audience', models.OneToOneField(on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='partners.audience')),
                ('manager_audience', models.OneToOneField(on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='partners.audience')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.DO_NOTHING, related_name='capacities', to='partners.unit')),
            ],
        ),
        migrations.CreateModel(
            name='CommunePostcode',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('postcode', models.CharField(db_index=True, max_length=5, verbose_name='code postal')),
                ('commune', models.ForeignKey(on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='partners.commune')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('commune', 'postcode'), name='commune_postcode_once')],
            },
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('user', 'unit'), name='membership_one_role_per_unit'),
        ),
        migrations.AddConstraint(
            model_name='audience',
            constraint=models.UniqueConstraint(fields=('id', 'kind', 'capacity'), name='audience_composite'),
        ),
        migrations.AddConstraint(
            model_name='audience',
            constraint=models.UniqueConstraint(condition=models.Q(('kind__in', ['unit', 'manager'])), fields=('unit', 'capacity', 'kind'), name='audience_unit'),
        ),
        migrations.AddConstraint(
            model_name='audience',
            constraint=models.UniqueConstraint(condition=models.Q(('kind', 'member')), fields=('membership', 'capacity'), name='audience_member'),
        ),
        migrations.AddConstraint(
            model_name='audience',
            constraint=models.UniqueConstraint(condition=models.Q(('kind', 'office')), fields=('organisation', 'capacity'), name='audience_office'),
        ),
        migrations.AddConstraint(
            model_name='audience',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind__in', ['unit', 'manager']), ('membership', None), ('unit__isnull', False)), models.Q(('kind', 'member'), ('membership__isnull', False), ('unit__isnull', False)), models.Q(('capacity', 'person'), ('kind', 'person'), ('membership', None), ('unit', None)), models.Q(('capacity__in', ['administration', 'data_protection']), ('kind', 'office'), ('membership', None), ('organisation__isnull', False), ('unit', None)), _connector='OR'), name='audience_stands_for_one'),
        ),
        migrations.AddConstraint(
            model_name='agreementlandlord',
            constraint=models.UniqueConstraint(fields=('agreement', 'unit'), name='agreement_landlord_once'),
        ),
        migrations.AddConstraint(
            model_name='agreement',
            constraint=models.UniqueConstraint(fields=('programme', 'operator_unit'), name='agreement_once'),
        ),
        migrations.AddConstraint(
            model_name='agreement',
            constraint=models.CheckConstraint(condition=models.Q(('ends_on', None), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='agreement_period'),
        ),
        migrations.AddConstraint(
            model_name='unitcapacity',
            constraint=models.UniqueConstraint(fields=('unit', 'capacity'), name='unit_capacity_once'),
        ),
    ]
