-- limit: one more use of something that may be used so many times in a window.
-- KEYS[1] the window's sorted set (uses by time)
-- ARGV[1] now in ms ("" = server time)  ARGV[2] allowed uses  ARGV[3] window in ms  ARGV[4] id of this use ("" = only look); one that counts already counts once
-- Answers 0 when taken, else the milliseconds until the next use is possible. A rate is not a domain fact:
-- losing it with the server only forgives, so the key expires by itself.
return function(keys, args)
  local key = keys[1]
  local now = tonumber(args[1])
  if not now then
    local time = redis.call('TIME')
    now = time[1] * 1000 + math.floor(time[2] / 1000)
  end
  local allowed, window = tonumber(args[2]), tonumber(args[3])
  redis.call('ZREMRANGEBYSCORE', key, '-inf', now - window)
  if args[4] ~= '' and redis.call('ZSCORE', key, args[4]) then
    return 0
  end
  if redis.call('ZCARD', key) >= allowed then
    local oldest = redis.call('ZRANGE', key, 0, 0, 'WITHSCORES')
    return math.max(1, math.floor(oldest[2] + window - now))
  end
  if args[4] == '' then
    return 0
  end
  redis.call('ZADD', key, now, args[4])
  redis.call('PEXPIRE', key, window)
  return 0
end
