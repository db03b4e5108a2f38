"""A procedure as declared, and answers to its form that can be told apart from everything else in the world."""

import random
import string

import yaml


def languages(root):
    """What the ministry offers, the standard one first."""
    return _read(f"{root}/ministries/cd/ministry.yaml")["locales"]


class Procedure:
    def __init__(self, root, name):
        self.name = name
        self.declared = _read(f"{root}/procedures/{name}.yaml")
        self.flow = _read(f"{root}/procedures/flows/{self.declared['flow']}.yaml")

    def title(self, locale):
        return self.declared["title"][locale]

    @property
    def fields(self):
        return {field["id"]: field for step in self.declared["steps"] for field in step["fields"]}

    def act(self, name, locale):
        """What the button of an action says."""
        return self.flow["actions"][name]["label"][locale]

    def reason(self, name, locale):
        return self.flow["reasons"][name][locale]

    def printed(self, answers):
        """What the document says that was typed, by the names its template uses."""
        output = self.declared["outputs"][0]
        typed = {name: value for name, value in answers.items() if self.fields[name]["type"] in ("text", "long_text")}
        for name, fields in output.get("values", {}).items():
            if all(field in typed for field in fields):
                typed[name] = " ".join(typed[field] for field in fields)
        return typed if "valid_months" in output else {**typed, "valid_until": ""}

    def answers(self, locale, wanted=None):
        """A value for each field; `wanted` overrules by field id."""
        return {name: (wanted or {}).get(name, self._answer(field, locale)) for name, field in self.fields.items()}

    def typed(self, answers):
        """What a person writes in their own words, where the other answers are chosen."""
        return [value for name, value in answers.items()
                if self.fields[name]["type"] in ("text", "long_text", "email", "phone")]

    def _answer(self, field, locale):
        match field["type"]:
            case "text" | "long_text" | "longText":
                return unique(locale)[: field.get("longest", 200)]
            case "date":
                year = random.randint(1961, 1999)
                return (random.randint(1, 28), random.randint(1, 12), year)
            case "choice":
                return field["choices"][0]["value"]
            case "integer":
                return min(max(3, field.get("least", 0)), field.get("most", 3))
            case "country":
                return "BE"
            case "email":
                return f"{unique_ascii()}@example.org"
            case "phone":
                return phone()
            case "consent":
                return True
            case other:
                raise ValueError(f"{field['id']}: a field of type {other} is new to the stories")


def unique(locale):
    """A name nobody bears, with what is hard to escape: quotes, accents, a combining mark, an ampersand."""
    if locale == "ar":
        letters = "".join(random.choices("ابتثجحخدرزسشصضطظعغفقكلمنهوي", k=10))
        return f"محمد {letters} أُوكِيتُو"
    return f"N'Gandu-{unique_ascii()} \"Zé\u0301phyrin\" & <fils>"


def unique_ascii():
    return "".join(random.choices(string.ascii_lowercase, k=12))


def phone():
    """A Belgian mobile number that is nobody's."""
    return f"+3247{random.randint(1000000, 9999999)}"


def _read(path):
    with open(path, encoding="utf-8") as file:
        return yaml.safe_load(file)
