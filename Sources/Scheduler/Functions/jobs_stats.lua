-- Counts jobs.
-- KEYS as in jobs_shared.lua
-- ARGV 1 now
-- Answers ready (those whose time has come among them), due later, leased, dead, how long the oldest ready one waits (ms).
return function(keys, args)
    local now, at = instant(args[1]), open(keys)
    local ready = redis.call('ZCOUNT', at.due, '-inf', now)
    local oldest = math.min(head(at.due) or now, now)
    for _, key in ipairs(at.ready) do
        ready = ready + redis.call('ZCARD', key)
        local first = redis.call('ZRANGE', key, 0, 0)[1]
        local job = first and read(at, first)
        if job then oldest = math.min(oldest, job.ready) end
    end
    return {
        ready, redis.call('ZCOUNT', at.due, '(' .. now, '+inf'), redis.call('ZCARD', at.leased),
        redis.call('ZCARD', at.dead), now - oldest,
    }
end
