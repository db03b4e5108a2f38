-- gate_enter: may one more go through to a provider now? Breaker, number at once and rate, decided in one step for all
-- workers. Nothing here is a domain fact: losing it with the server only forgives.
-- KEYS[1] the gate's hash  KEYS[2] who is inside: sorted set, id scored by when it is given up (ms)
-- ARGV 1 now ("" = server time)  2 id of this try  3 lane: urgent, usual, bulk  4 parts  5 parts a second (0 = any)
--      6 burst in parts  7 at once (0 = any)  8 longest stay (ms)  9 "1": its turn has come, or it goes whatever the breaker says
-- Answers {verdict, ms}: go, probe; open, full, rate: ask again after so long; turn: come back then, and a place is kept.
return function(keys, args)
    local now, id, lane = instant(args[1]), args[2], args[3]
    local parts, rate, burst = tonumber(args[4]), tonumber(args[5]), tonumber(args[6])
    local most, stay, turn = tonumber(args[7]), tonumber(args[8]), args[9] == '1'
    local gate, inside = keys[1], keys[2]
    local state, till, probe, probe_ends, tokens, at, line = unpack(redis.call(
        'HMGET', gate, 'state', 'till', 'probe', 'probe_ends', 'tokens', 'at', 'line'))
    local verdict = 'go'

    if state == 'open' and not (turn and lane == 'urgent') then
        till = tonumber(till)
        if now < till then return { 'open', till - now } end
        if probe and now < tonumber(probe_ends) then return { 'open', 1000 } end
        verdict = 'probe'
    end

    redis.call('ZREMRANGEBYSCORE', inside, '-inf', now)
    if most > 0 and lane ~= 'urgent' and redis.call('ZCARD', inside) >= most then return { 'full', 500 } end

    if rate > 0 then
        local saved = math.min(burst, (tonumber(tokens) or burst) + (now - (tonumber(at) or now)) * rate / 1000)
        if lane == 'bulk' and not turn then
            -- A mass of messages forms a line, at four fifths of the rate: who comes meanwhile needn't wait behind it.
            local free = math.max(now, tonumber(line) or now)
            if free > now then
                redis.call('HSET', gate, 'line', free + parts * 1250 / rate)
                return { 'turn', math.ceil(free - now) }
            end
            redis.call('HSET', gate, 'line', now + parts * 1250 / rate)
        elseif lane == 'usual' and saved < parts and saved < burst then
            return { 'rate', math.ceil((math.min(parts, burst) - saved) * 1000 / rate) }
        end
        redis.call('HSET', gate, 'tokens', saved - parts, 'at', now)
    end

    if verdict == 'probe' then redis.call('HSET', gate, 'probe', id, 'probe_ends', now + stay) end
    redis.call('ZADD', inside, now + stay, id)
    redis.call('PEXPIRE', inside, stay)
    redis.call('PEXPIRE', gate, 86400000)
    return { verdict, 0 }
end
