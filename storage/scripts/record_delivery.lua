-- Writes what became of a try to deliver, unless somebody wrote in between.
-- KEYS[1] records   KEYS[2] due:deliver   KEYS[3] tries:deliver   KEYS[4] claims   KEYS[5] paces
-- ARGV[1] id   ARGV[2] record as it was read   ARGV[3] record to write   ARGV[4] when due again (ms, or empty)
-- ARGV[5] channel   ARGV[6] until when it rests (ms; 0: it works, empty: nothing is known of it)
-- ARGV[7] when the target said that it is gone for good, and which it is (or empty)
-- Returns 1 when written, else 0.
if redis.call('HGET', KEYS[1], ARGV[1]) ~= ARGV[2] then
  return 0
end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[3])
redis.call('HDEL', KEYS[3], ARGV[1])
redis.call('HDEL', KEYS[4], ARGV[1])
if ARGV[6] == '0' then
  redis.call('HDEL', KEYS[5], 'failures:' .. ARGV[5], 'rest:' .. ARGV[5])
elseif ARGV[6] ~= '' then
  redis.call('HINCRBY', KEYS[5], 'failures:' .. ARGV[5], 1)
  redis.call('HSET', KEYS[5], 'rest:' .. ARGV[5], ARGV[6])
end
if ARGV[7] ~= '' then
  redis.call('HSET', KEYS[5], 'ended:' .. ARGV[5], ARGV[7])
end
if ARGV[4] == '' then
  redis.call('ZREM', KEYS[2], ARGV[1])
else
  redis.call('ZADD', KEYS[2], ARGV[4], ARGV[1])
end
return 1
