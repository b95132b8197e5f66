-- Keeps one revision of an article; the revision that was seen last is the current one.
-- KEYS[1] article   KEYS[2] articles   KEYS[3] due:extract   KEYS[4] tries:extract   KEYS[5] quarantine:extract
-- ARGV[1] digest of the address   ARGV[2] revision   ARGV[3] when it was fetched (ms)   ARGV[4] its date (ms)
-- ARGV[5] the article, packed   ARGV[6] when work on it is due (ms)   ARGV[7] the work's item
-- Returns "new", "changed" or "unchanged".
local article, revision, fetched = KEYS[1], ARGV[2], tonumber(ARGV[3])
local function seen(which)
  local first, last = string.match(redis.call('HGET', article, 't:' .. which) or '', '^(%d+) (%d+)$')
  return tonumber(first), tonumber(last)
end
local current = redis.call('HGET', article, 'current')
local first, last = seen(revision)
if not first then
  redis.call('HSET', article, 'b:' .. revision, ARGV[5])
  first, last = fetched, fetched
end
last = math.max(last, fetched)
redis.call('HSET', article, 't:' .. revision, string.format('%d %d', first, last))
redis.call('ZADD', KEYS[2], 'NX', ARGV[4], ARGV[1])
redis.call('HDEL', article, 'gone')
if current == revision then
  return 'unchanged'
end
if current then
  local _, current_last = seen(current)
  if last < current_last or (last == current_last and revision < current) then
    return 'unchanged'
  end
end
redis.call('HSET', article, 'current', revision)
redis.call('ZADD', KEYS[3], ARGV[6], ARGV[7])
redis.call('HDEL', KEYS[4], ARGV[7])
redis.call('ZREM', KEYS[5], ARGV[7])
return current and 'changed' or 'new'
