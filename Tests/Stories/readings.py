"""What a machine reads from a document: the words of its template and what was typed, in reading order."""

import re
import unicodedata


def misread(paper, template, values):
    """The texts of `template` (a path) that aren't read where they should be. `values` are known by name: an empty one
    leaves its row out; what stands for any other name isn't looked for."""
    read = visible(paper.text())
    letters, at, missed = letters_of(read), 0, []
    for line in lines(template):
        if any(values.get(name) == "" for name in re.findall(r"\{(\w+)\}", line)):
            continue
        for run in runs(line, values):
            found = letters.find(letters_of(run), at)
            if found < 0 or not all(phrase in read for phrase in phrases(run)):
                missed.append(run)
            else:
                at = found
    return missed


def phrases(run):
    """Arabic words that stand beside one another. Next to punctuation, digits and Latin letters poppler moves or drops
    the blank of an Arabic line, beside some vowel marks it adds one, and at the end of any other line it takes hyphens
    for its own: there, only the order of the letters is compared."""
    plain = " ".join(word if re.fullmatch("[\u0620-\u064a]+", word) else "\0" for word in run.split())
    return [phrase.strip() for phrase in plain.split("\0")]


def letters_of(text):
    """Without vowel marks: those that overlap their neighbour are lost to poppler."""
    return "".join(sign for sign in text if unicodedata.category(sign)[0] in "LN")


def lines(template):
    """Every line as it stands on the paper, from the letterhead to the footer."""
    with open(template, encoding="utf-8") as file:
        _, front, body = file.read().split("---\n", 2)
    settings = dict(line.split(": ", 1) for line in front.splitlines() if not line.startswith("#"))
    rows = [re.sub(r"^\| (.*?) \| (.*) \|$", r"\1{}\2", line.removeprefix("## ")) for line in body.splitlines() if line]
    marks = {"[[signature]]": ["signed", "signatory"], "[[qr]]": ["verify", "number"]}
    yield from (settings[name] for name in ("authority", "post", "title"))
    for row in rows:
        yield from (settings[name] for name in marks[row]) if row in marks else [row]
    yield settings["footer"]


def runs(line, values):
    """What is known of a line, cut where it isn't, and at words with short vowels: poppler sometimes loses a letter that
    bears one."""
    filled = re.sub(r"\{(\w*)\}", lambda name: values.get(name[1]) or "\0", line.replace("**", ""))
    filled = re.sub("[^\\s\0]*[\u064b-\u0650\u0652][^\\s\0]*", "\0", filled)
    # A value at a border of the table begins a text of its own.
    return [run for part in filled.split("\0") if re.search(r"\w", run := visible(part))]


def visible(text):
    """Without marks of direction, letters in one form, one blank between words."""
    text = re.sub("[\u200e\u200f\u202a-\u202e\u2066-\u2069]", "", text)
    return " ".join(unicodedata.normalize("NFKC", text).split())
