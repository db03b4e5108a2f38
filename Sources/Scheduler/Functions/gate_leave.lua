-- gate_leave: how a try ended. Too many faults of the provider open the breaker; after a pause one probe at a time
-- finds out whether it is back.
-- KEYS as in gate_enter.lua
-- ARGV 1 now ("" = server time)  2 id of the try  3 sound, faulty (the provider's fault), neutral
--      4 window (ms)  5 smallest sample  6 share of faults that opens (percent)  7 pause (ms)  8 longest pause (ms)
--      9 sound probes that close it again
-- Answers {state, ms until the next probe}: closed, open.
return function(keys, args)
    local now, id, result = instant(args[1]), args[2], args[3]
    local window, sample, share = tonumber(args[4]), tonumber(args[5]), tonumber(args[6])
    local pause, longest, needed = tonumber(args[7]), tonumber(args[8]), tonumber(args[9])
    local gate = keys[1]
    redis.call('ZREM', keys[2], id)
    local state, probe, last, good = unpack(redis.call('HMGET', gate, 'state', 'probe', 'pause', 'good'))

    local function open(length)
        redis.call('HSET', gate, 'state', 'open', 'till', now + length, 'pause', length, 'good', 0, 'since', now)
        redis.call('HDEL', gate, 'probe')
        return { 'open', length }
    end

    if state == 'open' then
        if probe ~= id then return { 'open', 0 } end
        if result == 'faulty' then return open(math.min(longest, tonumber(last) * 2)) end
        redis.call('HDEL', gate, 'probe')
        if result == 'neutral' then return { 'open', 0 } end
        good = tonumber(good) + 1
        if good < needed then
            redis.call('HSET', gate, 'good', good)
            return { 'open', 0 }
        end
        redis.call('HSET', gate, 'state', 'closed', 'since', now)
        redis.call('HDEL', gate, 'till', 'pause', 'good', 'w0', 'w1', 'w2', 'w3', 'w4', 'w5', 'w6', 'w7', 'w8', 'w9')
        return { 'closed', 0 }
    end

    if result == 'neutral' then return { 'closed', 0 } end
    -- The window slides in tenths: each field holds "number of the tenth:sound:faulty".
    local tenth = math.floor(now * 10 / window)
    local sound, faulty = 0, 0
    local names = { 'w0', 'w1', 'w2', 'w3', 'w4', 'w5', 'w6', 'w7', 'w8', 'w9' }
    local mine = { 0, 0 }
    for index, text in ipairs(redis.call('HMGET', gate, unpack(names))) do
        local number, well, badly = string.match(text or '', '^(%d+):(%d+):(%d+)$')
        number = tonumber(number)
        if number and number > tenth - 10 then
            sound, faulty = sound + well, faulty + badly
            if number == tenth then mine = { tonumber(well), tonumber(badly) } end
        end
    end
    if result == 'sound' then mine[1], sound = mine[1] + 1, sound + 1
    else mine[2], faulty = mine[2] + 1, faulty + 1 end
    redis.call('HSET', gate, 'w' .. tenth % 10, string.format('%d:%d:%d', tenth, mine[1], mine[2]))
    redis.call('PEXPIRE', gate, 86400000)
    if result == 'faulty' and sound + faulty >= sample and faulty * 100 >= share * (sound + faulty) then
        return open(pause)
    end
    return { 'closed', 0 }
end
