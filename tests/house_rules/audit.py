"""What `make audit` says: the licence of every installed dependency, and what is known to be wrong with it.

    python tests/house_rules/audit.py

Licences are read from what is installed; known vulnerabilities are asked of a service, which needs a network.
"""

import functools
import json
import subprocess
import sys

from license_expression import ExpressionError, get_spdx_licensing

# Free licences that go with MIT, under which this project is: why each of them does.
ALLOWED = {
    "MIT": "permissive",
    "MIT-0": "permissive, and asks for no notice",
    "MIT-CMU": "permissive",
    "BSD-2-Clause": "permissive",
    "BSD-3-Clause": "permissive",
    "0BSD": "permissive, and asks for no notice",
    "Apache-2.0": "permissive, with a patent licence",
    "ISC": "permissive",
    "Zlib": "permissive",
    "PSF-2.0": "permissive: Python's own",
    "CC0-1.0": "public domain",
    "MPL-2.0": "copyleft for its own files, which are used as they are",
}
# Copyleft for what is linked with it. Pandoc is run as a program of its own and is not linked with anything.
ALLOWED_IN = {"pypandoc_binary": {"GPL-2.0-or-later": "Pandoc, run as a program of its own"}}
# What packages call their licences where they do not use the common identifiers.
CALLED = {
    "MIT License": "MIT",
    "BSD License": "BSD-3-Clause",
    "Apache Software License": "Apache-2.0",
    "Apache 2.0": "Apache-2.0",
    "Apache License, Version 2.0": "Apache-2.0",
    "ISC License (ISCL)": "ISC",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Python Software Foundation License": "PSF-2.0",
}
# Packages whose metadata do not say it, or not all of it, and what their own licence files say.
READ_BY_HAND = {
    "axe-playwright-python": "MIT AND MPL-2.0",  # it brings axe itself
    "partd": "BSD-3-Clause",
    "docutils": "CC0-1.0 AND BSD-2-Clause AND BSD-3-Clause",  # what is under the GPL is not installed
    "pypandoc_binary": "MIT AND GPL-2.0-or-later",  # it brings Pandoc itself
    "pypdfium2": "BSD-3-Clause AND Apache-2.0",
}
OWN = "victim-needs-assessment"
SPDX = get_spdx_licensing()


@functools.cache
def installed():
    """Return {package: licence, as it calls it} of all that is installed."""
    command = [sys.executable, "-m", "piplicenses", "--from=mixed", "--format=json", "--with-system"]
    told = subprocess.run(command, capture_output=True, check=True, text=True).stdout
    return {one["Name"]: one["License"] for one in json.loads(told) if one["Name"] != OWN}


def expression(package, licence):
    """Return a licence in common identifiers; several that are only listed all hold."""
    called = [CALLED.get(part.strip(), part.strip()) for part in licence.split(";")]
    return READ_BY_HAND.get(package) or " AND ".join(called)


def refused(package, licence):
    """Return what is not allowed of a package's licence, "" where all of it is."""
    said = expression(package, licence)
    try:
        parsed = SPDX.parse(said, validate=True)
    except ExpressionError:
        return said
    allowed = {*ALLOWED, *ALLOWED_IN.get(package, ())}
    return "" if _allowed(parsed, allowed) else said


def _allowed(parsed, allowed):
    """Tell whether a licence may be used: of alternatives one is enough."""
    if isinstance(parsed, SPDX.OR):
        return any(_allowed(part, allowed) for part in parsed.args)
    if isinstance(parsed, SPDX.AND):
        return all(_allowed(part, allowed) for part in parsed.args)
    return str(parsed) in allowed


def vulnerabilities(*options):
    """Return a line for each known vulnerability of what is installed, None where no service was reached."""
    command = [
        sys.executable,
        "-m",
        "pip_audit",
        "--format=json",
        "--progress-spinner=off",
        "--skip-editable",
    ]
    run = subprocess.run([*command, *options], capture_output=True, text=True)
    try:
        found = json.loads(run.stdout)["dependencies"]
    except ValueError:
        return None
    return [
        f"{one['name']} {one['version']}: {fault['id']}, mended in {', '.join(fault['fix_versions']) or '-'}"
        for one in found
        for fault in one.get("vulns", ())
    ]


def main(*options):
    """Print both lists; end with 1 where a licence is refused or a vulnerability is known."""
    packages = installed()
    for package, licence in sorted(packages.items(), key=lambda item: item[0].lower()):
        print(f"{package}: {expression(package, licence)}")
    wrong = [f"{name}: {said}" for name, licence in packages.items() if (said := refused(name, licence))]
    print(f"\n{len(packages)} packages. Licences that may not be used: {'; '.join(wrong) or 'none'}.")
    known = vulnerabilities(*options)
    if known is None:
        print("Known vulnerabilities were not looked up: no service could be reached. It needs a network.")
    else:
        print(f"Known vulnerabilities: {'; '.join(known) or 'none'}.")
    return 1 if wrong or known else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
