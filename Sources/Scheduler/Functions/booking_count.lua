-- Counts one desk group's local day again, from its appointments, and compares. Changes nothing.
-- KEYS and ARGV 1 to 3 as in booking_shared.lua
-- ARGV: 4 post/group:date, 5 what may be booked beyond the counters, in percent of them;
--       or 4 post/group:week=Monday, 5 0, 6… its days as post/group:date: then only its quotas
-- Answers JSON: {"appointments":n,"oversold":n cells,"miscounted":n cells,"quotas":n counts}
-- A cell whose people have all been there isn't oversold: their day may have been closed since.

-- How many fields of the counts kept for a day or a week aren't what they should be.
local function differences(place, counts)
    local different = 0
    local kept = redis.call('HGETALL', COUNT .. place)
    for i = 1, #kept, 2 do
        if tonumber(kept[i + 1]) ~= (counts[kept[i]] or 0) then different = different + 1 end
        counts[kept[i]] = nil
    end
    for _ in pairs(counts) do different = different + 1 end
    return different
end

-- A week's counts are the sums of its days'.
local function weekDifferences(week, first, args)
    local sums = {}
    for i = first, #args do
        local kept = redis.call('HGETALL', COUNT .. args[i])
        for n = 1, #kept, 2 do sums[kept[n]] = (sums[kept[n]] or 0) + tonumber(kept[n + 1]) end
    end
    return differences(week, sums)
end

return function(keys, args)
    open(keys, args)
    local place = args[4]
    if args[6] then
        return cjson.encode({
            appointments = 0, oversold = 0, miscounted = 0, quotas = weekDifferences(place, 6, args),
        })
    end
    local capacity = redis.call('GET', CAPACITY .. place) or ''
    local taken, counts, appointments, last = {}, {}, 0, 0
    local expected = {}
    for _, pool in ipairs(pools) do taken[pool] = {} end
    for _, id in ipairs(redis.call('ZRANGE', DAY .. place, 0, -1)) do
        local a = load(id)
        if a and occupies[a.state] and placeOf(a) == place then
            appointments = appointments + 1
            for _, field in ipairs(counted(a)) do counts[field] = (counts[field] or 0) + 1 end
            last = math.max(last, a.first + a.cells)
            for i = a.first + 1, a.first + a.cells do
                taken[a.pool][i] = (taken[a.pool][i] or 0) + 1
                if not happened[a.state] then expected[i] = true end
            end
        end
    end
    local oversold, miscounted = 0, 0
    local used = redis.call('GET', USE .. place) or ''
    for i = 1, math.max(last, #used / #pools) do
        local total, certain = 0, 0
        for n, pool in ipairs(pools) do
            local count = taken[pool][i] or 0
            total = total + count
            if not overbooks[pool] then certain = certain + count end
            if count ~= (used:byte((i - 1) * #pools + n) or 0) then miscounted = miscounted + 1 end
        end
        local counters = (capacity:byte(i) or 0) % 128
        local beyond = total > bound(counters, args[5]) or certain > counters
        if beyond and expected[i] then oversold = oversold + 1 end
    end
    return cjson.encode({
        appointments = appointments, oversold = oversold, miscounted = miscounted,
        quotas = differences(place, counts),
    })
end
