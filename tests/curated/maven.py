"""Serves a Maven repository with one package, `org.example:greeting:1.0`, a real archive with one file in it. Prints its
address, then serves until it is ended."""

import functools
import http.server
import pathlib
import sys
import zipfile

folder = pathlib.Path(sys.argv[1])
place = folder / "org/example/greeting/1.0"
place.mkdir(parents=True)
(place / "greeting-1.0.pom").write_text(
    "<project><modelVersion>4.0.0</modelVersion><groupId>org.example</groupId><artifactId>greeting</artifactId>"
    "<version>1.0</version></project>"
)
with zipfile.ZipFile(place / "greeting-1.0.jar", "w") as jar:
    jar.writestr("greeting.txt", "hello from a package")

handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=folder)
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
print(f"http://127.0.0.1:{server.server_port}", flush=True)
server.serve_forever()
