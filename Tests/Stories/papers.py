"""Second opinions on a document: tools that know nothing of us."""

import os
import re
import subprocess
import tempfile


def _run(*words, **options):
    return subprocess.run(words, capture_output=True, text=True, timeout=60, **options)


class Paper:
    def __init__(self, data, trust):
        """`trust`: the signer's certificate, PEM."""
        self.folder = tempfile.mkdtemp(prefix="gp-")
        self.path, self.trust = f"{self.folder}/document.pdf", trust
        with open(self.path, "wb") as file:
            file.write(data)

    def pdfsig(self):
        said = _run("pdfsig", self.path).stdout
        return "Signature is Valid" in said and "Total document signed" in said

    def pyhanko(self):
        done = _run("pyhanko", "sign", "validate", "--trust", self.trust, "--no-revocation-check",
                    "--pretty-print", self.path)
        return "VALID" in done.stdout and "INVALID" not in done.stdout

    def qpdf(self):
        return _run("qpdf", "--check", self.path).returncode == 0

    def tagged(self):
        return re.search(r"Tagged:\s+yes", _run("pdfinfo", self.path).stdout) is not None

    def text(self):
        return _run("pdftotext", self.path, "-").stdout

    def qr(self):
        """What a phone reads from the printed page."""
        _run("pdftoppm", "-r", "150", "-png", self.path, f"{self.folder}/page")
        pages = sorted(name for name in os.listdir(self.folder) if name.startswith("page"))
        return read_qr(f"{self.folder}/{pages[-1]}")

    def altered(self):
        """The same paper with one byte changed: the first of its longest stream. qpdf, which knows nothing of
        signatures, sees a stream that can't be opened; it would let a wrong checksum pass."""
        with open(self.path, "rb") as file:
            data = bytearray(file.read())
        streams = re.finditer(rb"stream\r?\n(.*?)endstream", data, re.DOTALL)
        data[max(streams, key=lambda stream: len(stream[1])).start(1)] ^= 1
        return Paper(bytes(data), self.trust)


def read_qr(picture):
    return _run("zbarimg", "--raw", "--quiet", picture).stdout.strip()
