-- Takes places until their expiry: all of them or none. An earlier hold of the same person, service and subject is
-- given up in the same step: somebody who chooses again changes their mind.
-- KEYS and ARGV 1 to 3 as in booking_shared.lua
-- ARGV: 4 appointments as a JSON list: one person's, or a party's, 5 lifetime in ms, 6 lead time in ms,
--       7 quotas as JSON, 8 horizon in ms, 9 cells between the starts that people are offered,
--       10 what may be booked beyond the counters, as `obstacle` takes it
-- Refuses: tooLate, closed, full, quotaReached, alreadyHolding (detail: its id, or that of the other guest who is the
-- same person)
local function earlierHold(a)
    local id = a.identity and redis.call('HGET', IDENTITIES, a.service .. '/' .. a.identity)
    local earlier = id and current(id)
    if earlier and locks[earlier.state] then return earlier end
end

return function(keys, args)
    open(keys, args)
    local said = early()
    if said then return said end
    local party, quotas, extra = cjson.decode(args[4]), cjson.decode(args[7]), cjson.decode(args[10])
    local given, taken, named = {}, {}, {}
    for _, a in ipairs(party) do
        if a.start < now + tonumber(args[6]) then return refused('tooLate') end
        if a.start > now + tonumber(args[8]) then return refused('closed') end
        if a.identity then
            if named[a.identity] then return refused('alreadyHolding', named[a.identity]) end
            named[a.identity] = a.id
        end
        local earlier = earlierHold(a)
        if earlier then
            if earlier.state ~= 'held' or earlier.subject ~= a.subject then
                return refused('alreadyHolding', earlier.id)
            end
            given[#given + 1] = earlier
        end
    end

    for _, earlier in ipairs(given) do release(earlier) end
    for i, a in ipairs(party) do
        -- Only the first stands where people are offered a start: the others follow it, or sit beside it.
        local why = obstacle(a, quotas, i == 1 and tonumber(args[9]) or 1, extra)
        if why then
            for _, other in ipairs(taken) do release(other) end
            for _, earlier in ipairs(given) do occupy(earlier) end
            return refused(why)
        end
        occupy(a)
        taken[i] = a
    end
    for _, earlier in ipairs(given) do
        earlier.state = 'cancelled'
        commit(earlier, 'cancel')
    end
    local events = {}
    for i, a in ipairs(party) do
        a.state = 'held'
        a.expiry = now + tonumber(args[5])
        events[i] = commit(a, 'hold', request, i)
    end
    return done(unpack(events))
end
