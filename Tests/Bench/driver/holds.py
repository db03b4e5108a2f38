"""Hold and confirm on places of their own, and a thousand callers on one place."""

import json

from measure import Overheard, Void, benchmark, here, median, ours, percentile, pgbench, result
from servers import on_disk

POSTS = 20


def measure(place, binary, extent):
    count = extent.of(5_000)
    clean = True
    try:
        pairs = [one_run(place, binary, count) for _ in range(extent.runs)]
        tell(pairs, grown(place, binary, extent) if extent.growth else "growth not measured")
    except Void as why:
        result("holds", None, errors=1, note=f"void: {why}")
        clean = False
    try:
        tell_rush([one_rush(place, binary) for _ in range(extent.runs)])
    except Void as why:
        result("holds/one-place", None, errors=1, note=f"void: {why}")
        clean = False
    return clean


def one_run(place, binary, count):
    with place.redis() as server:
        _, url = place.database()
        return {
            "ours": booked(binary, server, url, "--posts", POSTS, "--count", count),
            "limit": limits(place, binary, count),
            "peer": peer(place, count),
        }


def booked(binary, server, url, *options):
    told = ours(binary, "holds", "--redis", f"unix://{server.socket}", "--database", url, *options)
    errors = sum(told[name]["errors"] for name in ("hold", "confirm", "pair"))
    if errors or told["wrong"] or told["booked"] != told["expected"]:
        raise Void(f"{errors} errors, {told['booked']} booked of {told['expected']}, {told['wrong']}")
    return told


def limits(place, binary, count):
    """The same functions by redis-benchmark, called as ours calls them, and one that does nothing."""
    with place.redis() as server:
        _, url = place.database()
        with Overheard(server.socket, "FCALL") as heard:
            booked(binary, server, url, "--posts", 1, "--count", 1)
        hold, confirm = heard.call("booking_hold"), heard.call("booking_change")
        on_disk(server)
        server.function_load("#!lua name=nothing\nredis.register_function('nothing', function() return 0 end)")
        spread(server, hold)
        digits = "__rand_int__" * 3
        raw_hold = benchmark(server.socket, count, holding(hold, digits, digits, "p__rand_int__"))
        held = server.zcard(hold[8])
        if held < count * 0.98:
            raise Void(f"redis-benchmark held {held} of {count}")
        # Confirms need holds that stand; each is drawn from four times as many, so that few are met twice.
        server.config_set("appendfsync", "no")
        wire = server.pipeline(transaction=False)
        for number in range(count * 4):
            name = f"{number:012}"
            wire.execute_command(*holding(hold, name, f"b{name}", f"p{number % 1_000:012}"))
            if number % 500 == 499:
                wire.execute()
        wire.execute()
        on_disk(server)
        confirm = confirm[:18] + [digits] + confirm[19:20] + ["__rand_int__"] + confirm[21:]
        raw_confirm = benchmark(server.socket, count, confirm, among=count * 4)
        return {
            "hold": raw_hold, "confirm": raw_confirm, "pair": 1 / (1 / raw_hold + 1 / raw_confirm),
            "nothing": benchmark(server.socket, count * 4, ["FCALL", "nothing", "0"]),
        }


def holding(heard, identifier, request, post):
    """The call of hold that was overheard, for somebody else at a place that has many counters."""
    draft = json.loads(heard[20])[0]
    draft |= {"id": identifier, "identity": f"i{identifier}", "subject": f"s{identifier}", "post": post}
    return [*heard[:18], request, heard[19], json.dumps([draft], separators=(",", ":"), sort_keys=True), *heard[21:]]


def spread(server, hold):
    """Room for 127 at every start of that day at a thousand posts, so that raw calls find a place, as ours do."""
    draft = json.loads(hold[20])[0]
    day = f"{draft['group']}:{draft['date']}"
    opened = server.get(f"{hold[11]}{draft['post']}/{day}")
    wide = bytes(byte & 128 | (127 if byte & 127 else 0) for byte in opened)
    for post in range(1_000):
        server.set(f"{hold[11]}p{post:012}/{day}", wide)


