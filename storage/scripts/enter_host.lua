-- Takes one of the places of a host, if one is free, with the host's next free turn; turns are at
-- least the delay apart. Where the turn is further off than the limit, neither is taken.
-- KEYS[1] places   KEYS[2] turn
-- ARGV[1] the place's name   ARGV[2] how many places there are   ARGV[3] how long it is held at the most (ms)
-- ARGV[4] delay (ms)   ARGV[5] limit (ms)   ARGV[6] now (ms), empty for the clock of Redis
-- ARGV[7] life of the turn after it has passed (ms)
-- Returns the milliseconds to wait for the turn; -1 where no place is free.
local now = tonumber(ARGV[6])
if not now then
  local time = redis.call('TIME')
  now = time[1] * 1000 + math.floor(time[2] / 1000)
end
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', string.format('%d', now))
if redis.call('ZCARD', KEYS[1]) >= tonumber(ARGV[2]) then
  return -1
end
local turn = math.max(now, tonumber(redis.call('GET', KEYS[2]) or '0'))
if turn - now > tonumber(ARGV[5]) then
  return turn - now
end
redis.call('ZADD', KEYS[1], string.format('%d', now + ARGV[3]), ARGV[1])
redis.call('PEXPIRE', KEYS[1], ARGV[3])
if tonumber(ARGV[4]) > 0 then
  local following = turn + tonumber(ARGV[4])
  -- string.format: Lua would write a number of this size as 1.7e+12.
  redis.call('SET', KEYS[2], string.format('%d', following), 'PX', string.format('%d', following - now + ARGV[7]))
end
return turn - now
