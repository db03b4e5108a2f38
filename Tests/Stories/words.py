"""The words on pages, read from the same files as the site reads, so that a story finds a button in any language."""

import functools
import pathlib
import re

import yaml


class Words:
    def __init__(self, root):
        self.root = root

    def __call__(self, locale, key):
        """A text, or a pattern when the words hold values."""
        text = functools.reduce(lambda node, part: node[part], key.split("."), self._locale(locale))
        if "{" not in text:
            return text
        fixed = re.split(r"\{(?:[^{}]|\{[^{}]*\})*\}", text)
        return re.compile(".*".join(re.escape(part) for part in fixed), re.DOTALL)

    @functools.lru_cache
    def _locale(self, locale):
        return {path.stem: self._file(path) for path in pathlib.Path(self.root, "locales", locale).glob("*.yaml")}

    def _file(self, path):
        with path.open(encoding="utf-8") as file:
            return yaml.safe_load(file)
