"""What is to be done, shared by several as evenly as can be. Pure."""


def share_of(total: int, place: int, sharers: int) -> int:
    """The part of the one at ``place``, from 0; the first ones have one more where it is uneven."""
    return (total + sharers - 1 - place) // sharers
