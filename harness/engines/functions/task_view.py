"""A process's own view of the file system: /var/task, /var/runtime and /opt, as on AWS.

Linux lets a process have mounts that nobody else sees (mount_namespaces(7)), without root too where
it may have a user namespace of its own (user_namespaces(7)). Where neither is allowed, in most
containers for example, functions see their own folders instead: ``aws_paths``.

/var has no ``task``, and only root could make one there, for everybody. So a small file system of
the process's own takes the place of /var, with all that is in it. Layers lie over what /opt has,
where a machine may keep its Python. The user's home in /etc/passwd becomes the one that AWS names,
so that no library finds the user's own configuration.
"""

import ctypes
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

TASK_ROOT = "/var/task"
RUNTIME_DIR = "/var/runtime"
OPT = "/opt"

_VAR = "/var"
_PASSWD = "/etc/passwd"
_HOME = "/home/sbx_user1051"  # no such folder is there on AWS either

# <sched.h>, <sys/mount.h>, <sys/statvfs.h>
_CLONE_NEWNS, _CLONE_NEWUSER = 0x00020000, 0x10000000
_RDONLY, _NOSUID, _NODEV, _NOEXEC, _REMOUNT, _BIND, _REC = 0x1, 0x2, 0x4, 0x8, 0x20, 0x1000, 0x4000
_NOATIME, _NODIRATIME, _PRIVATE, _RELATIME = 0x400, 0x800, 0x40000, 0x200000
_ST_RELATIME = 0x1000
_SAME_IN_STATVFS = _NOSUID | _NODEV | _NOEXEC | _NOATIME | _NODIRATIME

# Loaded before any fork: loading takes locks that a forked child could find held.
_libc = ctypes.CDLL(None, use_errno=True)


@dataclass(frozen=True, slots=True)
class View:
    """``task``, ``runtime``: the folders that are /var/task and /var/runtime. ``opt``: those that
    lie over each other in /opt, the uppermost first, each with the place below /opt that it is."""

    task: Path
    runtime: Path | None = None
    opt: Sequence[tuple[Path, str]] = field(default=())


def is_possible(scratch: Path) -> bool:
    """Whether this machine lets its user have one, and a Python that runs in it: what its user may
    read by a capability only, nobody may in a user namespace (capabilities(7)). ``scratch``: as for
    ``entering``."""
    folder = Path(__file__).parent
    view = View(folder, folder, ((folder, ""), (folder, "python")))
    starting = [sys.executable, "-S", "-s", "-c", ""]
    try:
        subprocess.run(
            starting, check=True, capture_output=True, preexec_fn=entering(view, scratch)
        )
    except (OSError, subprocess.SubprocessError):
        return False
    return True


def entering(view: View, scratch: Path) -> Callable[[], None]:
    """For ``preexec_fn``: give the child that view, and make /var/task its folder.

    ``scratch``: an empty folder; what is mounted on it is the child's alone. The child raises
    OSError where it cannot have the view.
    """
    stage = str(scratch)
    passwd = passwd_of(Path(_PASSWD).read_text("utf-8", "surrogateescape"), os.getuid())
    entries = sorted(os.scandir(_VAR), key=lambda entry: entry.name)

    def enter() -> None:
        _unshare()
        _mount("tmpfs", stage, "tmpfs", _NOSUID | _NODEV, "size=4m,mode=755")
        _make_var(view, entries, stage)
        _mount(f"{stage}{_VAR}", _VAR, None, _BIND | _REC)
        os.makedirs(f"{stage}{OPT}/python")
        for lower, target in overlays(view.opt, f"{stage}{OPT}"):
            _mount("overlay", target, "overlay", _RDONLY, f"lowerdir={lower}")
        _replace_passwd(passwd, f"{stage}/passwd")
        os.chdir(TASK_ROOT)

    return enter


