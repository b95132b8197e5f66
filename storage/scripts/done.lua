-- Takes finished items out of the due work.
-- KEYS[1] due   KEYS[2] tries
-- ARGV items
-- Returns how many were due.
local finished = 0
for _, item in ipairs(ARGV) do
  finished = finished + redis.call('ZREM', KEYS[1], item)
  redis.call('HDEL', KEYS[2], item)
end
return finished
