"""One seed's stage: its dice, its town, its phones, and what went wrong on them."""

from dataclasses import dataclass, field
from random import Random
from typing import Any

from tests.faults.ground import Ground
from tests.faults.phone import Phone
from tests.faults.proxy import Exchange, Proxy
from tests.faults.town import Town, bound_device, town, unlocked_session
from tests.faults.wire import Wire
from xiaoxiang.people.models import Device, Person


@dataclass
class Stage:
    """Everything a test plays with. The same test and seed throw the same dice."""

    ground: Ground
    name: str
    seed: int
    is_quick: bool = False
    """In bin/test: the same plays with fewer repeats inside one seed."""
    random: Random = field(init=False)
    town: Town = field(init=False)
    phones: list[Any] = field(default_factory=list)
    pardoned: set[int] = field(default_factory=set)
    """Statuses of 500 and above that the fault itself asked for."""
    private: list[str] = field(default_factory=list)
    """What people typed: in no log and in no address."""
    log_from: int = 0

    def __post_init__(self) -> None:
        self.random = Random(f"{self.name}:{self.seed}")
        self.proxy.forget()
        self.log_from = self.ground.web.log.stat().st_size
        self.town = town(self.ground, self.random)

    @property
    def proxy(self) -> Proxy:
        return self.ground.proxy

    def phone(self, person: Person | None = None, **more: Any) -> Phone:
        """A new phone of a steward, bound and unlocked; 王's where nobody is named."""
        person = person or self.town.wang
        device, token = bound_device(person)
        return self._opened(person, device, token, **more)

    def _opened(self, person: Person, device: Device, token: str, **more: Any) -> Phone:
        phone = Phone(self, person, device, token, **more)
        phone.unlock(unlocked_session(device.pk))
        self.phones.append(phone)
        return phone

    def wire(self, person: Person | None = None) -> Wire:
        """A phone that speaks the contract and has no screen."""
        person = person or self.town.wang
        device, token = bound_device(person)
        wire = Wire(self, person, device, token, unlocked_session(device.pk))
        self.phones.append(wire)
        return wire

    def words(self) -> str:
        """Something to type that is found again wherever it must not be."""
        said = f"话{self.random.getrandbits(40):010x}"
        self.private.append(said)
        return said

    def secrets_for(self, person: Person) -> list[str]:
        """What may never be on the phone of this person: the far alley's, and next door's quarrel."""
        far, beside, _more = self.town.secrets
        return [secret for secret, owner in ((far, self.town.gao), (beside, self.town.li)) if owner != person]

    def trouble(self) -> list[str]:
        """Script errors, and answers of 500 and above that no fault asked for."""
        found = [f"{phone.person.name}: {words}" for phone in self.phones for words in phone.trouble]
        return found + [
            f"{e.status} {e.method} {e.path} {e.answer[:200].decode(errors='replace')}"
            for e in self.proxy.ledger
            if e.status >= 500 and e.status not in self.pardoned
        ]

    def log(self) -> str:
        """What the server said on its own side since this seed began."""
        with self.ground.web.log.open("rb") as log:
            log.seek(self.log_from)
            return log.read().decode(errors="replace")

    def asked(self, path: str, method: str = "POST") -> list[Exchange]:
        """What passed the proxy so far, by path."""
        return [each for each in self.proxy.ledger if each.path.startswith(path) and each.method == method]

    def close(self) -> None:
        for phone in self.phones:
            phone.close()


def to(path: str, method: str = "POST") -> Any:
    """Match the requests to an address."""
    return lambda exchange: exchange.path.startswith(path) and exchange.method == method


OPS, PING, BYTES, CHANGES = to("/sync/ops"), to("/sync/ping", "GET"), to("/sync/bytes"), to("/sync/changes")


def sync(exchange: Exchange) -> bool:
    """Everything the outbox says."""
    return exchange.path.startswith("/sync/")


def sweep_inbox() -> None:
    """What the worker does every few minutes: take up what is unfinished, and what waited too long."""
    from xiaoxiang.edges.sync import sweep

    sweep.sweep.func(0)
    sweep.tidy.func(0)
