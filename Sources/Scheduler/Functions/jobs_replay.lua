-- Makes dead letters ready again, their tries forgotten.
-- KEYS as in jobs_shared.lua
-- ARGV 1 now, 2 how many at most; then their ids, none for the oldest
-- Answers how many.
return function(keys, args)
    local now, at, count = instant(args[1]), open(keys), 0
    local ids = { unpack(args, 3) }
    if #ids == 0 then ids = redis.call('ZRANGE', at.dead, 0, tonumber(args[2]) - 1) end
    for _, id in ipairs(ids) do
        local job = redis.call('ZREM', at.dead, id) == 1 and read(at, id)
        if job then
            job.tries, job.reason, job.died = 0, nil, nil
            plan(at, id, job, now, now)
            count = count + 1
        end
    end
    return count
end
