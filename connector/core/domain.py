"""What the world is told of a domain that mail leaves from: SPF, DKIM and DMARC, as its DNS records say."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

#: The texts under a name; none where there is no such name; None where nobody could be asked.
Texts = Callable[[str], tuple[str, ...] | None]

#: Names under which the usual mail services keep their key (RFC 6376 leaves the name open).
USUAL_SELECTORS = ("default", "google", "selector1", "selector2", "k1", "s1", "mail", "dkim")


class Rule(StrEnum):
    """In the order in which they are shown."""

    SPF = "spf"
    DKIM = "dkim"
    DMARC = "dmarc"


class Standing(StrEnum):
    """How a rule stands. UNSEEN: under another name than the usual ones it may be there."""

    THERE = "there"
    MISSING = "missing"
    SEVERAL = "several"
    OPEN = "open"
    UNSEEN = "unseen"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Ruling:
    """One rule of one domain, with the record that says so."""

    rule: Rule
    standing: Standing
    record: str = ""


def examine(domain: str, texts: Texts) -> tuple[Ruling, ...]:
    """What stands for `domain`, in ASCII; after one question that nobody answered no other is asked."""
    spf = _spf(texts(domain))
    if spf.standing is Standing.UNKNOWN:
        return spf, Ruling(Rule.DKIM, Standing.UNKNOWN), Ruling(Rule.DMARC, Standing.UNKNOWN)
    return spf, _dkim(domain, texts), _dmarc(domain, texts)


def _spf(found: Sequence[str] | None) -> Ruling:
    """RFC 7208: one record and no other; one that ends in +all lets everybody send."""
    if found is None:
        return Ruling(Rule.SPF, Standing.UNKNOWN)
    records = [x for x in found if x.lower().split(" ")[0] == "v=spf1"]
    if len(records) != 1:
        return Ruling(Rule.SPF, Standing.SEVERAL if records else Standing.MISSING, " / ".join(records))
    is_open = records[0].lower().split()[-1] in ("+all", "all")
    return Ruling(Rule.SPF, Standing.OPEN if is_open else Standing.THERE, records[0])


def _dkim(domain: str, texts: Texts) -> Ruling:
    """A record without a key (`p=` and nothing behind it) takes the key back."""
    for selector in USUAL_SELECTORS:
        name = f"{selector}._domainkey.{domain}"
        for record in texts(name) or ():
            tags = dict(part.strip().partition("=")[::2] for part in record.split(";"))
            if tags.get("p", "").strip():
                return Ruling(Rule.DKIM, Standing.THERE, name)
    return Ruling(Rule.DKIM, Standing.UNSEEN)


def _dmarc(domain: str, texts: Texts) -> Ruling:
    """RFC 7489: its own, else that of the domain above; of several none counts."""
    above = domain.partition(".")[2]
    for name in (domain, above) if "." in above else (domain,):
        found = texts(f"_dmarc.{name}")
        if found is None:
            return Ruling(Rule.DMARC, Standing.UNKNOWN)
        records = [x for x in found if x.lower().startswith("v=dmarc1")]
        if records:
            return Ruling(
                Rule.DMARC, Standing.SEVERAL if len(records) > 1 else Standing.THERE, " / ".join(records)
            )
    return Ruling(Rule.DMARC, Standing.MISSING)
