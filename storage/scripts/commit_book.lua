-- Changes a book: its facts, its ledger, its entry in the list of ratings, its events; all or nothing.
-- KEYS[1] book   KEYS[2] ledger   KEYS[3] outbox   KEYS[4] ratings
-- KEYS[5] due:relay   KEYS[6] tries:relay   KEYS[7] quarantine:relay   KEYS[8] contents
-- ARGV[1] version of the book as it was read ("0": none)   ARGV[2] the book's digest   ARGV[3] meta
-- ARGV[4] the rating, '{}' for one that nothing is known of any more, empty for a book that is none   ARGV[5] when the relay is due (ms)
-- ARGV[6] the contents, empty for a small book
-- ARGV[7..] three lists, each its length and then its elements: facts (digest, record; an empty record
-- removes), editions (period, places; empty removes), events (id, event)
-- Returns the new version, or 0 when the book is another version by now.
local version = redis.call('HGET', KEYS[1], 'v') or '0'
if version ~= ARGV[1] then
  return 0
end
local at = 7
local function pairs_into(key)
  local length = tonumber(ARGV[at])
  for i = at + 1, at + length, 2 do
    if ARGV[i + 1] == '' then
      redis.call('HDEL', key, ARGV[i])
    else
      redis.call('HSET', key, ARGV[i], ARGV[i + 1])
    end
  end
  at = at + length + 1
  return length
end
pairs_into(KEYS[1])
pairs_into(KEYS[2])
if pairs_into(KEYS[3]) > 0 then
  redis.call('ZADD', KEYS[5], ARGV[5], ARGV[2])
  redis.call('HDEL', KEYS[6], ARGV[2])
  redis.call('ZREM', KEYS[7], ARGV[2])
end
if ARGV[4] == '{}' then
  redis.call('HDEL', KEYS[4], ARGV[2])
elseif ARGV[4] ~= '' then
  redis.call('HSET', KEYS[4], ARGV[2], ARGV[4])
end
if ARGV[6] == '' then
  redis.call('DEL', KEYS[8])
else
  redis.call('SET', KEYS[8], ARGV[6])
end
redis.call('HSET', KEYS[1], 'meta', ARGV[3])
return redis.call('HINCRBY', KEYS[1], 'v', 1)
