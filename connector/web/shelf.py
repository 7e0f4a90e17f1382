"""The views above a list: the shipped ones that teach, those that people keep, and the one it opens with."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

from connector.core.listing import Only
from connector.core.views import ListOf, View
from connector.usecases import views
from connector.web.site import Site
from connector.web.visit import Visit

#: What ships: the word for each, and what it asks for.
_SHIPPED: Mapping[ListOf, tuple[tuple[str, str], ...]] = {
    ListOf.INVOICES: tuple((x.value, f"only={x.value}") for x in Only),
    ListOf.CUSTOMERS: (("no_address", "show=all&only=no_address"),),
}


@dataclass(frozen=True, slots=True)
class Shelf:
    """`shipped` are words and addresses; `kept` views with theirs; `opens_with` an address, if any."""

    path: str
    shipped: tuple[tuple[str, str], ...]
    kept: tuple[tuple[View, str], ...]
    opens_with: str | None

    def is_shown(self, here: str, address: str) -> bool:
        """Whether the address of a list asks for what that of a view asks for, whatever led to it."""
        said = _bare(address)
        without = () if "sort" in dict(said) else ("sort",)
        return [x for x in _bare(here) if x[0] not in without] == said

    @property
    def plain(self) -> str:
        """The list as it is without any view."""
        return self.path if self.opens_with is None else f"{self.path}?view=none"


def shelf_of(site: Site, visit: Visit, of: ListOf) -> Shelf:
    """Those that he may use."""
    path = f"/o/{visit.whose.id}/{of.value}"
    found = views.views_of(site.app, visit.whose.id, of, visit.who.user.id)
    kept = tuple((x, _address(path, x)) for x in found)
    first = views.default_of(found)
    shipped = tuple((word, f"{path}?{asked}") for word, asked in _SHIPPED[of])
    return Shelf(path, shipped, kept, None if first is None else _address(path, first))


def _address(path: str, view: View) -> str:
    return f"{path}?{urlencode([*parse_qsl(view.asked), ('view', view.id)])}"


def _bare(address: str) -> list[tuple[str, str]]:
    asked = parse_qsl(address.partition("?")[2])
    return sorted((name, value) for name, value in asked if name not in ("view", "page"))
