"""A Django form field keeps its label, hint and errors tied together."""

from django import forms
from django.template import Context, Template


class Reason(forms.Form):
    number = forms.CharField(label="Số văn bản", help_text="Có dạng 0123/BC-UBND.")
    mail = forms.BooleanField(label="Gửi thư báo", required=False)
    kind = forms.ChoiceField(label="Loại", choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect)
    token = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean(self) -> dict[str, object]:
        raise forms.ValidationError("Hạn mới sau hạn của Sở.")


def _render(name: str, **context: object) -> str:
    source = "{% include '" + f"web_kit/partials/{name}.html" + "' %}"
    return Template(source).render(Context(context))


def test_an_invalid_field_points_to_its_hint_and_error() -> None:
    html = _render("form_field", field=Reason({})["number"])
    assert 'for="id_number"' in html
    assert 'id="id_number_helptext"' in html
    assert 'id="id_number_error"' in html
    assert 'aria-describedby="id_number_helptext id_number_error"' in html
    assert 'aria-invalid="true"' in html


def test_radio_buttons_share_a_legend() -> None:
    html = _render("form_field", field=Reason()["kind"])
    assert "<legend>Loại</legend>" in html
    assert html.count('type="radio"') == 2


def test_a_check_box_stands_inside_its_label_and_a_hidden_field_has_none() -> None:
    assert '<label class="check"><input type="checkbox"' in _render("form_field", field=Reason()["mail"])
    assert "<label" not in _render("form_field", field=Reason()["token"])


def test_errors_of_the_whole_form_stand_in_one_note() -> None:
    html = _render("form_errors", form=Reason({}))
    assert 'role="alert"' in html
    assert "Hạn mới sau hạn của Sở." in html
    assert _render("form_errors", form=Reason()).strip() == ""
