-- Takes one of the places of a host, if one is free.
-- KEYS[1] places
-- ARGV[1] the place's name   ARGV[2] how many places there are   ARGV[3] how long it is held at the most (ms)
-- ARGV[4] now (ms), empty for the clock of Redis
-- Returns 1 when it was taken, else 0.
local now = tonumber(ARGV[4])
if not now then
  local time = redis.call('TIME')
  now = time[1] * 1000 + math.floor(time[2] / 1000)
end
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', string.format('%d', now))
if redis.call('ZCARD', KEYS[1]) >= tonumber(ARGV[2]) then
  return 0
end
redis.call('ZADD', KEYS[1], string.format('%d', now + ARGV[3]), ARGV[1])
redis.call('PEXPIRE', KEYS[1], ARGV[3])
return 1
