-- Takes a place until its expiry. An earlier hold of the same person, service and subject is given up in the same
-- step: somebody who chooses again changes their mind.
-- KEYS and ARGV 1 to 3 as in booking_shared.lua
-- ARGV: 4 the appointment as JSON, 5 lifetime in ms, 6 lead time in ms, 7 quota of the service and day ("": none),
--       8 horizon in ms, 9 cells between the starts that people are offered
-- Refuses: tooLate, closed, full, quotaReached, alreadyHolding (detail: its id)
return function(keys, args)
    open(keys, args)
    local said = early()
    if said then return said end
    local a = cjson.decode(args[4])
    if a.start < now + tonumber(args[6]) then return refused('tooLate') end
    if a.start > now + tonumber(args[8]) then return refused('closed') end

    local earlier
    if a.identity then
        local id = redis.call('HGET', IDENTITIES, a.service .. '/' .. a.identity)
        earlier = id and current(id)
        if earlier and not locks[earlier.state] then earlier = nil end
        if earlier and (earlier.state ~= 'held' or earlier.subject ~= a.subject) then
            return refused('alreadyHolding', earlier.id)
        end
    end
    if earlier then release(earlier) end
    local why = obstacle(a, tonumber(args[7]), tonumber(args[9]))
    if why then
        if earlier then occupy(earlier) end
        return refused(why)
    end
    if earlier then
        earlier.state = 'cancelled'
        commit(earlier, 'cancel')
    end
    a.state = 'held'
    a.expiry = now + tonumber(args[5])
    occupy(a)
    return done(commit(a, 'hold', request))
end
