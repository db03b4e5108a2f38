-- Shared by the job functions.
-- KEYS 1 bodies    hash: id -> job (MessagePack: kind, payload, key, priority, max, keep, ready, tries, token, reason, died)
--      2 due       sorted set: priority digit and id, scored by due time (ms)
--      3 leased    sorted set: id, scored by the lease's end (ms)
--      4 dead      sorted set: id, scored by the time of death (ms)
--      5 names     hash: idempotency key -> id
--      6 spent     sorted set: keys of finished jobs, scored by the time until which they still count (ms)
--      7 sequence  counter: the order in which jobs became ready
--      8 wake      list: at most one token, on which idle workers wait
--      9–13 ready  sorted sets by priority 0–4: id, scored by sequence
--      14 urgent   list: the same token for workers that only do what can't wait (priorities 0 and 1)
local function open(keys)
    return {
        bodies = keys[1], due = keys[2], leased = keys[3], dead = keys[4], names = keys[5], spent = keys[6],
        sequence = keys[7], wake = keys[8], ready = { keys[9], keys[10], keys[11], keys[12], keys[13] },
        urgent = keys[14],
    }
end

local function read(at, id)
    local body = redis.call('HGET', at.bodies, id)
    return body and cmsgpack.unpack(body)
end

local function save(at, id, job)
    redis.call('HSET', at.bodies, id, cmsgpack.pack(job))
end

-- One token is enough: whoever takes it passes it on while there is more to do.
local function wake(at)
    if redis.call('LLEN', at.wake) == 0 then redis.call('RPUSH', at.wake, '1') end
end

local function wake_urgent(at)
    if redis.call('LLEN', at.urgent) == 0 then redis.call('RPUSH', at.urgent, '1') end
end

local function queue(at, id, priority)
    redis.call('ZADD', at.ready[priority + 1], redis.call('INCR', at.sequence), id)
    if priority < 2 then wake_urgent(at) end
end

local function head(key)
    return tonumber(redis.call('ZRANGE', key, 0, 0, 'WITHSCORES')[2])
end

-- Puts a job where its due time says. The earliest due time has changed: an idle worker must hear of it.
local function plan(at, id, job, due, now)
    job.ready = due
    job.token = nil
    save(at, id, job)
    if due <= now then
        queue(at, id, job.priority)
        return wake(at)
    end
    local first = head(at.due)
    redis.call('ZADD', at.due, due, job.priority .. id)
    if first and due >= first then return end
    wake(at)
    if job.priority < 2 then wake_urgent(at) end
end

local function bury(at, id, job, reason, now)
    job.token = nil
    job.reason = reason
    job.died = now
    save(at, id, job)
    redis.call('ZADD', at.dead, now, id)
end

-- The job, if this token still holds its lease.
local function held(at, id, token)
    local job = read(at, id)
    if job and job.token == token then return job end
end

-- Forgets some keys whose time is over.
local function sweep(at, now)
    local over = redis.call('ZRANGEBYSCORE', at.spent, '-inf', now, 'LIMIT', 0, 20)
    if #over > 0 then
        redis.call('HDEL', at.names, unpack(over))
        redis.call('ZREM', at.spent, unpack(over))
    end
end
