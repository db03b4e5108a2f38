-- Lengthens leases.
-- KEYS as in jobs_shared.lua
-- ARGV 1 now, 2 length from now (ms); then for each job: id, token
-- Answers for each: 1 lengthened, 0 the lease was lost.
return function(keys, args)
    local now, at, answer = instant(args[1]), open(keys), {}
    for i = 3, #args, 2 do
        local job = held(at, args[i], args[i + 1])
        if job then redis.call('ZADD', at.leased, now + tonumber(args[2]), args[i]) end
        answer[#answer + 1] = job and 1 or 0
    end
    return answer
end
