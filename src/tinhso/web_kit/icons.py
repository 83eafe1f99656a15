"""The small set of icons, drawn for this product on a 16 × 16 grid with the current text colour."""

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from tinhso.web_kit.errors import UnknownMark

_STROKE = 'fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"'
_SHAPES = {
    "check": f'<path {_STROKE} d="M2.5 8.5 6.2 12.2 13.5 4.2"/>',
    "arrow": f'<path {_STROKE} d="M2 8h11.5M9.5 4l4 4-4 4"/>',
    "alert": (
        '<path fill="currentColor" d="M6.6 1.5h2.8l-.5 8.6H7.1zM8 11.6a1.45 1.45 0 1 1 0 2.9 1.45 1.45 0 0 1 0-2.9z"/>'
    ),
    "triangle": '<path fill="currentColor" d="M8 2.2 15 14H1z"/>',
    "dot": '<circle cx="8" cy="8" r="4" fill="currentColor"/>',
    "ring": f'<circle cx="8" cy="8" r="5" {_STROKE}/>',
    "clock": f'<circle cx="8" cy="8" r="6" {_STROKE}/><path {_STROKE} d="M8 4.6V8l2.3 1.6"/>',
    "lock": (
        f'<rect x="3" y="7" width="10" height="7" rx="1.5" {_STROKE}/>'
        f'<path {_STROKE} d="M5.4 7V5a2.6 2.6 0 0 1 5.2 0v2"/>'
    ),
    "edit": f'<path {_STROKE} d="M3 13l.8-3L10.6 3.2l2.2 2.2L6 12.2z"/>',
    "cross": f'<path {_STROKE} d="M4 4l8 8M12 4l-8 8"/>',
    "minus": f'<path {_STROKE} d="M3 8h10"/>',
    "approx": (
        f'<path {_STROKE} d="M2.5 6.3c2-1.7 3.6-1.7 5.5-.5s3.5 1.2 5.5-.5M2.5 11c2-1.7 3.6-1.7 5.5-.5s3.5 1.2 5.5-.5"/>'
    ),
    "up": '<path fill="currentColor" d="M8 3.5 13.5 12h-11z"/>',
    "down": '<path fill="currentColor" d="M8 12.5 2.5 4h11z"/>',
    "back": f'<path {_STROKE} d="M10 3 5 8l5 5"/>',
    "caret": f'<path {_STROKE} d="M4 6l4 4 4-4"/>',
    "user": (
        f'<circle cx="8" cy="5.5" r="2.8" {_STROKE}/>'
        f'<path {_STROKE} d="M2.8 14c.6-2.8 2.6-4.2 5.2-4.2s4.6 1.4 5.2 4.2"/>'
    ),
    "sun": (
        f'<circle cx="8" cy="8" r="2.8" {_STROKE}/>'
        f'<path {_STROKE} d="M8 1.2v.9M8 13.9v.9M1.2 8h.9M13.9 8h.9'
        'M3.2 3.2l.6.6M12.2 12.2l.6.6M3.2 12.8l.6-.6M12.2 3.8l.6-.6"/>'
    ),
    "moon": f'<path {_STROKE} d="M13.2 9.7A5.7 5.7 0 0 1 6.3 2.8a5.7 5.7 0 1 0 6.9 6.9z"/>',
    "auto": f'<circle cx="8" cy="8" r="6" {_STROKE}/><path fill="currentColor" d="M8 2a6 6 0 0 1 0 12z"/>',
    "inbox": f'<path {_STROKE} d="M2.5 9.5 4.3 3h7.4l1.8 6.5V13h-11zM2.5 9.5h3l.8 1.5h3.4l.8-1.5h3"/>',
    "shield": f'<path {_STROKE} d="M8 1.8 13 3.6v4c0 3.2-2.1 5.4-5 6.6-2.9-1.2-5-3.4-5-6.6v-4z"/>',
    "download": f'<path {_STROKE} d="M8 2v8M4.8 7 8 10.2 11.2 7M3 13.5h10"/>',
}


def icon(name: str, css_class: str = "icon") -> SafeString:
    """Return one icon as inline SVG; it is decoration, the word beside it speaks.

    Raises:
        UnknownMark (WEB-002): no icon of that name.
    """
    if name not in _SHAPES:
        raise UnknownMark(kind="icon", name=name, known=", ".join(sorted(_SHAPES)))
    shape = mark_safe(_SHAPES[name])
    return format_html(
        '<svg class="{}" viewBox="0 0 16 16" aria-hidden="true" focusable="false">{}</svg>', css_class, shape
    )
