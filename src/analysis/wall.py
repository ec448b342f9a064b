"""What keeps a process from hidden counts: files, folders, programs and the network are closed to it (leaf).

A chapter of a build may open what is on a list of allowed places (`confine`), for copies of an extract lie
anywhere. A notebook of JupyterLab may open all but closed folders (`close`), and one of the office's own
rows may write into its own folder alone (`keep_writing`). It protects against mistakes: a person who can
change the package, or calls the system by hand, can do anything. Python's own ways are closed by an audit
hook everywhere. Native readers (duckdb, pyarrow, geopandas) raise no event: on Linux the kernel closes
files to them too, by Landlock.
"""

import contextlib
import ctypes
import ipaddress
import os
import struct
import sys
from pathlib import Path

from analysis.errors import InputError

FILES = {"glob.glob", "glob.glob/2", "pathlib.Path.glob", "pathlib.Path.rglob"}
FILE_FAMILIES = ("os.", "shutil.")
NO_FILES = {"os.putenv", "os.unsetenv"}  # what they are given may be the name of a folder
# What changes files: where each path is among what the event tells, and where the folder that it begins from.
CHANGES = {
    "os.chmod": ((0, 2),),
    "os.chown": ((0, 3),),
    "os.link": ((0, 2), (1, 3)),
    "os.mkdir": ((0, 2),),
    "os.remove": ((0, 1),),
    "os.rename": ((0, 2), (1, 3)),
    "os.rmdir": ((0, 1),),
    "os.symlink": ((1, 2),),
    "os.truncate": ((0, None),),
    "os.utime": ((0, 3),),
}
WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
PROGRAMS = {"subprocess.Popen", "_winapi.CreateProcess", "pty.spawn", "os.startfile", "os.startfile/2"}
PROGRAMS |= {"os.system", "os.exec", "os.posix_spawn", "os.spawn", "os.forkpty"}
HOSTS = {"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"}
ADDRESSES = {"socket.connect", "socket.sendto", "socket.sendmsg"}  # after the socket itself
NO_PROGRAM = "A chapter may not start a program. Run the program before, and read its file."

# The resolved folders that are closed; what alone may be read and written, None where that is not limited.
_closed, _limits, _listening = [], {"reading": None, "writing": None}, []
_deaf = []  # while the wall itself opens folders, for the kernel


class ClosedError(InputError, PermissionError):
    """Something that is closed to a process. Code that skips unreadable folders skips these too."""


def close(folders):
    """Close `folders` to this process and its children, for good; tell whether the kernel closes them too.

    A folder need not exist yet. To be called before there are threads: the kernel closes the calling thread
    and those that it begins. It leaves a folder that lies in the working folder to Python's hook alone:
    what an analyst saves there is read again.
    """
    _listen(folders)
    shut = [one for one in _closed if Path(one).parent != Path.cwd()]
    return _by_kernel(READ_FILE, [(path, READ_FILE) for path in _beside(shut)])


def confine(closed, reading, writing):
    """Let this process and its children open `reading` and `writing` alone, for good; tell as `close` does.

    Both are files and folders with all that is in them; only what is in `writing` may be changed. No
    program may be started and no other computer be reached. Of what is `closed` no name may be listed
    either.
    """
    _listen(closed)
    _limits.update(reading=_resolved([*reading, *writing]), writing=_resolved(writing))
    _refuse_spawning()
    rules = [(path, READ_FILE) for path in _limits["reading"]] + [
        (path, WRITE) for path in _limits["writing"]
    ]
    return _by_kernel(READ_FILE | EXECUTE | WRITE, rules, CONNECT_TCP)


def keep_writing(folders):
    """Let this process and its children write into `folders` alone, for good, and tell as `close` does."""
    _listen([])
    _limits["writing"] = _resolved(folders)
    return _by_kernel(WRITE, [(path, WRITE) for path in _limits["writing"]])


def _listen(folders):
    if not _listening:
        _listening.append(True)
        sys.addaudithook(_hear)
    _closed.extend(_resolved(folders))


def _resolved(paths):
    return [os.path.realpath(path) for path in paths]


