"""The tag every page of a demonstration wears."""

from django import template
from django.conf import settings

register = template.Library()


@register.inclusion_tag("partners/demonstration_tag.html")
def demonstration_tag() -> dict:
    """« Démonstration : personnes et chiffres inventés »; nothing in an installation with real people."""
    return {"demonstration": settings.DEMONSTRATION}
