-- Lapses holds whose time is up and forgets what is old, a bounded number at a time.
-- KEYS and ARGV 1 to 3 as in booking_shared.lua
-- ARGV: 4 limit
-- Answers JSON: {"lapsed":n,"forgotten":n}
return function(keys, args)
    open(keys, args)
    if not epoch then return '{"lapsed":0,"forgotten":0}' end
    local lapsed, forgotten = sweep(tonumber(args[4]))
    return cjson.encode({ lapsed = lapsed, forgotten = forgotten })
end
