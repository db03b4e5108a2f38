-- Writes the capacity of one desk group and local day; the same twice changes nothing. Needs no epoch.
-- KEYS and ARGV 1 to 3 as in booking_shared.lua
-- ARGV: 4 post/group:date, 5 post/group:week=Monday, 6 when the day's keys may be forgotten, in ms, 7 capacity,
--       8 reserved, 9 what may be booked beyond the counters, in percent of them
-- Answers JSON: {"changed":0|1,"unfit":[id,…] or absent: what occupies cells that it no longer fits}
return function(keys, args)
    open(keys, args)
    local place, due = args[4], args[6]
    local capacity, reserved = args[7], args[8]
    local changed = redis.call('GET', CAPACITY .. place) ~= capacity
        or (redis.call('GET', RESERVED .. place) or '') ~= reserved
    redis.call('SET', CAPACITY .. place, capacity)
    if reserved == '' then
        redis.call('DEL', RESERVED .. place)
    else
        redis.call('SET', RESERVED .. place, reserved)
    end
    for _, key in ipairs({ CAPACITY .. place, RESERVED .. place, USE .. place, DAY .. place, COUNT .. place }) do
        redis.call('ZADD', FORGET, due, key)
    end
    redis.call('ZADD', FORGET, due, COUNT .. args[5])

    local total, certain = {}, {}
    local use = redis.call('GET', USE .. place) or ''
    for i = 1, #use / #pools do
        total[i], certain[i] = 0, 0
        for n, pool in ipairs(pools) do
            local theirs = use:byte((i - 1) * #pools + n)
            total[i] = total[i] + theirs
            if not overbooks[pool] then certain[i] = certain[i] + theirs end
        end
    end
    local function fits(a)
        for i = a.first + 1, a.first + a.cells do
            local byte = capacity:byte(i) or 0
            local counters = byte % 128
            if (total[i] or 0) > bound(counters, args[9]) or (certain[i] or 0) > counters then return false end
            if byte >= 128 and i < a.first + a.cells then return false end
        end
        return true
    end
    local unfit = {}
    for _, id in ipairs(redis.call('ZRANGE', DAY .. place, 0, -1)) do
        local a = load(id)
        if not happened[a.state] and not fits(a) then unfit[#unfit + 1] = id end
    end
    return cjson.encode({ changed = changed and 1 or 0, unfit = #unfit > 0 and unfit or nil })
end
