-- Puts appointments back from the journal while the epoch is absent; one that is already there stays as it is.
-- KEYS and ARGV 1 to 3 as in booking_shared.lua
-- ARGV: 4… appointments as JSON
-- Answers how many were put back, as JSON: {"restored":n}
return function(keys, args)
    open(keys, args)
    if epoch then return '{"restored":0}' end
    local restored = 0
    for i = 4, #args do
        local a = cjson.decode(args[i])
        if redis.call('SETNX', APPOINTMENT .. a.id, args[i]) == 1 then
            restored = restored + 1
            redis.call('ZADD', INDEX, a.start, a.id)
            if occupies[a.state] then occupy(a) end
            keepExpiry(a)
            if a.identity and locks[a.state] then
                redis.call('HSET', IDENTITIES, a.service .. '/' .. a.identity, a.id)
            end
            if not locks[a.state] then forgetLater(a) end
        end
    end
    return cjson.encode({ restored = restored })
end
