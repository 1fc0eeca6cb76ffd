"""A browser in plain words, from what it says of itself: « Chrome sur Windows »."""

# In order: many browsers also name those they descend from.
_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chromium/", "Chromium"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("CrOS", "Chromebook"),
    ("Macintosh", "Mac"),
    ("Linux", "Linux"),
)
UNKNOWN = "Appareil inconnu"
_PHONES = ("iPhone", "Android")


def device_words(user_agent: str) -> str:
    """« Chrome sur Windows », « Safari sur iPhone »; « Appareil inconnu » when it says nothing known. Never a version:
    what is shown and kept is the least that lets its owner know it again."""
    browser = next((name for mark, name in _BROWSERS if mark in user_agent), "")
    system = next((name for mark, name in _SYSTEMS if mark in user_agent), "")
    if browser and system:
        return f"{browser} sur {system}"
    return browser or system or UNKNOWN


def is_phone(user_agent: str) -> bool:
    """Whether it says that it is one. Good enough to offer something, not to refuse it: a browser may say otherwise."""
    return any(mark in user_agent for mark in _PHONES)
