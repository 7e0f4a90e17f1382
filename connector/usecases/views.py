"""Views: what somebody keeps of a list under a name, renames, removes, or opens the list with."""

from uuid import uuid4

from connector.core.ports import UnitOfWork
from connector.core.views import ListOf, View
from connector.usecases.application import Application
from connector.usecases.unfit import NotThere, Unfit, Why

LONGEST_NAME = 60
#: More than anybody reads above a list.
MOST = 30


def views_of(app: Application, organisation_id: str, of: ListOf, user_id: str) -> tuple[View, ...]:
    """His own and everybody's, by name."""
    with app.store.reading(organisation_id) as unit:
        return unit.views.all(of, user_id)


def default_of(views: tuple[View, ...]) -> View | None:
    """What the list opens with: his own choice, else everybody's."""
    chosen = [x for x in views if x.is_default]
    return next((x for x in chosen if x.owner_id is not None), next(iter(chosen), None))


def keep(
    app: Application, organisation_id: str, of: ListOf, name: str, asked: str, user_id: str, by: str,
    is_shared: bool,
) -> View:  # fmt: skip
    """Keeps what a list asks for under a name. Raises Unfit for no name, one that is taken, or too many."""
    now = app.clock.now()
    with app.store.writing(organisation_id) as unit:
        unit.lock_organisation(is_shared=False)
        owner_id = None if is_shared else user_id
        known = [x for x in unit.views.all(of, user_id) if x.owner_id == owner_id]
        if len(known) >= MOST:
            raise Unfit(Why.TOO_MANY, f"There are {MOST} views already: remove one first.")
        made = View(str(uuid4()), of, _free(known, name), asked, owner_id, by, now)
        unit.views.add(made)
        if is_shared:
            unit.audit(now, by, "view.kept", view=made.id, name=made.name, asked=asked)
    return made


def _free(known: list[View], name: str) -> str:
    text = " ".join(name.split())
    if not 0 < len(text) <= LONGEST_NAME or not text.isprintable():
        raise Unfit(Why.NO_NAME, f"A view has a name of at most {LONGEST_NAME} signs.")
    if text.casefold() in {x.name.casefold() for x in known}:
        raise Unfit(Why.NAME_TAKEN, f"Another view is called «{text}».")
    return text


def rename(
    app: Application, organisation_id: str, view_id: str, name: str, user_id: str, by: str, is_editor: bool
) -> View:
    """Calls it otherwise. Raises NotThere for one that is not his to change, Unfit as `keep`."""
    with app.store.writing(organisation_id) as unit:
        unit.lock_organisation(is_shared=False)
        view = _his(unit, view_id, user_id, is_editor)
        others = [
            x for x in unit.views.all(view.of, user_id) if x.owner_id == view.owner_id and x.id != view.id
        ]
        unit.views.rename(view.id, _free(others, name))
        _note(app, unit, view, by, "view.renamed")
    return view


def remove(
    app: Application, organisation_id: str, view_id: str, user_id: str, by: str, is_editor: bool
) -> View:
    """Removes it. Raises NotThere for one that is not his to change."""
    with app.store.writing(organisation_id) as unit:
        view = _his(unit, view_id, user_id, is_editor)
        unit.views.remove(view.id)
        _note(app, unit, view, by, "view.removed")
    return view


def open_with(
    app: Application, organisation_id: str, view_id: str, user_id: str, by: str, is_editor: bool,
    is_default: bool,
) -> View:  # fmt: skip
    """The list opens with it, or no more. Raises NotThere for one that is not his to change."""
    with app.store.writing(organisation_id) as unit:
        view = _his(unit, view_id, user_id, is_editor)
        unit.views.set_default(view, is_default)
        _note(app, unit, view, by, "view.default" if is_default else "view.no_default")
    return view


def _his(unit: UnitOfWork, view_id: str, user_id: str, is_editor: bool) -> View:
    view = unit.views.get(view_id)
    if view is None or not (view.owner_id == user_id or (view.owner_id is None and is_editor)):
        raise NotThere("There is no such view of yours.")
    return view


def _note(app: Application, unit: UnitOfWork, view: View, by: str, what: str) -> None:
    """What is everybody's is written down."""
    if view.owner_id is None:
        unit.audit(app.clock.now(), by, what, view=view.id, name=view.name)
