"""What the scripts share: steps that say that they went well, and the workspace over its own API."""

import json
import os
import urllib.request

NAMES = ("00000000-0000-0000-0000-000000000001", "terrarium", "workspace")


def run(steps):
    """Runs each step, prints its name when it went well; the first that fails ends the script."""
    for step in steps:
        step()
        print("ok", step.__name__.replace("_", " "), flush=True)


def raises(words, action):
    """Checks that an action fails with an error in these words."""
    try:
        action()
    except Exception as error:  # whatever the SDK makes of it
        assert words in str(error), f"{words!r} is not in {error!r}"
        return
    raise AssertionError(f"no error with {words!r}")


def api(path, body=None):
    """Asks the workspace's own API, as the console does."""
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(os.environ["TERRARIUM_SERVER"] + path, data, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)


def image_hash(name, version):
    """The image hash of a version, as the console shows it."""
    return api(f"/api/environments/{name}/versions/{version}")["digests"]["image"]


def foreign(token):
    """The token with another signature, as if another workspace had made it."""
    text, signature = token.rsplit(".", 1)
    return f"{text}.{'B' if signature[0] == 'A' else 'A'}{signature[1:]}"
