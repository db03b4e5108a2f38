-- One arrow of the state diagram: confirm, cancel, attend, miss, excuse, displace, free.
-- KEYS and ARGV 1 to 3 as in booking_shared.lua
-- ARGV: 4 ids, by comma: all of them or none, 5 kind of event, 6 arrows ("from=to,…": which states allow it, and what becomes of them),
--       7 earliest and 8 latest moment in ms from the start ("": any),
--       9 how long a place given back rests before the waitlist may have it, in ms ("": it is free at once)
-- Refuses: unknown, state (detail: the state), tooEarly, tooLate
-- A resting place that is freed has rested.
local function gives(a, from, to)
    return occupies[from] and not occupies[to] and from ~= 'resting' and a.start > now
end

return function(keys, args)
    open(keys, args)
    local said = early()
    if said then return said end
    local all, allowed = {}, arrows(args[6])
    local earliest, latest = tonumber(args[7]), tonumber(args[8])
    for id in string.gmatch(args[4], '[^,]+') do
        local a = current(id)
        if not a then return refused('unknown') end
        if not allowed[a.state] then return refused('state', a.state) end
        if earliest and now < a.start + earliest then return refused('tooEarly') end
        if latest and now >= a.start + latest then return refused('tooLate') end
        all[#all + 1] = a
    end

    local events, pause = {}, tonumber(args[9])
    for i, a in ipairs(all) do
        local from, to = a.state, allowed[a.state]
        if occupies[a.state] and not occupies[to] then release(a) end
        a.state = to
        a.expiry = nil
        events[i] = commit(a, args[5], request, i)
        local due = gives(a, from, to) and (a.offered and from == 'held' and now or pause and now + pause)
        if due and due < a.start then rest(a, due) end
    end
    return done(unpack(events))
end
