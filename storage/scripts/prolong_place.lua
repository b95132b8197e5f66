-- Holds a place of a host for longer, if it is still held.
-- KEYS[1] places
-- ARGV[1] the place's name   ARGV[2] how long it is held from now on (ms)
-- ARGV[3] now (ms), empty for the clock of Redis
-- Returns nothing.
local now = tonumber(ARGV[3])
if not now then
  local time = redis.call('TIME')
  now = time[1] * 1000 + math.floor(time[2] / 1000)
end
redis.call('ZADD', KEYS[1], 'XX', string.format('%d', now + ARGV[2]), ARGV[1])
redis.call('PEXPIRE', KEYS[1], ARGV[2])
