"""Ninety days of one calendar, and the first free place over all posts."""

from holds import make_slots
from measure import Overheard, Void, here, median, ours, percentile, pgbench, raw_latency, result

FULL = 7


def measure(place, binary, extent):
    posts, count = (200 if extent.growth else 20), extent.of(1_000)
    try:
        done, limit = asked(place, binary, posts, count, extent.runs)
        peers = [peer(place, posts, count) for _ in range(extent.runs)]
        runs = [{"ours": ours, "limit": limit, "peer": peer} for ours, peer in zip(done, peers)]
        sizes = [(size, asked(place, binary, size, count, 1)[0][0]) for size in (2, 20) if extent.growth]
        tell(runs, posts, [*sizes, (posts, done[-1])])
    except Void as why:
        result("availability", None, errors=1, note=f"void: {why}")
        return False
    return True


def asked(place, binary, posts, count, runs):
    """What each run tells, on calendars that are filled once; and one MGET of the keys that they read."""
    with place.redis() as server:
        _, url = place.database()

        def run(count, *more):
            told = ours(
                binary, "availability", "--redis", f"unix://{server.socket}", "--database", url, "--posts", posts,
                "--count", count, "--full", FULL, *more)
            if any(told[name]["errors"] for name in ("calendar", "first", "taken")):
                raise Void(f"availability: {told}")
            return told
        done = [run(count, *(["--filled"] if turn else [])) for turn in range(runs)]
        with Overheard(server.socket, "MGET") as heard:
            run(1, "--filled")
        return done, limits(server, heard.commands)


def limits(server, reads):
    """The keys of one calendar, and those of one search over all posts, in one MGET each over a plain socket."""
    widest = max(range(len(reads)), key=lambda index: len(reads[index]))
    search = ["MGET", *(key for words in reads[widest + 1:] for key in words[1:])]
    return {
        "calendar": percentile(raw_latency(server.socket, reads[widest], 500), 0.5),
        "first": percentile(raw_latency(server.socket, search, 50), 0.5), "keys": len(search) - 1,
    }


def peer(place, posts, count):
    """Free places from generated slot rows, as ZMS counts them."""
    database, _ = place.database()
    make_slots(place, database, posts=posts, days=89, capacity=1)
    place.psql(database, f"""
        INSERT INTO process (status) SELECT 'confirmed' FROM slot WHERE day <= current_date + {FULL};
        INSERT INTO slot_process SELECT id, row_number() OVER () FROM slot WHERE day <= current_date + {FULL};
        ANALYZE;""")
    _, calendar = pgbench(place, database, here("peers/zms_days.sql"), 1, count, [("posts", posts)])
    _, first = pgbench(place, database, here("peers/zms_first.sql"), 1, max(5, count // 50))
    return {"calendar": percentile(calendar, 0.5), "first": percentile(first, 0.5)}


def tell(runs, posts, sizes):
    def growth(name):
        return "growth: " + ", ".join(f"{size} posts p50 {answer[name]['p50_ms']:.2f} ms" for size, answer in sizes)
    for name, what in (("calendar", "90 days of one calendar"), ("first", f"first free place over {posts} posts")):
        p50 = median(runs, "ours", name, "p50_ms")
        keys = f" ({median(runs, 'limit', 'keys'):.0f} keys)" if name == "first" else ""
        result(
            f"availability/{name}", p50, median(runs, "peer", name), median(runs, "limit", name), p50,
            median(runs, "ours", name, "p99_ms"), better="less",
            note=f"median ms: {what}, the first {FULL} days full; limit: one MGET of the same keys{keys}; "
                 f"{growth(name)}")