def _refuse_spawning():
    """Refuse what multiprocessing starts by a way that raises no event."""
    with contextlib.suppress(ImportError):
        import _posixsubprocess

        def refused(*_):
            raise ClosedError(NO_PROGRAM)

        _posixsubprocess.fork_exec = refused


def _hear(event, about):
    if _deaf:
        return
    if event in PROGRAMS:
        if _limits["reading"] is not None:
            raise ClosedError(NO_PROGRAM)
    elif event in HOSTS or event in ADDRESSES:
        if _limits["reading"] is not None and not _is_here(about[event in ADDRESSES]):
            raise ClosedError(
                "A chapter may not reach another computer or program. Fetch files with: vna fetch"
            )
    elif event == "open":
        _refuse_opening(about[0], bool(about[2] & WRITES))
    elif event == "sqlite3.connect":
        _refuse_opening(about[0], writes=str(about[0]) != ":memory:")
    elif event in CHANGES:
        for one in about:
            _refuse_closed(one)
        for path, folder in CHANGES[event]:
            _refuse_change(about[path], -1 if folder is None else about[folder])
    elif event in FILES:
        _refuse_closed(about[0])
    elif event.startswith(FILE_FAMILIES) and event not in NO_FILES:
        for one in about:
            _refuse_closed(one)


def _refuse_opening(path, writes):
    """Refuse to open a path, or the number of an open file, that is closed or on no list of allowed ones."""
    real = _refuse_closed(path)
    if real is None or type(path) is int or real == os.devnull:
        return
    # From the number of a folder every name below it could be opened.
    _refuse_above_closed(real)
    if writes and not _lies_in(real, _limits["writing"]):
        raise ClosedError(f"{path}: may not be written. {_where_to_write()}")
    if not _lies_in(real, _limits["reading"]):
        raise ClosedError(
            f"{path}: a chapter of a build may not open it. It reads tables, by analysis.read, and what it "
            "wrote itself: copies of the office's figures lie anywhere. Own rows: notebooks/private."
        )


def _refuse_above_closed(real):
    above = f"{real.rstrip(os.sep)}{os.sep}".casefold()
    if any(one.casefold().startswith(above) for one in _closed):
        raise ClosedError(f"{real}: a folder above the office's own files may not be opened or renamed.")


def _where_to_write():
    return (
        "A chapter of a build writes passing files alone, by tempfile."
        if _limits["reading"] is not None
        else f"Notebooks about the office's own rows write into {Path(_limits['writing'][0]).name} alone."
    )


def _refuse_change(path, folder):
    """Refuse to change what is closed, what is above it, and what is in no folder that may be written."""
    if type(folder) is int and folder >= 0 and isinstance(path, str | bytes | os.PathLike):
        path = Path(f"/proc/self/fd/{folder}", os.fsdecode(path))
    # The name itself is changed, not what a link of that name leads to.
    if isinstance(path, str | bytes | os.PathLike):
        head, tail = os.path.split(os.path.abspath(os.fsdecode(path)))  # noqa: PTH100
        path = os.path.join(os.path.realpath(head), tail)  # noqa: PTH118
    real = _refuse_closed(path)
    if real is None:
        return
    if os.path.lexists(real):  # it may be made, where a closed folder does not exist yet
        _refuse_above_closed(real)
    if not _lies_in(os.fsdecode(path), _limits["writing"]):
        raise ClosedError(f"{path}: may not be changed. {_where_to_write()}")


def _refuse_closed(path):
    """Refuse a path, or the number of an open file, that leads into a closed folder; return where it leads.

    None where it is no path.
    """
    if type(path) is int and path > 2:  # what is lower is a screen, or no number of a file
        path = f"/proc/self/fd/{path}"
    if not isinstance(path, str | bytes | os.PathLike) or "\0" in os.fsdecode(path):
        return None
    path = os.fsdecode(path)
    real = os.path.realpath(path[len("file:") :].partition("?")[0] if path.startswith("file:") else path)
    if _lies_in(real, _closed):
        raise ClosedError(
            "A chapter may not read the office's own files. Use read(NAME, AREA), or look at own rows in "
            "notebooks/private."
        )
    return real