def overlays(opt: Sequence[tuple[Path, str]], empty: str) -> list[tuple[str, str]]:
    """The ``lowerdir`` of each mount, and its place. ``empty``: has a folder ``python``, so that
    there is one to mount on."""
    if not opt:
        return []
    whole = [str(folder) for folder, below in opt if not below]
    mounts = [(_lower([*whole, empty, OPT]), OPT)]
    if any(below for _, below in opt):
        parts = [folder if below else folder / "python" for folder, below in opt]
        lowers = [str(part) for part in parts if part.is_dir()]
        mounts.append((_lower([*lowers, f"{empty}/python"]), f"{OPT}/python"))
    return mounts


def passwd_of(text: str, uid: int) -> str:
    """/etc/passwd where this user's home is AWS's."""
    lines = [line.split(":") for line in text.splitlines()]
    for fields in lines:
        if len(fields) > 5 and fields[2] == str(uid):
            fields[5] = _HOME
    return "".join(f"{':'.join(fields)}\n" for fields in lines)


def _lower(folders: Sequence[str]) -> str:
    """Escaped twice, for overlayfs and for the list of options (Linux, overlayfs.rst)."""
    escapes = str.maketrans({"\\": "\\\\", ":": "\\:", ",": "\\,"})
    return ":".join(folder.translate(escapes) for folder in folders)


# in the child


def _unshare() -> None:
    """With a user namespace where this user may not have mounts of their own by themselves."""
    uid, gid = os.getuid(), os.getgid()
    if _libc.unshare(_CLONE_NEWNS) != 0:
        _check(_libc.unshare(_CLONE_NEWNS | _CLONE_NEWUSER), "unshare")
        _write("/proc/self/setgroups", "deny")
        _write("/proc/self/uid_map", f"{uid} {uid} 1")
        _write("/proc/self/gid_map", f"{gid} {gid} 1")
    _mount(None, "/", None, _REC | _PRIVATE)


def _make_var(view: View, entries: Sequence["os.DirEntry[str]"], stage: str) -> None:
    os.mkdir(f"{stage}{_VAR}")
    for entry in entries:
        target = f"{stage}{entry.path}"
        if entry.is_symlink():
            os.symlink(os.readlink(entry.path), target)
        elif entry.path not in (TASK_ROOT, RUNTIME_DIR):
            with suppress(FileNotFoundError):  # gone meanwhile
                _bind(entry.path, target, is_folder=entry.is_dir())
    _bind_read_only(view.task, f"{stage}{TASK_ROOT}")
    if view.runtime is not None:
        _bind_read_only(view.runtime, f"{stage}{RUNTIME_DIR}")


def _bind(source: str, target: str, *, is_folder: bool) -> None:
    if is_folder:
        os.mkdir(target)
    else:
        _write(target, "")
    _mount(source, target, None, _BIND | _REC)


def _bind_read_only(folder: Path, target: str) -> None:
    """A user's own mount keeps the restrictions of what it shows."""
    _bind(str(folder), target, is_folder=True)
    status = os.statvfs(target).f_flag
    restrictions = status & _SAME_IN_STATVFS | (_RELATIME if status & _ST_RELATIME else 0)
    _mount(None, target, None, _BIND | _REMOUNT | _RDONLY | restrictions)


def _replace_passwd(text: str, place: str) -> None:
    _write(place, text)
    _mount(place, _PASSWD, None, _BIND)


def _write(path: str, text: str) -> None:
    with open(path, "w", encoding="utf-8", errors="surrogateescape") as file:
        file.write(text)


def _mount(
    source: str | None, target: str, kind: str | None, flags: int, options: str | None = None
) -> None:
    arguments = [None if text is None else os.fsencode(text) for text in (source, target, kind)]
    data = None if options is None else os.fsencode(options)
    _check(_libc.mount(*arguments, ctypes.c_ulong(flags), data), target)


def _check(result: int, what: str) -> None:
    if result != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number), what)
