"""Users, their memberships and invitations."""

import uuid

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.contrib.postgres.functions import TransactionNow
from django.db import models
from django.db.models import DO_NOTHING, Q

from partners.enums import Role


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields) -> "User":
        """A user who signs in by e-mail; without a password she can't sign in by password."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


class User(AbstractBaseUser, PermissionsMixin):
    """A professional's account. The database refuses that the application makes one staff or superuser. `daily_mail`:
    she is written to, once a day, when something is due to her."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField("courriel", unique=True)
    first_name = models.CharField("prénom", max_length=80, blank=True)
    last_name = models.CharField("nom", max_length=80, blank=True)
    is_staff = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(db_default=TransactionNow())
    daily_mail = models.BooleanField("courriel du jour", default=True, db_default=True)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    def __str__(self) -> str:
        return self.get_full_name()

    def get_full_name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip() or self.email


class Membership(models.Model):
    """A user in a unit, in one role, from and until. Rights of several memberships never add up."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(User, DO_NOTHING, related_name="memberships")
    unit = models.ForeignKey("partners.Unit", DO_NOTHING, related_name="memberships")
    role = models.CharField("rôle", max_length=8, choices=Role)
    title = models.CharField("fonction", max_length=80, blank=True)
    phone = models.CharField("téléphone professionnel", max_length=20, blank=True)
    started_at = models.DateTimeField(db_default=TransactionNow())
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "unit"], condition=Q(ended_at=None), name="membership_one_role_per_unit"
            )
        ]


class Invitation(models.Model):
    """Single use, 72 hours, bound to the address. Only the digest of its token is kept."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    unit = models.ForeignKey("partners.Unit", DO_NOTHING, related_name="invitations")
    role = models.CharField("rôle", max_length=8, choices=Role)
    title = models.CharField("fonction", max_length=80, blank=True)
    email = models.EmailField("courriel")
    token_digest = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(Membership, DO_NOTHING, related_name="+")
    created_at = models.DateTimeField(db_default=TransactionNow())
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)
