-- Gives a resting place to somebody on the waitlist: a hold that only they can take.
-- KEYS and ARGV 1 to 3 as in booking_shared.lua
-- ARGV: 4 id of the resting place, 5 what is theirs as JSON (id, service, pool, channel, subject, identity),
--       6 cells, 7 lifetime in ms, 8 quotas as JSON,
--       9 what may be booked beyond the counters, as `obstacle` takes it
-- Refuses: unknown, state (detail: the state), closed (too short, or the agenda changed while it rested), full,
-- quotaReached, alreadyHolding (detail: its id)
return function(keys, args)
    open(keys, args)
    local said = early()
    if said then return said end
    local resting = load(args[4])
    if not resting then return refused('unknown') end
    if resting.state ~= 'resting' then return refused('state', resting.state) end
    local a, cells = cjson.decode(args[5]), tonumber(args[6])
    if cells > resting.cells or resting.start <= now then return refused('closed') end
    local id = a.identity and redis.call('HGET', IDENTITIES, a.service .. '/' .. a.identity)
    local other = id and current(id)
    if other and locks[other.state] then return refused('alreadyHolding', other.id) end

    for _, field in ipairs(PLACE) do
        if a[field] == nil then a[field] = resting[field] end
    end
    a.cells = cells
    a['end'] = a.start + cells * 300000
    release(resting)
    local why = obstacle(a, cjson.decode(args[8]), 1, cjson.decode(args[9]))
    occupy(resting)
    if why then return refused(why) end

    free(resting)
    a.state = 'held'
    a.offered = true
    a.expiry = math.min(now + tonumber(args[7]), a.start)
    occupy(a)
    return done(commit(a, 'hold', request))
end