def peer(place, count):
    """Booking as ZMS does it, in two transactions."""
    database, _ = place.database()
    make_slots(place, database, posts=POSTS, days=88, capacity=10)
    clients = 64
    rate, times = pgbench(
        place, database, here("peers/zms_book.sql"), clients, max(1, count // clients),
        [("slots", POSTS * 88 * 42), ("capacity", 10)])
    over = place.psql(database, "SELECT count(*) FROM (SELECT slot FROM slot_process GROUP BY slot "
                                "HAVING count(*) > 10) AS oversold")
    return {"rate": rate, "p50": percentile(times, 0.5), "p99": percentile(times, 0.99), "oversold": int(over)}


def make_slots(place, database, posts, days, capacity):
    with open(here("peers/zms_schema.sql"), encoding="utf-8") as schema:
        place.psql(database, schema.read())
    place.psql(database, f"""
        INSERT INTO slot (post, day, time, capacity)
        SELECT post, current_date + day, time '09:00' + n * interval '10 minutes', {capacity}
        FROM generate_series(0, {posts - 1}) AS post, generate_series(1, {days}) AS day,
            generate_series(0, 41) AS n ORDER BY 1, 2, 3;
        ANALYZE;""")


def grown(place, binary, extent):
    """The pairs a second with 2, 20 and 200 posts that have as many appointments each already."""
    words = []
    each = extent.of(250)
    for posts in (2, 20, 200):
        with place.redis() as server:
            _, url = place.database()
            told = booked(binary, server, url, "--posts", posts, "--standing", posts * each,
                          "--count", extent.of(2_000))
            words.append(f"{posts} posts with {posts * each} standing {told['pair']['rate']:.0f}/s")
    return "growth: " + ", ".join(words)


def tell(runs, growth):
    def mid(*path):
        return median(runs, *path)
    result(
        "holds", mid("ours", "pair", "rate"), mid("peer", "rate"), mid("limit", "pair"),
        mid("ours", "pair", "p50_ms"), mid("ours", "pair", "p99_ms"),
        note=f"pairs a second of hold and confirm, 64 in flight, each confirm journalled in PostgreSQL before it is "
             f"answered; limit: both functions by redis-benchmark -P 64, without any journal; peer: p50 "
             f"{mid('peer', 'p50'):.0f} ms, p99 {mid('peer', 'p99'):.0f} ms; {growth}")
    result(
        "holds/hold", mid("ours", "hold", "rate"), None, mid("limit", "hold"), mid("ours", "hold", "p50_ms"),
        mid("ours", "hold", "p99_ms"), note=f"holds alone: no journal in ours nor in the limit; a function that does "
        f"nothing: {mid('limit', 'nothing'):.0f}/s")
    result(
        "holds/confirm", mid("ours", "confirm", "rate"), None, mid("limit", "confirm"),
        mid("ours", "confirm", "p50_ms"), mid("ours", "confirm", "p99_ms"),
        note="confirms alone: ours with the journal, the limit without")


def one_rush(place, binary):
    with place.redis() as server:
        _, url = place.database()
        told = ours(binary, "rush", "--redis", f"unix://{server.socket}", "--database", url)
        rush = told["rush"][0]
        if told["taken"] != [1] or rush["errors"] or told["wrong"]:
            raise Void(f"{told['taken']} got the place, {rush['errors']} odd answers, {told['wrong']}")
    database, _ = place.database()
    make_slots(place, database, posts=1, days=1, capacity=1)
    rate, _ = pgbench(place, database, here("peers/zms_rush.sql"), 100, 10)
    got = int(place.psql(database, "SELECT count(*) FROM slot_process"))
    return {"ours": rush, "peer": rate, "peer_got": got}


def tell_rush(runs):
    result(
        "holds/one-place", median(runs, "ours", "rate"), median(runs, "peer"), None, median(runs, "ours", "p50_ms"),
        median(runs, "ours", "p99_ms"),
        note="1,000 callers at once on one place: 1 got it, 999 were told it is full, with the nearest other places; "
             f"peer: 100 clients, {runs[-1]['peer_got']} got it")
