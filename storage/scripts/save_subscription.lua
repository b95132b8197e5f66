-- Keeps, changes or removes a subscription with its index terms, unless somebody wrote in between.
-- KEYS[1] records   KEYS[2] terms
-- ARGV[1] name   ARGV[2] record as it was read (or empty)   ARGV[3] record to write (empty removes)
-- ARGV[4] how many terms go   ARGV[5..] the terms that go, then those that come
-- Returns 1 when written, else 0.
if (redis.call('HGET', KEYS[1], ARGV[1]) or '') ~= ARGV[2] then
  return 0
end
for i = 5, #ARGV do
  if i < 5 + tonumber(ARGV[4]) then
    redis.call('ZREM', KEYS[2], ARGV[i] .. '\n' .. ARGV[1])
  else
    redis.call('ZADD', KEYS[2], 0, ARGV[i] .. '\n' .. ARGV[1])
  end
end
if ARGV[3] == '' then
  redis.call('HDEL', KEYS[1], ARGV[1])
else
  redis.call('HSET', KEYS[1], ARGV[1], ARGV[3])
end
return 1
