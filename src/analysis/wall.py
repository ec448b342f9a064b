"""What keeps a chapter's process from hidden counts: folders, programs and the network are closed (leaf).

It protects against mistakes. Anyone who can change the package, or calls the system by hand, can do anything.
Python's own ways are closed by an audit hook everywhere. Native readers (duckdb, pyarrow, geopandas) raise no
event: on Linux the kernel closes the folders to them too, by Landlock.
"""

import contextlib
import ctypes
import ipaddress
import os
import struct
import sys
from pathlib import Path

from analysis.errors import InputError

FILES = {"open", "glob.glob", "glob.glob/2", "pathlib.Path.glob", "pathlib.Path.rglob", "sqlite3.connect"}
FILE_FAMILIES = ("os.", "shutil.")
NO_FILES = {"os.putenv", "os.unsetenv"}  # what they are given may be the name of a folder
PROGRAMS = {"subprocess.Popen", "_winapi.CreateProcess", "pty.spawn", "os.startfile", "os.startfile/2"}
PROGRAMS |= {"os.system", "os.exec", "os.posix_spawn", "os.spawn", "os.forkpty"}
HOSTS = {"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"}
ADDRESSES = {"socket.connect", "socket.sendto", "socket.sendmsg"}  # after the socket itself

_closed, _alone = [], []  # the resolved folders, and whether programs and the network are closed too


class ClosedError(InputError, PermissionError):
    """Something that is closed to a chapter. Code that skips unreadable folders skips these too."""


def close(folders, alone=False):
    """Close `folders` to this process and its children, for good; tell whether the kernel closes them too.

    With `alone`, as in a build, no program may be started and no other computer be reached. A folder need
    not exist yet. To be called before there are threads: the kernel closes the calling thread and those that
    it begins. Without `alone` it leaves a folder that lies in the working folder to Python's hook alone.
    """
    if not _closed:
        sys.addaudithook(_hear)
    _closed.extend(os.path.realpath(folder) for folder in folders)
    if alone:
        _alone.append(True)
    return sys.platform == "linux" and _close_by_kernel(alone)


def _hear(event, about):
    if event in PROGRAMS:
        if _alone:
            raise ClosedError("A chapter may not start a program. Run the program before, and read its file.")
    elif event in HOSTS or event in ADDRESSES:
        if _alone and not _is_here(about[event in ADDRESSES]):
            raise ClosedError(
                "A chapter may not reach another computer or program. Fetch files with: vna fetch"
            )
    elif event in FILES:
        _refuse(about[0])
    elif event.startswith(FILE_FAMILIES) and event not in NO_FILES:
        for one in about:
            _refuse(one)


def _refuse(path):
    """Refuse a path, or the number of an open file, that leads into a closed folder."""
    if type(path) is int and path > 2:  # what is lower is a screen, or no number of a file
        path = f"/proc/self/fd/{path}"
    if not isinstance(path, str | bytes | os.PathLike) or "\0" in os.fsdecode(path):
        return
    path = os.fsdecode(path)
    real = os.path.realpath(path[len("file:") :].partition("?")[0] if path.startswith("file:") else path)
    # Where capitals do not count "LOCAL" is "local"; where they do, refusing both harms nobody.
    if any(f"{real}{os.sep}".casefold().startswith(f"{one}{os.sep}".casefold()) for one in _closed):
        raise ClosedError(
            "A chapter may not read the office's own files. Use tables.released(NAME, AREA), or look at own "
            "rows in notebooks/private."
        )


def _is_here(address):
    """Tell whether an address, or the name of a host, is of this computer.

    A socket that is a file is none: behind it is another program, such as the one that forks chapters.
    """
    host = address[0] if isinstance(address, tuple) and address else address
    if isinstance(address, bytes | str) and host is address:
        host = os.fsdecode(address)
    if not isinstance(host, str) or host in ("", "localhost"):
        return True  # none, or another kind of socket
    try:
        return ipaddress.ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        return False


# Landlock, as linux/landlock.h has it: system calls, rights, and kinds of rules.
CREATE, ADD, RESTRICT = 444, 445, 446
EXECUTE, READ_FILE, REFER, CONNECT_TCP = 1 << 0, 1 << 2, 1 << 13, 1 << 1
NO_NEW_PRIVILEGES, BENEATH = 38, 1


def _close_by_kernel(alone):
    """Have the kernel allow this thread to read all files but those of closed folders; tell whether it does.

    Landlock allows what lies below a folder, and cannot forbid a part of it: all that lies beside the folders
    on the way to a closed one is allowed. A file that is laid into one of these later can be written and not
    read. Names can be listed everywhere. With `alone` no program may be run, and no TCP connection be made.
    """
    library = ctypes.CDLL(None, use_errno=True)

    def call(number, *arguments):
        return library.syscall(ctypes.c_long(number), *arguments)

    version = call(CREATE, None, ctypes.c_size_t(0), ctypes.c_uint32(1))
    if version < 1:
        return False  # a kernel before 5.13, or one started without it
    # What an analyst saves in JupyterLab lies in the working folder, and is read again.
    shut = [one for one in _closed if alone or Path(one).parent != Path.cwd()]
    # Without REFER the kernel would allow no file to be moved to another folder.
    everywhere = REFER if version >= 2 else 0
    files, network = everywhere | READ_FILE | (EXECUTE if alone else 0), CONNECT_TCP if alone else 0
    handled = struct.pack("=QQ", files, network)[: 16 if version >= 4 else 8]
    rules = call(CREATE, handled, ctypes.c_size_t(len(handled)), ctypes.c_uint32(0))
    if rules < 0:
        return False
    try:
        for path, allowed in [("/", everywhere), *((path, READ_FILE) for path in _beside(shut))]:
            with contextlib.suppress(FileNotFoundError, PermissionError):
                handle = os.open(path, os.O_PATH | os.O_NOFOLLOW | os.O_CLOEXEC)
                rule = struct.pack("=Qi", allowed, handle)
                call(ADD, rules, ctypes.c_int(BENEATH), rule, ctypes.c_uint32(0))
                os.close(handle)
        library.prctl(NO_NEW_PRIVILEGES, *map(ctypes.c_ulong, (1, 0, 0, 0)))
        return call(RESTRICT, rules, ctypes.c_uint32(0)) == 0
    finally:
        os.close(rules)


def _beside(closed):
    """Yield all that lies beside the folders that lead to closed ones; links are where they lead to."""
    shut = {Path(one) for one in closed}
    for folder in {above for one in shut for above in one.parents}:
        if not folder.is_dir() or shut & {folder, *folder.parents}:
            continue
        on_the_way = shut | {above for one in shut for above in one.parents}
        for one in os.scandir(folder):
            if Path(one.path) not in on_the_way and not one.is_symlink():
                yield one.path
