-- One arrow of the state diagram: confirm, cancel, attend, miss, excuse, displace.
-- KEYS and ARGV 1 to 3 as in booking_shared.lua
-- ARGV: 4 id, 5 kind of event, 6 arrows ("from=to,…": which states allow it, and what becomes of them),
--       7 earliest and 8 latest moment in ms from the start ("": any)
-- Refuses: unknown, state (detail: the state), tooEarly, tooLate
return function(keys, args)
    open(keys, args)
    local said = early()
    if said then return said end
    local a = current(args[4])
    if not a then return refused('unknown') end
    local to = arrows(args[6])[a.state]
    if not to then return refused('state', a.state) end
    local earliest, latest = tonumber(args[7]), tonumber(args[8])
    if earliest and now < a.start + earliest then return refused('tooEarly') end
    if latest and now >= a.start + latest then return refused('tooLate') end

    if occupies[a.state] and not occupies[to] then release(a) end
    a.state = to
    a.expiry = nil
    return done(commit(a, args[5], request))
end
