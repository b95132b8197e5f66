-- Keeps references that are new, or newer than the ones we have, and makes them due to be read.
-- KEYS[1] refs   KEYS[2] due:read   KEYS[3] tries:read   KEYS[4] quarantine:read
-- ARGV[1] when they are due (ms)   ARGV[2..] triples: id, update (ms, 0 when not told), reference
-- Returns the ids that were kept.
local kept = {}
for i = 2, #ARGV, 3 do
  local id, updated = ARGV[i], tonumber(ARGV[i + 1])
  local known = redis.call('HGET', KEYS[1], id)
  if not known or updated > tonumber(string.match(known, '^%-?%d+')) then
    redis.call('HSET', KEYS[1], id, ARGV[i + 1] .. ' ' .. ARGV[i + 2])
    redis.call('ZADD', KEYS[2], ARGV[1], id)
    redis.call('HDEL', KEYS[3], id)
    redis.call('ZREM', KEYS[4], id)
    kept[#kept + 1] = id
  end
end
return kept
