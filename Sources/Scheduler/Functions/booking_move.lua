-- Another place for the same appointment: the new one is taken and the old one released in this one step, or
-- nothing changes. A displaced appointment becomes booked again by it.
-- KEYS and ARGV 1 to 3 as in booking_shared.lua
-- ARGV: 4 id, 5 the new place as JSON (the appointment's fields that change), 6 arrows ("held=held,…"),
--       7 lead time in ms, 8 quotas as JSON, 9 horizon in ms,
--       10 cells between the starts that people are offered,
--       11 what may be booked beyond the counters, as `obstacle` takes it
-- Refuses: unknown, state (detail: the state), tooLate, closed, full, quotaReached
return function(keys, args)
    open(keys, args)
    local said = early()
    if said then return said end
    local a = current(args[4])
    if not a then return refused('unknown') end
    local to = arrows(args[6])[a.state]
    if not to then return refused('state', a.state) end
    local place = cjson.decode(args[5])
    if a.state ~= 'displaced' and a.start <= now then return refused('tooLate') end
    if place.start < now + tonumber(args[7]) then return refused('tooLate') end
    if place.start > now + tonumber(args[9]) then return refused('closed') end

    local held = occupies[a.state]
    if held then release(a) end
    local old = {}
    for field, value in pairs(place) do
        old[field] = a[field]
        a[field] = value
    end
    local why = obstacle(a, cjson.decode(args[8]), tonumber(args[10]), cjson.decode(args[11]))
    if why then
        for field, value in pairs(old) do a[field] = value end
        if held then occupy(a) end
        return refused(why)
    end
    local kind = a.state == 'displaced' and 'confirm' or 'move'
    a.state = to
    occupy(a)
    return done(commit(a, kind, request))
end
