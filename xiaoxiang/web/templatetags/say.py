"""Words for templates: days, moments and what is left of a limit."""

from django import template

register = template.Library()
