-- Writes the claims of an article, unless somebody wrote in between; extracting is done, folding is due.
-- KEYS[1] claims   KEYS[2] due:extract   KEYS[3] tries:extract
-- KEYS[4] due:fold   KEYS[5] tries:fold   KEYS[6] quarantine:fold
-- ARGV[1] the article's field   ARGV[2] version of the claims as they were read (0: none)
-- ARGV[3] claims, packed; empty: they stay   ARGV[4] the work's item   ARGV[5] when folding is due (ms)
-- Returns 1 when written, 0 when the claims are another version by now.
local known = redis.call('HGET', KEYS[1], ARGV[1])
local version = known and struct.unpack('<I4', known) or 0
if version ~= tonumber(ARGV[2]) then
  return 0
end
if ARGV[3] ~= '' then
  redis.call('HSET', KEYS[1], ARGV[1], struct.pack('<I4', version + 1) .. ARGV[3])
  redis.call('ZADD', KEYS[4], ARGV[5], ARGV[4])
  redis.call('HDEL', KEYS[5], ARGV[4])
  redis.call('ZREM', KEYS[6], ARGV[4])
end
redis.call('ZREM', KEYS[2], ARGV[4])
redis.call('HDEL', KEYS[3], ARGV[4])
return 1
