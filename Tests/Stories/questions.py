"""Answering one question of a form, found by its label as a screen reader finds it."""


def answer(main, field, value, locale, say):
    """Answers `field` if this page asks it; whether it does."""
    label = field["label"][locale]
    match field["type"]:
        case "choice":
            group = main.get_by_role("group", name=label)
            if not group.count():
                return _select(main, label, value)
            wanted = next(choice["label"][locale] for choice in field["choices"] if choice["value"] == value)
            group.get_by_label(wanted, exact=True).check()
        case "country":
            return _select(main, label, value)
        case "date":
            group = main.get_by_role("group", name=label)
            if not group.count():
                return False
            for part, number in zip(("day", "month", "year"), value):
                group.get_by_label(say(f"date.{part}")).fill(str(number))
        case "consent":
            box = main.get_by_role("checkbox")
            if not box.count():
                return False
            box.first.check()
        case _:
            box = main.get_by_role("textbox", name=label)
            if not box.count():
                return False
            box.first.fill(str(value))
    return True


def _select(main, label, value):
    box = main.get_by_role("combobox", name=label)
    if not box.count():
        return False
    box.first.select_option(value)
    return True