def _lies_in(real, places):
    """Tell whether a path is one of `places` or lies in one; of no list everything does."""
    # Where capitals do not count "LOCAL" is "local"; where they do, refusing both harms nobody.
    whole = f"{real}{os.sep}".casefold()
    return places is None or any(whole.startswith(f"{one}{os.sep}".casefold()) for one in places)


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
EXECUTE, WRITE_FILE, READ_FILE, REFER, CONNECT_TCP = 1 << 0, 1 << 1, 1 << 2, 1 << 13, 1 << 1
REMOVE_DIR, REMOVE_FILE, MAKE_DIR, MAKE_FILE, MAKE_LINK = 1 << 4, 1 << 5, 1 << 7, 1 << 8, 1 << 12
WRITE = WRITE_FILE | REMOVE_DIR | REMOVE_FILE | MAKE_DIR | MAKE_FILE | MAKE_LINK
OF_FILES = EXECUTE | WRITE_FILE | READ_FILE  # what a rule about a file, and no folder, may allow
NO_NEW_PRIVILEGES, BENEATH = 38, 1


def _by_kernel(rights, rules, network=0):
    """Have the kernel take `rights` from this thread but where `rules`, (path, rights), give them.

    Return whether it does.

    Landlock allows what lies below a folder, and cannot forbid a part of it. Names can be listed everywhere.
    With `network` no TCP connection can be made.
    """
    if sys.platform != "linux":
        return False
    library = ctypes.CDLL(None, use_errno=True)

    def call(number, *arguments):
        return library.syscall(ctypes.c_long(number), *arguments)

    version = call(CREATE, None, ctypes.c_size_t(0), ctypes.c_uint32(1))
    if version < 1:
        return False  # a kernel before 5.13, or one started without it
    # Without REFER the kernel would allow no file to be moved to another folder.
    everywhere = REFER if version >= 2 else 0
    handled = struct.pack("=QQ", everywhere | rights, network)[: 16 if version >= 4 else 8]
    ruled = call(CREATE, handled, ctypes.c_size_t(len(handled)), ctypes.c_uint32(0))
    if ruled < 0:
        return False
    _deaf.append(True)
    try:
        for path, allowed in [("/", everywhere), *rules]:
            with contextlib.suppress(FileNotFoundError, PermissionError):
                handle = os.open(path, os.O_PATH | os.O_NOFOLLOW | os.O_CLOEXEC)
                fits = allowed if os.path.isdir(path) else allowed & OF_FILES  # noqa: PTH112
                call(ADD, ruled, ctypes.c_int(BENEATH), struct.pack("=Qi", fits, handle), ctypes.c_uint32(0))
                os.close(handle)
        library.prctl(NO_NEW_PRIVILEGES, *map(ctypes.c_ulong, (1, 0, 0, 0)))
        return call(RESTRICT, ruled, ctypes.c_uint32(0)) == 0
    finally:
        os.close(ruled)
        _deaf.clear()


def _beside(closed):
    """Yield all that lies beside the folders that lead to closed ones; links are where they lead to.

    A file that is laid into one of these folders later can be written and not read. Of a folder that may
    not be listed, such as another person's home, what Python needs is known by name.
    """
    shut = {Path(one) for one in closed}
    on_the_way = shut | {above for one in shut for above in one.parents}
    for folder in {above for one in shut for above in one.parents}:
        if not folder.is_dir() or shut & {folder, *folder.parents}:
            continue
        with contextlib.suppress(PermissionError):
            for one in os.scandir(folder):
                if Path(one.path) not in on_the_way and not one.is_symlink():
                    yield one.path
    for one in python_folders():
        if one not in on_the_way and not shut & {one, *one.parents}:
            yield str(one)


def python_folders():
    """Return the resolved folders from which Python imports, the working folder apart."""
    found = [sys.prefix, sys.base_prefix, sys.exec_prefix, *filter(None, sys.path)]
    return [path for path in dict.fromkeys(Path(one).resolve() for one in found) if path != Path.cwd()]
