-- Puts a leased job among the dead letters: no further try can help.
-- KEYS as in jobs_shared.lua
-- ARGV 1 now, 2 id, 3 token, 4 reason
-- Answers 2 dead, 0 the lease was lost.
return function(keys, args)
    local now, at, id = instant(args[1]), open(keys), args[2]
    local job = held(at, id, args[3])
    if not job then return 0 end
    redis.call('ZREM', at.leased, id)
    bury(at, id, job, args[4], now)
    return 2
end
