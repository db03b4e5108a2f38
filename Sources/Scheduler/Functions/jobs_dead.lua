-- Reads dead letters, the oldest first.
-- KEYS as in jobs_shared.lua
-- ARGV 1 now (unused), 2 how many to skip, 3 how many to read
-- Answers for each {id, kind, tries, reason, time of death (ms)}.
return function(keys, args)
    local at, answer = open(keys), {}
    local first = tonumber(args[2])
    for _, id in ipairs(redis.call('ZRANGE', at.dead, first, first + tonumber(args[3]) - 1)) do
        local job = read(at, id)
        if job then answer[#answer + 1] = { id, job.kind, job.tries, job.reason, job.died } end
    end
    return answer
end
