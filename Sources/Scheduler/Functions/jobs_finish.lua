-- Ends jobs that are done.
-- KEYS as in jobs_shared.lua
-- ARGV 1 now; then for each job: id, token
-- Answers for each: 1 ended, 0 the lease was lost.
return function(keys, args)
    local now, at, answer = instant(args[1]), open(keys), {}
    sweep(at, now)
    for i = 2, #args, 2 do
        local id = args[i]
        local job = held(at, id, args[i + 1])
        if job then
            redis.call('HDEL', at.bodies, id)
            redis.call('ZREM', at.leased, id)
            if job.key ~= '' then redis.call('ZADD', at.spent, now + job.keep, job.key) end
        end
        answer[#answer + 1] = job and 1 or 0
    end
    return answer
end
