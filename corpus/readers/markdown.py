from corpus.readers.lines import Reading


def is_markdown(text: str) -> bool:
    return False


def read_markdown(text: str) -> Reading:
    raise NotImplementedError
