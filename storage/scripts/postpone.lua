-- Puts a due item off; its work came to an end, so the try that is under way does not count.
-- KEYS[1] due   KEYS[2] tries
-- ARGV[1] when it is due (ms)   ARGV[2] item
-- Returns 1 when it was due, else 0.
if not redis.call('ZSCORE', KEYS[1], ARGV[2]) then
  return 0
end
redis.call('ZADD', KEYS[1], ARGV[1], ARGV[2])
local count = tonumber(redis.call('HGET', KEYS[2], ARGV[2]) or '0')
if count % 2 == 1 then
  redis.call('HSET', KEYS[2], ARGV[2], count - 1)
end
return 1
