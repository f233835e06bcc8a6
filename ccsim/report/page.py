"""What all pages have in common: templates that escape, figures with ids of their own, and what made the page."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import jinja2
from markupsafe import Markup

from ccsim import __version__
from ccsim.report.catalogue import Words
from ccsim.report.drawing import Drawing, colour_name
from ccsim.report.environment import versions


def page(name: str, words: Words, context: Mapping[str, Any]) -> str:
    """A template filled in, with its words and what made it; a whole HTML document that loads nothing."""
    made_by = words("page.made_by", version=__version__)
    return _template(name).render({"w": words, "made_by": made_by, **context}) + "\n"


@cache
def _template(name: str) -> jinja2.Template:
    """A page's template; everything that it is given is escaped."""
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("ccsim.report"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template(name)


def placed(drawing: Drawing, prefix: str) -> dict[str, Any]:
    """A figure as the template takes it, its ids made unique on the page by `prefix`."""
    svg = drawing.svg.replace('id="', f'id="{prefix}{drawing.name}-').replace(
        'href="#', f'href="#{prefix}{drawing.name}-'
    )
    return {
        "name": drawing.name,
        "title": drawing.title,
        "reading": drawing.reading,
        "legend": [(colour_name(item.colour), item.kind, item.label) for item in drawing.legend],
        "svg": Markup(svg.replace("url(#", f"url(#{prefix}{drawing.name}-")),  # drawing.py escaped its words
    }


def versions_row(words: Words) -> tuple[str, str]:
    """The row of a page's method that says what it was made with."""
    return words("method.versions"), words("text.between_items").join(versions())
