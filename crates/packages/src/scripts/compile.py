# Writes the byte code of the sources below the environment: containers are thrown away, so Python would make it again at
# every start. The same sources give the same bytes: byte code tells the digest of its source instead of its time, and
# what is marked as shared in it depends on nothing but the source. What packages bring to test themselves is left out.
import glob
import hashlib
import importlib.util
import marshal
import os
import sys

environment, cache = sys.argv[1:]
# Raised whenever the same source gives other bytes.
RECIPE = 1
KIND = repr((RECIPE, sys.version, importlib.util.MAGIC_NUMBER)).encode()
# The flag of byte code that Python compares with its source by digest.
CHECKED_DIGEST = (3).to_bytes(4, "little")


def sources():
    for library in glob.glob(os.path.join(environment, "lib", "python3*")):
        if os.path.islink(library):
            continue
        for folder, _, names in os.walk(library):
            for name in names:
                if name.endswith(".py") and not os.path.islink(os.path.join(folder, name)):
                    yield os.path.join(folder, name)


def place(source):
    return importlib.util.cache_from_source(source, optimization="")


def is_test(source):
    folders = os.path.relpath(source, environment).split(os.sep)[:-1]
    return "test" in folders or "tests" in folders


def held(code):
    """All that the code refers to. What is referred to twice is marked as shared, and a string may be so by chance."""
    kept = [code.co_filename, code.co_name, getattr(code, "co_qualname", None)]
    waiting = [code.co_names, code.co_varnames, code.co_cellvars, code.co_freevars, code.co_consts]
    while waiting:
        for value in waiting.pop():
            kept.append(value)
            if isinstance(value, (tuple, frozenset)):
                waiting.append(value)
            elif isinstance(value, type(code)):
                kept.append(held(value))
    return kept


def byte_code(source, path):
    code = compile(source, path, "exec", dont_inherit=True, optimize=0)
    kept = held(code)
    data = marshal.dumps(code)
    del kept
    return importlib.util.MAGIC_NUMBER + CHECKED_DIGEST + importlib.util.source_hash(source) + data


def known(place):
    """What the cache has, unless somebody or a crash changed it."""
    try:
        with open(place, "rb") as file:
            digest, data = file.read(32), file.read()
    except OSError:
        return None
    if hashlib.sha256(data).digest() != digest:
        return None
    os.utime(place)  # What was used longest ago is forgotten first.
    return data


def remember(place, data):
    os.makedirs(os.path.dirname(place), exist_ok=True)
    temporary = "%s.%d" % (place, os.getpid())
    with open(temporary, "wb") as file:
        file.write(hashlib.sha256(data).digest() + data)
    os.replace(temporary, place)


def write(path):
    with open(path, "rb") as file:
        source = file.read()
    key = hashlib.sha256(b"\0".join([KIND, os.fsencode(path), source])).hexdigest()
    noted = os.path.join(cache, key[:2], key)
    data = known(noted)
    if data is None:
        data = byte_code(source, path)
        remember(noted, data)
    os.makedirs(os.path.dirname(place(path)), exist_ok=True)
    with open(place(path), "wb") as file:
        file.write(data)


def work(paths):
    for path in paths:
        try:
            if os.path.lexists(place(path)):
                os.remove(place(path))
            if not is_test(path):
                write(path)
        except (SyntaxError, ValueError, RecursionError):
            pass  # Some packages bring templates, or sources for another Python.


paths = sorted(sources(), key=lambda path: (os.path.getsize(path), path))
cores = len(os.sched_getaffinity(0))
children = []
for core in range(1, cores):
    child = os.fork()
    if child == 0:
        try:
            work(paths[core::cores])
        except BaseException as error:
            print("the byte code cannot be written:", error, file=sys.stderr)
            os._exit(1)
        os._exit(0)
    children.append(child)
work(paths[0::cores])
sys.exit(any([os.waitpid(child, 0)[1] for child in children]))
