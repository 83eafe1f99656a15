"""The figures of a pivot as files: CSV sent while it is read; Excel, Parquet and a package from a file on disk."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from tempfile import TemporaryFile

from django.http import FileResponse, HttpResponseBase, StreamingHttpResponse
from django.views.decorators.http import require_safe

from tinhso.engines.insight import api
from tinhso.engines.insight.contracts import MalformedChoice
from tinhso.engines.insight.web.choice import Reading, choice_of
from tinhso.engines.insight.web.explore import OWN_PARAMETERS, parameters
from tinhso.engines.trust import api as trust

FORMS = {
    "csv": ("csv", "text/csv; charset=utf-8"),
    "xlsx": ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "parquet": ("parquet", "application/vnd.apache.parquet"),
    "goi": ("zip", "application/zip"),
}
# More than any table that a workbook may hold.
ALL = 1_000_000


@require_safe
def download(request: Reading, form: str) -> HttpResponseBase:
    """Every figure of the pivot, one line each, as CSV, Parquet or a package; or the table itself as Excel."""
    if form not in FORMS:
        known = ", ".join(FORMS)
        raise MalformedChoice(
            parameter="tep", value=form, hint_vi=f"Chọn một trong: {known}.", hint_en=f"Choose one of: {known}."
        )
    read = api.read_exploration(parameters(request), choice_of(request, OWN_PARAMETERS))
    asked = api.require_chosen(read)
    stream = api.stream_of(asked)
    return _named(_csv(stream) if form == "csv" else _kept(form, asked, stream), asked, form)


def _csv(stream: api.FigureStream) -> HttpResponseBase:
    """Closing the connection stops the reading."""
    parts = stream.csv_parts()
    # The first slice is asked for before the answer begins, so that a refusal is a refusal and no broken file.
    return StreamingHttpResponse(_joined([next(parts), next(parts, b"")], parts))


def _joined(first: Sequence[bytes], rest: Iterator[bytes]) -> Iterator[bytes]:
    yield from first
    yield from rest


def _kept(form: str, asked: api.Exploration, stream: api.FigureStream) -> HttpResponseBase:
    # The answer reads it to its end and closes it; the system then forgets it.
    file = TemporaryFile()  # noqa: SIM115
    if form == "xlsx":
        api.require_sheet(asked)
        api.write_workbook(api.compute_pivot(asked, rows=ALL, columns=ALL), stream, file)
    elif form == "parquet":
        api.write_parquet(stream, file)
    else:
        api.write_package(asked, stream, file, trust.now())
    file.seek(0)
    return FileResponse(file)


def _named(response: HttpResponseBase, asked: api.Exploration, form: str) -> HttpResponseBase:
    ending, mime = FORMS[form]
    response.headers["Content-Type"] = mime
    response.headers["Content-Disposition"] = f'attachment; filename="{api.file_name(asked)}.{ending}"'
    response.headers["X-Accel-Buffering"] = "no"
    return response
