import json

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from guides.parameters import with_odd
from salaries.files import as_table, records_of

from .reading import Asked, read

FORM_TYPES = {"csv": "text/csv", "json": "application/json"}


@require_safe
def figures(request: HttpRequest, form: str) -> HttpResponse:
    """All figures that the page of the same parameters shows, on all its pages, as a file."""
    if form not in FORM_TYPES:
        raise Http404("Figures come as csv or json.")
    asked = read(request.GET)
    records = records_of(asked.comparison, settings.SITE_URL)
    text = as_table(records) if form == "csv" else as_json(asked, records)
    response = HttpResponse(
        text,
        content_type=f"{FORM_TYPES[form]}; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="salaries.{form}"',
            "X-Robots-Tag": "noindex",
        },
    )
    return with_odd(response, asked.selection.odd)


def as_json(asked: Asked, records: list[dict[str, object]]) -> str:
    query = asked.selection.query()
    address = settings.SITE_URL + reverse("salaries:compare") + (f"?{query.urlencode()}" if query else "")
    whole = {
        "page": address,
        "left_out": list(asked.selection.dropped),
        "compared": len(asked.comparison.rows),
        "listed_apart": len(asked.comparison.apart),
        "figures": records,
    }
    # What was left out may be anything: nothing in the file is ever markup, whoever opens it.
    return json.dumps(whole, ensure_ascii=False, indent=1).replace("<", "\\u003c") + "\n"
