-- Counts one desk group's local day again, from its appointments, and compares. Changes nothing.
-- KEYS and ARGV 1 to 3 as in booking_shared.lua
-- ARGV: 4 post/group:date
-- Answers JSON: {"appointments":n,"oversold":n cells,"miscounted":n cells,"quotas":n services}
return function(keys, args)
    open(keys, args)
    local place = args[4]
    local capacity = redis.call('GET', CAPACITY .. place) or ''
    local counted, services, appointments, last = {}, {}, 0, 0
    for _, pool in ipairs(pools) do counted[pool] = {} end
    for _, id in ipairs(redis.call('ZRANGE', DAY .. place, 0, -1)) do
        local a = load(id)
        if a and occupies[a.state] and placeOf(a) == place then
            appointments = appointments + 1
            services[a.service] = (services[a.service] or 0) + 1
            last = math.max(last, a.first + a.cells)
            for i = a.first + 1, a.first + a.cells do
                counted[a.pool][i] = (counted[a.pool][i] or 0) + 1
            end
        end
    end
    local oversold, miscounted, quotas = 0, 0, 0
    local used = {}
    for _, pool in ipairs(pools) do
        used[pool] = redis.call('GET', USE .. place .. ':' .. pool) or ''
        last = math.max(last, #used[pool])
    end
    for i = 1, last do
        local total = 0
        for _, pool in ipairs(pools) do
            local count = counted[pool][i] or 0
            total = total + count
            if count ~= (used[pool]:byte(i) or 0) then miscounted = miscounted + 1 end
        end
        if total > (capacity:byte(i) or 0) % 128 then oversold = oversold + 1 end
    end
    local kept = redis.call('HGETALL', COUNT .. place)
    for i = 1, #kept, 2 do
        if tonumber(kept[i + 1]) ~= (services[kept[i]] or 0) then quotas = quotas + 1 end
        services[kept[i]] = nil
    end
    for _ in pairs(services) do quotas = quotas + 1 end
    return cjson.encode({
        appointments = appointments, oversold = oversold, miscounted = miscounted, quotas = quotas,
    })
end
