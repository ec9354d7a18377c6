"""The one root of errors that people see."""


class RapporteurError(RuntimeError):
    """Something that cannot go on. The message is one line that says what is wrong and what to do.

    ``retry``: whether the same call may work later.
    """

    retry = False
