-- Puts the next turn of a host off; a turn that is further off stays.
-- KEYS[1] turn
-- ARGV[1] how long (ms)   ARGV[2] now (ms), empty for the clock of Redis   ARGV[3] life after the turn (ms)
-- Returns the milliseconds until the next turn.
local now = tonumber(ARGV[2])
if not now then
  local time = redis.call('TIME')
  now = time[1] * 1000 + math.floor(time[2] / 1000)
end
local turn = math.max(now + ARGV[1], tonumber(redis.call('GET', KEYS[1]) or '0'))
redis.call('SET', KEYS[1], string.format('%d', turn), 'PX', string.format('%d', turn - now + ARGV[3]))
return turn - now
