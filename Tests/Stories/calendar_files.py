"""Two readers of calendar files that share no code: icalendar (Python, zones by dateutil) and Debian's libical (C).

`python Tests/Stories/calendar_files.py FOLDER` compares every file that FOLDER/expected.json names with what it says
of them, and prints how many agreed."""

import ctypes
import json
import os
import sys

import icalendar

EVENT, FREE_BUSY = 4, 9


def by_icalendar(data):
    calendar = icalendar.Calendar.from_ical(data)
    zones = {str(zone["TZID"]): zone.to_tz(lookup_tzid=False) for zone in calendar.walk("VTIMEZONE")}

    def instant(field):
        zone = zones.get(field.params.get("TZID"))
        return int((field.dt.replace(tzinfo=zone) if zone else field.dt).timestamp())

    events = []
    for event in [*calendar.walk("VEVENT"), *calendar.walk("VFREEBUSY")]:
        assert not event.errors, event.errors
        events.append({
            "uid": str(event["UID"]), "sequence": int(event.get("SEQUENCE", 0)), "start": instant(event["DTSTART"]),
            "end": instant(event["DTEND"]), "summary": str(event.get("SUMMARY", "")),
            "location": str(event.get("LOCATION", "")), "status": str(event.get("STATUS", ""))})
    return {"method": str(calendar["METHOD"]), "events": events}


class Time(ctypes.Structure):
    """struct icaltimetype of libical 3."""
    _fields_ = [(name, ctypes.c_int) for name in
                ("year", "month", "day", "hour", "minute", "second", "is_date", "is_daylight")] + [
                    ("zone", ctypes.c_void_p)]


def libical():
    library = ctypes.CDLL("libical.so.3")
    for name in ("parser_parse_string", "component_get_first_component", "component_get_next_component"):
        getattr(library, f"ical{name}").restype = ctypes.c_void_p
    for name in ("component_get_uid", "component_get_summary", "component_get_location",
                 "property_method_to_string", "property_status_to_string"):
        getattr(library, f"ical{name}").restype = ctypes.c_char_p
    for name in ("component_get_dtstart", "component_get_dtend"):
        getattr(library, f"ical{name}").restype = Time
    library.icaltime_as_timet_with_zone.restype = ctypes.c_long
    library.icaltime_as_timet_with_zone.argtypes = [Time, ctypes.c_void_p]
    return library


def by_libical(data, library=libical()):
    calendar = ctypes.c_void_p(library.icalparser_parse_string(data))
    assert calendar, "libical reads nothing"
    # Also whether each method has what RFC 5546 asks of it.
    assert library.icalrestriction_check(calendar), "libical: not what RFC 5546 asks of this method"
    assert library.icalcomponent_count_errors(calendar) == 0, "libical found errors"

    def instant(time):
        return library.icaltime_as_timet_with_zone(time, time.zone)

    def text(of, component):
        return (getattr(library, f"icalcomponent_get_{of}")(component) or b"").decode()

    events = []
    for kind in (EVENT, FREE_BUSY):
        component = library.icalcomponent_get_first_component(calendar, kind)
        while component:
            this = ctypes.c_void_p(component)
            status = library.icalcomponent_get_status(this)
            events.append({
                "uid": text("uid", this), "sequence": library.icalcomponent_get_sequence(this),
                "start": instant(library.icalcomponent_get_dtstart(this)),
                "end": instant(library.icalcomponent_get_dtend(this)), "summary": text("summary", this),
                "location": text("location", this),
                "status": (library.icalproperty_status_to_string(status) or b"").decode()})
            component = library.icalcomponent_get_next_component(calendar, kind)
    method = library.icalproperty_method_to_string(library.icalcomponent_get_method(calendar)).decode()
    library.icalcomponent_free(calendar)
    return {"method": method, "events": events}


def agreed(data):
    """What both read; fails where they differ, or where a line is none of RFC 5545's."""
    lines = data.split(b"\r\n")
    assert not lines[-1] and not any(b"\n" in line or b"\r" in line for line in lines), "a bare line end"
    assert max(map(len, lines)) <= 75, "a line of more than 75 octets"
    for line in lines:
        line.decode()  # no character is cut in two
    first, second = by_icalendar(data), by_libical(data)
    assert first == second, f"icalendar: {first}\nlibical: {second}"
    return first


def main(folder):
    with open(os.path.join(folder, "expected.json"), encoding="utf-8") as file:
        expected = json.load(file)
    wrong = []
    for line in expected:
        name, method = line.pop("file"), line.pop("method")
        with open(os.path.join(folder, name), "rb") as file:
            data = file.read()
        try:
            read = agreed(data)
            if read["method"] != method or not read["events"] or {**read["events"][0], **line} != read["events"][0]:
                wrong.append(f"{name}: {read}, expected {method} {line}")
        except AssertionError as error:
            wrong.append(f"{name}: {error}")
    print(json.dumps({"files": len(expected), "wrong": len(wrong), "first": wrong[:2]}))


if __name__ == "__main__":
    main(sys.argv[1])
