"""`|typo`, on a value or as `{% filter typo %}…{% endfilter %}` around a part of a page."""

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeData, SafeString, mark_safe

from common.typography import typographic, typographic_html

register = template.Library()


@register.filter
def typo(value: object) -> SafeString:
    """Set French text; plain text is escaped, HTML already marked safe keeps its tags."""
    if isinstance(value, SafeData):
        return mark_safe(typographic_html(str(value)))  # noqa: S308  (input was safe; only spaces and quotes change)
    return conditional_escape(typographic("" if value is None else str(value)))
