-- The time in milliseconds: what the caller gave (tests, exercises), else the server's own clock.
local function instant(given)
    if given ~= '' then return tonumber(given) end
    local time = redis.call('TIME')
    return time[1] * 1000 + math.floor(time[2] / 1000)
end
