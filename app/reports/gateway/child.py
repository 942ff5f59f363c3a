"""The throw-away process that opens a template: `python -m app.reports.gateway.child`.

Reads the file from standard input and writes one JSON object: its names, each with whether it
stands alone, and whether a brace is astray. It limits itself before it looks at the first byte;
a hostile file may kill it, and then nothing is written.
"""

import json
import os
import resource
import sys
from dataclasses import astuple

from app.documents.docx_templates import read_template

MEMORY = 512 * 1024 * 1024
SECONDS = 20


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    reading = read_template(sys.stdin.buffer.read())
    told = {"found": [astuple(each) for each in reading.found], "stray": reading.stray}
    sys.stdout.write(json.dumps(told, ensure_ascii=True))
    sys.stdout.flush()
    os._exit(0)  # nothing of the file gets another turn


if __name__ == "__main__":
    main()
