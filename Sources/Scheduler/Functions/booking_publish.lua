-- Writes the capacity of one desk group and local day; the same twice changes nothing. Needs no epoch.
-- KEYS and ARGV 1 to 3 as in booking_shared.lua
-- ARGV: 4 post/group:date, 5 post/group:week=Monday, 6 when the day's keys may be forgotten, in ms, 7 capacity,
--       8… reserved, per pool, then what may be booked beyond the counters, in percent of them
-- Answers JSON: {"changed":0|1,"unfit":[id,…] or absent: what occupies cells that it no longer fits}
return function(keys, args)
    open(keys, args)
    local place, due = args[4], args[6]
    local capacity = args[7]
    local changed = redis.call('GET', CAPACITY .. place) ~= capacity
    redis.call('SET', CAPACITY .. place, capacity)
    redis.call('ZADD', FORGET, due, CAPACITY .. place, due, DAY .. place, due, COUNT .. place, due, COUNT .. args[5])
    for i, pool in ipairs(pools) do
        local reserved = args[7 + i]
        local key = RESERVED .. place .. ':' .. pool
        if (redis.call('GET', key) or '') ~= reserved then changed = true end
        if reserved == '' then redis.call('DEL', key) else redis.call('SET', key, reserved) end
        redis.call('ZADD', FORGET, due, key, due, USE .. place .. ':' .. pool)
    end

    local total, certain = {}, {}
    for _, pool in ipairs(pools) do
        local use = redis.call('GET', USE .. place .. ':' .. pool) or ''
        for i = 1, #use do
            total[i] = (total[i] or 0) + use:byte(i)
            if not overbooks[pool] then certain[i] = (certain[i] or 0) + use:byte(i) end
        end
    end
    local unfit = {}
    for _, id in ipairs(redis.call('ZRANGE', DAY .. place, 0, -1)) do
        local a = load(id)
        for i = a.first + 1, a.first + a.cells do
            local byte = capacity:byte(i) or 0
            local most = bound(byte % 128, args[8 + #pools])
            if (total[i] or 0) > most or (certain[i] or 0) > byte % 128 or (byte >= 128 and i < a.first + a.cells) then
                unfit[#unfit + 1] = id
                break
            end
        end
    end
    return cjson.encode({ changed = changed and 1 or 0, unfit = #unfit > 0 and unfit or nil })
end
