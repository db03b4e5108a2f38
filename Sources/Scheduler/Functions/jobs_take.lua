-- Returns expired leases, moves due jobs, leases up to n ready jobs by priority, first come first served.
-- KEYS as in jobs_shared.lua
-- ARGV 1 now, 2 n, 3 length of the lease (ms), 4 token of the leases, 5 "1" when the answer to this very take was lost:
--      what it leased is told again and nothing else taken; if it leased nothing, it is done now
--      6 "1" when only what can't wait is wanted (priorities 0 and 1)
-- Answers now, the next instant at which something falls due or a lease ends (-1: none), then for each job
--      {id, kind, payload, key, priority, tries (this one included), maximum tries, due (ms)}.
return function(keys, args)
    local now, at = instant(args[1]), open(keys)
    local wanted, length, token, taken = tonumber(args[2]), tonumber(args[3]), args[4], {}
    local urgent = args[6] == '1'
    local function tell(id, job)
        taken[#taken + 1] = { id, job.kind, job.payload, job.key, job.priority, job.tries, job.max, job.ready }
    end

    if args[5] == '1' then
        for _, id in ipairs(redis.call('ZRANGE', at.leased, 0, -1)) do
            local job = held(at, id, token)
            if job then tell(id, job) end
        end
        if #taken > 0 then return { now, now, unpack(taken) } end
    end

    for _, id in ipairs(redis.call('ZRANGEBYSCORE', at.leased, '-inf', now, 'LIMIT', 0, 100)) do
        redis.call('ZREM', at.leased, id)
        local job = read(at, id)
        if job and job.tries >= job.max then
            bury(at, id, job, 'lease expired', now)
        elseif job then
            job.reason = 'lease expired'
            plan(at, id, job, now, now)
        end
    end
    local fallen_due = redis.call('ZRANGEBYSCORE', at.due, '-inf', now, 'LIMIT', 0, 200)
    for _, member in ipairs(fallen_due) do
        redis.call('ZREM', at.due, member)
        queue(at, member:sub(2), tonumber(member:sub(1, 1)))
    end

    for priority, ready in ipairs(at.ready) do
        if #taken >= wanted or urgent and priority > 2 then break end
        local popped = redis.call('ZPOPMIN', ready, wanted - #taken)
        for i = 1, #popped, 2 do
            local id = popped[i]
            local job = read(at, id)
            if job then
                job.tries = job.tries + 1
                job.token = token
                save(at, id, job)
                redis.call('ZADD', at.leased, now + length, id)
                tell(id, job)
            end
        end
    end

    -- A worker that is full stops listening: another must learn what is left and what comes next.
    if urgent then
        if #fallen_due > 0 then wake(at) end
        if #taken < wanted then redis.call('DEL', at.urgent) else wake_urgent(at) end
    elseif #taken < wanted then
        redis.call('DEL', at.wake)
    else
        wake(at)
    end
    local due, ends = head(at.due), head(at.leased)
    local next = due and ends and math.min(due, ends) or due or ends or -1
    return { now, next, unpack(taken) }
end
