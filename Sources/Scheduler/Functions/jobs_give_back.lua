-- Gives a leased job back: to run again later, or to the dead letters when its tries are used up.
-- KEYS as in jobs_shared.lua
-- ARGV 1 now, 2 id, 3 token, 4 delay (ms), 5 reason, 6 "1" the try counts, "0" it doesn't
-- Answers 1 back, 2 dead, 0 the lease was lost.
return function(keys, args)
    local now, at, id = instant(args[1]), open(keys), args[2]
    local job = held(at, id, args[3])
    if not job then return 0 end
    redis.call('ZREM', at.leased, id)
    if args[6] == '0' then
        job.tries = job.tries - 1
    elseif job.tries >= job.max then
        bury(at, id, job, args[5], now)
        return 2
    end
    job.reason = args[5]
    plan(at, id, job, now + tonumber(args[4]), now)
    return 1
end
