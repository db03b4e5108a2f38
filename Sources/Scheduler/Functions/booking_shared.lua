-- Shared by the booking functions; clock.lua stands before it.
--
-- KEYS, the same for all, all of one ministry and so of one slot:
--   1 epoch        string; absent: Redis was emptied, nothing may be decided before the rebuild
--   2 journal      stream; field `event`: every change as JSON
--   3 holds        sorted set: id by the time when the sweep ends it: a hold lapses, a resting place is freed
--   4 identities   hash: "service/identity" to id
--   5 forget       sorted set: key by the time when it is removed
--   6 index        sorted set: id by start
--   7 appointment… prefix, + id: the appointment as JSON
--   8 decision…    prefix, + request id: the answer as JSON
--   9 capacity…    prefix, + post/group:date: a byte per cell: counters open, + 128 where a sitting ends
--  10 use…         prefix, + post/group:date: for each cell a byte per pool, in the order of ARGV 3
--  11 reserved…    the same, of the shares that are still kept; absent when there is none
--  12 day…         prefix, + post/group:date: sorted set, id by first cell, of what occupies cells
--  13 count…       prefix, + post/group:date, and + post/group:week=Monday: hash, what `counted` names to how many
--                  appointments occupy cells
--  14 resting      sorted set: id by the time from which the waitlist may have the place
-- ARGV: 1 time in ms ("": the server's clock), 2 request id ("": not to be replayed), 3 pools, by comma
-- Answers JSON: {"answer":"done","events":[…]} | {"answer":"refused","reason":…,"detail":…} | {"answer":"unprepared"}
local EPOCH, JOURNAL, HOLDS, IDENTITIES, FORGET, INDEX
local APPOINTMENT, DECISION, CAPACITY, USE, RESERVED, DAY, COUNT, RESTING
local now, request, pools, ordinal, epoch

local WEEK = 7 * 86400 * 1000
-- Nobody offered a resting place to the waitlist within this time: everybody may have it.
local UNCLAIMED = 15 * 60 * 1000
local occupies = { resting = true, held = true, booked = true, attended = true, missed = true, excused = true }
local locks = { held = true, booked = true, displaced = true }
-- Their people came, or didn't: no change of an agenda can take their places away any more.
local happened = { attended = true, missed = true, excused = true }
-- Whose people may be more than the counters, where a service says so; as `Pool.overbooks` in Swift.
local overbooks = { public = true, sms = true, agents = true }

local PLACE = {
    'service', 'post', 'group', 'pool', 'channel', 'date', 'week', 'first', 'cells', 'start', 'end', 'zone', 'wall',
}

local function open(keys, args)
    EPOCH, JOURNAL, HOLDS, IDENTITIES, FORGET, INDEX = unpack(keys, 1, 6)
    APPOINTMENT, DECISION, CAPACITY, USE, RESERVED, DAY, COUNT, RESTING = unpack(keys, 7, 14)
    now, request, pools, ordinal = instant(args[1]), args[2], {}, {}
    for pool in string.gmatch(args[3], '[^,]+') do
        pools[#pools + 1] = pool
        ordinal[pool] = #pools
    end
    epoch = redis.call('GET', EPOCH)
end

local function load(id)
    local text = redis.call('GET', APPOINTMENT .. id)
    return text and cjson.decode(text)
end

local function placeOf(a) return a.post .. '/' .. a.group .. ':' .. a.date end
local function weekOf(a) return a.post .. '/' .. a.group .. ':week=' .. a.week end

-- What an appointment counts as, for the quotas of its day and its week; as `Quota.field` in Quota.swift writes it.
local function counted(a)
    return { a.service, a.service .. '/pool=' .. a.pool, a.service .. '/channel=' .. a.channel }
end

-- Removed seven days after the appointment's end, or after the change that ended it.
local function forgetLater(a)
    redis.call('ZADD', FORGET, math.max(now, a['end']) + WEEK, APPOINTMENT .. a.id)
end

-- The bytes of an appointment's cells in a string with one per pool.
local function ofPools(prefix, a)
    return redis.call('GETRANGE', prefix .. placeOf(a), a.first * #pools, (a.first + a.cells) * #pools - 1)
end

local function shift(a, by)
    local bytes = { ofPools(USE, a):byte(1, -1) }
    for i = 1, a.cells * #pools do
        local theirs = (i - 1) % #pools + 1 == ordinal[a.pool]
        bytes[i] = (bytes[i] or 0) + (theirs and by or 0)
    end
    redis.call('SETRANGE', USE .. placeOf(a), a.first * #pools, string.char(unpack(bytes)))
end

local function count(a, by)
    for _, field in ipairs(counted(a)) do
        redis.call('HINCRBY', COUNT .. placeOf(a), field, by)
        redis.call('HINCRBY', COUNT .. weekOf(a), field, by)
    end
end

local function occupy(a)
    shift(a, 1)
    redis.call('ZADD', DAY .. placeOf(a), a.first, a.id)
    count(a, 1)
end

local function release(a)
    shift(a, -1)
    redis.call('ZREM', DAY .. placeOf(a), a.id)
    count(a, -1)
end

-- The most that may ever stand in five minutes with so many counters.
local function bound(counters, percent) return counters + math.floor(counters * tonumber(percent) / 100) end

-- Whether people are offered this cell: every `step` cells from the beginning of its sitting, as `starts` in
-- Availability.swift counts them. Another start would leave gaps that nobody is offered.
local function offered(capacity, first, step)
    local begin = first
    while begin > 0 do
        local byte = capacity:byte(begin)
        if byte == 0 or byte >= 128 then break end
        begin = begin - 1
    end
    return (first - begin) % step == 0
end

-- nil when people are offered this start and all its cells are free for the pool:
-- capacity - own use - sum over the others of max(use, reserved).
-- `quotas`: a list of { per = 'day' or 'week', field, most }.
-- `extra`: for nought, one, two… counters that the pools which never overbook leave the others, how many more those
-- may take; an empty list: none.
local function obstacle(a, quotas, step, extra)
    local last = a.first + a.cells
    local capacity = redis.call('GETRANGE', CAPACITY .. placeOf(a), 0, last - 1)
    if #capacity < last or not offered(capacity, a.first, step) then return 'closed' end
    local used, reserved = ofPools(USE, a), ofPools(RESERVED, a)
    local full = false
    for i = 1, a.cells do
        local byte = capacity:byte(a.first + i)
        local free = byte % 128
        local left = free
        if free == 0 or (byte >= 128 and i < a.cells) then return 'closed' end
        for n, pool in ipairs(pools) do
            local at = (i - 1) * #pools + n
            local use = used:byte(at) or 0
            if pool ~= a.pool then use = math.max(use, reserved:byte(at) or 0) end
            free = free - use
            if not overbooks[pool] then left = left - use end
        end
        if overbooks[a.pool] then free = free + (extra[left + 1] or 0) end
        if free < 1 then full = true end
    end
    if full then return 'full' end
    for _, quota in ipairs(quotas) do
        local key = COUNT .. (quota.per == 'week' and weekOf(a) or placeOf(a))
        if tonumber(redis.call('HGET', key, quota.field) or '0') >= quota.most then return 'quotaReached' end
    end
end

-- When the sweep looks at it.
local function keepExpiry(a)
    if a.state == 'held' then
        redis.call('ZADD', HOLDS, a.expiry, a.id)
    elseif a.state == 'resting' then
        redis.call('ZADD', HOLDS, a.expiry + UNCLAIMED, a.id)
        redis.call('ZADD', RESTING, a.expiry, a.id)
    else
        redis.call('ZREM', HOLDS, a.id)
        redis.call('ZREM', RESTING, a.id)
    end
end

-- Stores the appointment under its next revision, keeps the indexes, appends the event and returns it as JSON.
local function commit(a, kind, by, order)
    a.revision = (a.revision or 0) + 1
    local text = cjson.encode(a)
    redis.call('SET', APPOINTMENT .. a.id, text)
    redis.call('ZADD', INDEX, a.start, a.id)
    keepExpiry(a)
    if a.identity then
        local field = a.service .. '/' .. a.identity
        if locks[a.state] then
            redis.call('HSET', IDENTITIES, field, a.id)
        elseif redis.call('HGET', IDENTITIES, field) == a.id then
            redis.call('HDEL', IDENTITIES, field)
        end
    end
    if not locks[a.state] then forgetLater(a) end
    local event = cjson.encode({
        id = a.id .. ':' .. a.revision, kind = kind, at = now, epoch = epoch, request = by, order = order or 1,
    })
    event = event:sub(1, -2) .. ',"appointment":' .. text .. '}'
    redis.call('XADD', JOURNAL, '*', 'event', event)
    return event
end

-- Keeps the place of an appointment that has just ended from everybody but the waitlist, from `due` on.
local function rest(a, due)
    local resting = { id = a.id .. '-' .. a.revision, subject = '', state = 'resting', expiry = due }
    for _, field in ipairs(PLACE) do resting[field] = a[field] end
    occupy(resting)
    commit(resting, 'rest')
end

-- An offer that nobody took goes to the next in line.
local function lapse(a)
    release(a)
    a.state = 'lapsed'
    commit(a, 'expire')
    if a.offered and a.start > now then rest(a, now) end
end

local function free(resting)
    release(resting)
    resting.state = 'freed'
    resting.expiry = nil
    return commit(resting, 'free')
end

-- Lapses holds and frees resting places whose time is up, at most `limit`, and forgets at most `limit` keys.
local function sweep(limit)
    local lapsed = redis.call('ZRANGEBYSCORE', HOLDS, '-inf', now, 'LIMIT', 0, limit)
    for _, id in ipairs(lapsed) do
        local a = load(id)
        if a and a.state == 'held' then
            lapse(a)
        elseif a and a.state == 'resting' then
            free(a)
        else
            redis.call('ZREM', HOLDS, id)
        end
    end
    local forgotten = redis.call('ZRANGEBYSCORE', FORGET, '-inf', now, 'LIMIT', 0, limit)
    for _, key in ipairs(forgotten) do
        redis.call('UNLINK', key)
        redis.call('ZREM', FORGET, key)
        if key:sub(1, #APPOINTMENT) == APPOINTMENT then redis.call('ZREM', INDEX, key:sub(#APPOINTMENT + 1)) end
    end
    return #lapsed, #forgotten
end

-- Keeps the answer for whoever asks again with the same request id.
local function decide(text)
    if request ~= '' then
        redis.call('SET', DECISION .. request, text)
        redis.call('ZADD', FORGET, now + WEEK, DECISION .. request)
    end
    return text
end

local function done(...) return decide('{"answer":"done","events":[' .. table.concat({ ... }, ',') .. ']}') end

local function refused(reason, detail)
    return decide(cjson.encode({ answer = 'refused', reason = reason, detail = detail }))
end

-- What must be said before anything is decided: not ready, or the answer given the first time.
local function early()
    if not epoch then return '{"answer":"unprepared"}' end
    local known = request ~= '' and redis.call('GET', DECISION .. request)
    if known then return known end
    sweep(8)
end

-- The appointment, lapsed at this very moment if its time is up, or nil.
local function current(id)
    local a = load(id)
    if a and a.state == 'held' and a.expiry <= now then lapse(a) end
    return a
end

-- "held=booked,displaced=booked" as a table.
local function arrows(text)
    local map = {}
    for from, to in string.gmatch(text, '(%w+)=(%w+)') do map[from] = to end
    return map
end
