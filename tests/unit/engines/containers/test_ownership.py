import os

from harness.engines.containers.ownership import OWNER, STACK, Owner, labels


def test_a_label_says_who_started_it() -> None:
    given = labels("a1b2")
    assert given[STACK] == "a1b2"
    assert Owner.of(given) == Owner.here()
    assert Owner.here().pid == os.getpid()


def test_this_process_is_not_gone() -> None:
    assert not Owner.here().is_gone()


def test_a_later_process_with_its_number_is_another_one() -> None:
    here = Owner.here()
    assert Owner(here.place, here.pid, "1").is_gone()


def test_a_process_that_there_is_not_is_gone() -> None:
    assert Owner(Owner.here().place, 4_194_305, "1").is_gone()  # above Linux's highest number


def test_nobody_can_tell_of_another_machine_or_another_container() -> None:
    assert not Owner("another-boot/pid:[1]", 4_194_305, "1").is_gone()
    machine = Owner.here().place.partition("/")[0]
    assert not Owner(f"{machine}/pid:[1]", 4_194_305, "1").is_gone()


def test_a_label_of_somebody_else_s_has_no_owner() -> None:
    assert Owner.of({}) is None
    assert Owner.of({OWNER: "nonsense"}) is None
