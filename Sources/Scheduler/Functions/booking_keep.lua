-- Keeps a place for a displaced appointment: a resting place that is offered to nobody else before its expiry.
-- KEYS and ARGV 1 to 3 as in booking_shared.lua
-- ARGV: 4 id of the appointment, 5 id of what is kept, 6 the place as JSON (the fields that a move changes),
--       7 lifetime in ms, 8 lead time in ms, 9 quotas as JSON, 10 horizon in ms,
--       11 cells between the starts that people are offered,
--       12 what may be booked beyond the counters, as `obstacle` takes it,
--       13 id of a resting place whose cells it takes over ("": free cells)
-- Refuses: unknown, state (detail: the state), tooLate, closed, full, quotaReached
return function(keys, args)
    open(keys, args)
    local said = early()
    if said then return said end
    local a = load(args[4])
    if not a then return refused('unknown') end
    if a.state ~= 'displaced' then return refused('state', a.state) end
    local kept = cjson.decode(args[6])
    if kept.start < now + tonumber(args[8]) then return refused('tooLate') end
    if kept.start > now + tonumber(args[10]) then return refused('closed') end
    local rested = args[13] ~= '' and load(args[13]) or nil
    if args[13] ~= '' and not (rested and rested.state == 'resting') then return refused('full') end

    kept.id, kept.subject, kept.state = args[5], '', 'resting'
    kept.service, kept.pool, kept.channel = a.service, a.pool, a.channel
    if rested then release(rested) end
    local why = obstacle(kept, cjson.decode(args[9]), tonumber(args[11]), cjson.decode(args[12]))
    if rested then occupy(rested) end
    if why then return refused(why) end
    local freed = rested and free(rested)
    kept.expiry = math.min(now + tonumber(args[7]), kept.start)
    occupy(kept)
    return done(commit(kept, 'rest', request), freed)
end
