-- Puts jobs in, each once per idempotency key.
-- KEYS as in jobs_shared.lua
-- ARGV 1 now; then for each job: id, kind, payload, key or "", due (ms) or "" for now, priority 0–4, maximum tries,
--      how long its key counts after the end (ms)
-- Answers for each job the id under which it stands: the given one, or that of the job which already had its key.
return function(keys, args)
    local now, at, answer = instant(args[1]), open(keys), {}
    sweep(at, now)
    for i = 2, #args, 8 do
        local id, key, due = args[i], args[i + 3], tonumber(args[i + 4]) or now
        local standing = key ~= '' and redis.call('HGET', at.names, key)
        if standing then
            local ends = tonumber(redis.call('ZSCORE', at.spent, key))
            if ends and ends <= now then
                redis.call('ZREM', at.spent, key)
                standing = false
            end
        end
        if not standing then
            if key ~= '' then redis.call('HSET', at.names, key, id) end
            local job = {
                kind = args[i + 1], payload = args[i + 2], key = key, priority = tonumber(args[i + 5]),
                max = tonumber(args[i + 6]), keep = tonumber(args[i + 7]), tries = 0,
            }
            plan(at, id, job, due, now)
        end
        answer[#answer + 1] = standing or id
    end
    return answer
end
