-- Writes the claims of an article, unless somebody wrote in between; extracting is done, folding is due.
-- KEYS[1] article   KEYS[2] due:extract   KEYS[3] tries:extract
-- KEYS[4] due:fold   KEYS[5] tries:fold   KEYS[6] quarantine:fold
-- ARGV[1] version of the claims as they were read ("0": none)   ARGV[2] claims, packed; empty: they stay
-- ARGV[3] the work's item   ARGV[4] when folding is due (ms)
-- Returns 1 when written, 0 when the claims are another version by now.
if (redis.call('HGET', KEYS[1], 'cv') or '0') ~= ARGV[1] then
  return 0
end
if ARGV[2] ~= '' then
  redis.call('HSET', KEYS[1], 'claims', ARGV[2])
  redis.call('HINCRBY', KEYS[1], 'cv', 1)
  redis.call('ZADD', KEYS[4], ARGV[4], ARGV[3])
  redis.call('HDEL', KEYS[5], ARGV[3])
  redis.call('ZREM', KEYS[6], ARGV[3])
end
redis.call('ZREM', KEYS[2], ARGV[3])
redis.call('HDEL', KEYS[3], ARGV[3])
return 1
