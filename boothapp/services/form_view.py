"""What the capture form looks like, as plain texts: enough to paint it before all else is loaded."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from pathlib import Path

    from boothapp.services.show_setup import ShowSetup

FORM_FILE = "form.json"
SHOW_FILE = "show.toml"


class QuestionView(NamedTuple):
    """One question: kind as in `QuestionKind`, choices (value, label), `shown_when` (question, values)."""

    question_id: str
    label: str
    kind: str
    hint: str = ""
    key: str = ""
    with_amount: bool = False
    optional: bool = False
    choices: tuple[tuple[str, str], ...] = ()
    shown_when: tuple[str, tuple[str, ...]] | None = None

    def is_shown(self, chosen: Mapping[str, str]) -> bool:
        """Whether it is on the form, given the value chosen for each question.

        One that is answered stays, as in `LeadDefinition.is_shown`: no answer counts unseen.
        """
        if self.shown_when is None or chosen.get(self.question_id):
            return True
        return chosen.get(self.shown_when[0], "") in self.shown_when[1]


class FormView(NamedTuple):
    """The show's name, the name of who captures, the currency for amounts, the questions."""

    show_name: str
    staff_name: str
    currency: str
    questions: tuple[QuestionView, ...]


def form_view(setup: ShowSetup) -> FormView:
    """The form of a show, its definition, and who captures."""
    show = setup.show
    return FormView(
        show_name=show.name,
        staff_name=show.staff_named(setup.staff).name if setup.staff else "",
        currency=show.currency,
        questions=tuple(
            QuestionView(
                question_id=question.question_id,
                label=question.label,
                kind=question.kind.value,
                hint=question.hint,
                key=question.key,
                with_amount=question.with_amount,
                optional=question.optional,
                choices=tuple((choice.value, choice.label) for choice in question.choices),
                shown_when=(
                    (question.shown_when.question, question.shown_when.values)
                    if question.shown_when
                    else None
                ),
            )
            for question in setup.definition.questions
        ),
    )


def write_form_view(folder: Path, view: FormView) -> None:
    """Keep the view beside the profile's file; none of it is about visitors."""
    import json  # noqa: PLC0415 - the first paint reads and does not write

    (folder / FORM_FILE).write_text(json.dumps(view, ensure_ascii=False), encoding="utf-8")


def read_form_view(folder: Path) -> FormView | None:
    """The view kept there; None when there is none, or none that this version understands."""
    import json  # noqa: PLC0415 - as above

    try:
        show_name, staff_name, currency, questions = json.loads(
            (folder / FORM_FILE).read_text(encoding="utf-8")
        )
        return FormView(show_name, staff_name, currency, tuple(_question(*each) for each in questions))
    except (OSError, ValueError, TypeError):
        return None


def _question(*values: object) -> QuestionView:
    """A question as JSON gives it: its tuples are lists there."""
    view = QuestionView(*values)  # type: ignore[arg-type]  # what does not fit is refused below
    choices = tuple((str(value), str(label)) for value, label in view.choices)
    shown_when = (view.shown_when[0], tuple(view.shown_when[1])) if view.shown_when else None
    return view._replace(choices=choices, shown_when=shown_when)
