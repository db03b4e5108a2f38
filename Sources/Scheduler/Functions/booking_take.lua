-- A displaced appointment moves to the place that was kept for it, and is booked again.
-- KEYS and ARGV 1 to 3 as in booking_shared.lua
-- ARGV: 4 id of the appointment, 5 id of what is kept, 6 what may be booked beyond the counters, as `obstacle` takes it
-- Refuses: unknown, state (detail: the state), full (the place is somebody's by now), tooLate, closed (the agenda
-- changed while it was kept); quotas counted it when it was kept
return function(keys, args)
    open(keys, args)
    local said = early()
    if said then return said end
    local a, kept = load(args[4]), load(args[5])
    if not a then return refused('unknown') end
    if a.state ~= 'displaced' then return refused('state', a.state) end
    if not kept or kept.state ~= 'resting' then return refused('full') end
    if kept.start <= now then return refused('tooLate') end
    for _, field in ipairs(PLACE) do a[field] = kept[field] end
    release(kept)
    local why = obstacle(a, {}, 1, cjson.decode(args[6]))
    occupy(kept)
    if why then return refused(why) end
    local freed = free(kept)
    a.state = 'booked'
    occupy(a)
    return done(commit(a, 'confirm', request, 1), freed)
end
