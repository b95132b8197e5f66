-- Takes the next free slot of a host; slots of one host are at least the delay apart. A slot that
-- is further off than the limit is not taken.
-- KEYS[1] turn
-- ARGV[1] delay (ms)   ARGV[2] now (ms), empty for the clock of Redis   ARGV[3] life after the slot (ms)
-- ARGV[4] limit (ms), empty for none
-- Returns the milliseconds to wait before using the slot.
local now = tonumber(ARGV[2])
if not now then
  local time = redis.call('TIME')
  now = time[1] * 1000 + math.floor(time[2] / 1000)
end
local slot = math.max(now, tonumber(redis.call('GET', KEYS[1]) or '0'))
local limit = tonumber(ARGV[4])
if limit and slot - now > limit then
  return slot - now
end
local following = slot + tonumber(ARGV[1])
-- string.format: Lua would write a number of this size as 1.7e+12.
redis.call('SET', KEYS[1], string.format('%d', following), 'PX', string.format('%d', following - now + ARGV[3]))
return slot - now
