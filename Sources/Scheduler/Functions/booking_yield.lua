-- A place that was kept for somebody who has another one, or wants none, may go to the next at once.
-- KEYS and ARGV 1 to 3 as in booking_shared.lua
-- ARGV: 4 id of what is kept
-- Refuses: unknown, state (detail: the state)
return function(keys, args)
    open(keys, args)
    local said = early()
    if said then return said end
    local kept = load(args[4])
    if not kept then return refused('unknown') end
    if kept.state ~= 'resting' then return refused('state', kept.state) end
    kept.expiry = now
    return done(commit(kept, 'rest', request))
end
