"""What a browser calls itself, as a person would call it."""

#: The first that its own word contains is its name; each also claims to be the ones below it.
_BROWSERS = (
    ("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser", "Samsung Internet"), ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"), ("CriOS", "Chrome"), ("Chrome", "Chrome"), ("Safari", "Safari"), ("curl", "curl"),
)  # fmt: skip
_SYSTEMS = (
    ("Windows", "Windows"), ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"),
    ("Mac OS X", "macOS"), ("CrOS", "ChromeOS"), ("Linux", "Linux"),
)  # fmt: skip


def browser_named(word: str) -> str:
    """`Firefox, Windows`; its own word where nobody knows it, a dash where it said none."""
    known = [next((name for sign, name in names if sign in word), "") for names in (_BROWSERS, _SYSTEMS)]
    return ", ".join(name for name in known if name) or word or "–"
