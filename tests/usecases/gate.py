"""The entrance of an installation in which nobody is yet."""

from dataclasses import dataclass

from argon2.profiles import CHEAPEST

from connector.core.accounts import AccountEvent, User, UserRole
from connector.store.engine import SqlStore
from connector.store.one_time_codes import TimedCodes
from connector.store.passwords import Argon2Passwords
from connector.usecases import accounts
from connector.usecases.accounts import Entrance
from connector.usecases.sign_in import Client, SignedIn, sign_in
from tests.store.desk import Desk, Hand

PASSWORD = "correct horse battery"
HERE = Client("192.0.2.7", "Firefox")
STRANGER = Client("198.51.100.9", "curl")
PASSWORDS = Argon2Passwords(CHEAPEST)


@dataclass
class Gate:
    """An entrance, its clock and what is said of it again and again."""

    store: SqlStore
    hand: Hand

    @property
    def entrance(self) -> Entrance:
        return Entrance(self.store.accounts, PASSWORDS, TimedCodes())

    def user(self, email: str = "anna@atelier.example", **fields: bool) -> User:
        """An owner of the installation, unless `is_owner` is False: then somebody without any role."""
        made = accounts.add_user(self.entrance, email, PASSWORD, UserRole.OWNER, None, "test")
        if not fields.get("is_owner", True):
            with self.store.accounts.writing() as unit:
                unit.change_user(made.id, is_owner=False)
        return made

    def organisation(self) -> str:
        return Desk(self.store, self.hand).id

    def sign_in(self, email: str = "anna@atelier.example", client: Client = HERE) -> SignedIn:
        opened = sign_in(self.entrance, email, PASSWORD, client)
        assert isinstance(opened, SignedIn)
        return opened

    def events(self) -> list[AccountEvent]:
        return list(accounts.events(self.entrance))
