"""French communes and their postcodes (Licence Ouverte, Etalab)."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import DO_NOTHING


class Commune(models.Model):
    """`name_key` is the folded name (common.text.fold) that searches compare with."""

    code = models.CharField("code INSEE", max_length=5, primary_key=True)
    name = models.CharField("nom", max_length=80)
    name_key = models.TextField(db_collation="C", db_index=True)
    department_code = models.CharField(max_length=3)
    department = models.CharField("département", max_length=60)
    region_code = models.CharField(max_length=3)
    population = models.IntegerField(default=0)
    postcodes = ArrayField(models.CharField(max_length=5), default=list)


class CommunePostcode(models.Model):
    commune = models.ForeignKey(Commune, DO_NOTHING, related_name="+")
    postcode = models.CharField("code postal", max_length=5, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["commune", "postcode"], name="commune_postcode_once")]
