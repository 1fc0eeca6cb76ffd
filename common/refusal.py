"""Refusing, in one sentence that the person reads."""


class Refused(Exception):
    """An act that the state of things or the role of the member does not allow.

    `sentence` is French, addressed to the member, and says what to do instead; screens show it as it is. `way`: the label and the
    path of the page to go on from; None for the one she came from.
    The transaction in which it is raised must be rolled back by whoever catches it.
    """

    def __init__(self, sentence: str, *, way: tuple[str, str] | None = None):
        super().__init__(sentence)
        self.sentence = sentence
        self.way = way


class NotYours(Refused):
    """Too low a role in one's own unit: answered 403 with the sentence."""
