-- Keeps one revision of an article; the revision that was seen last is the current one.
-- KEYS[1] articles   KEYS[2] bodies   KEYS[3] due:extract   KEYS[4] tries:extract   KEYS[5] quarantine:extract
-- KEYS[6] pages that are gone
-- ARGV[1] the article's field   ARGV[2] revision (8 bytes)   ARGV[3] when it was fetched (ms)
-- ARGV[4] its date (ms)   ARGV[5] the article, packed   ARGV[6] when work on it is due (ms)
-- ARGV[7] the work's item
-- Returns "new", "changed" or "unchanged".
local own, revision, fetched = ARGV[1], ARGV[2], tonumber(ARGV[3])
local state = redis.call('HGET', KEYS[1], own)

-- By bytes, not by the collation of the server's locale.
local function after(one, other)
  for i = 1, 8 do
    local left, right = string.byte(one, i), string.byte(other, i)
    if left ~= right then
      return left > right
    end
  end
  return false
end

local current, current_last, at, first, last
for i = 9, #(state or ''), 24 do
  local name, name_first, name_last = struct.unpack('<c8dd', state, i)
  if name == revision then
    at, first, last = i, name_first, name_last
  end
  if not current or name_last > current_last or (name_last == current_last and after(name, current)) then
    current, current_last = name, name_last
  end
end
if not at then
  redis.call('HSET', KEYS[2], own .. revision, ARGV[5])
  first, last = fetched, fetched
end
last = math.max(last, fetched)
local seen = struct.pack('<c8dd', revision, first, last)
if not state then
  state = struct.pack('<d', tonumber(ARGV[4])) .. seen
elseif at then
  state = string.sub(state, 1, at - 1) .. seen .. string.sub(state, at + 24)
else
  state = state .. seen
end
redis.call('HSET', KEYS[1], own, state)
redis.call('HDEL', KEYS[6], own)
if current == revision then
  return 'unchanged'
end
if current and (last < current_last or (last == current_last and not after(revision, current))) then
  return 'unchanged'
end
redis.call('ZADD', KEYS[3], ARGV[6], ARGV[7])
redis.call('HDEL', KEYS[4], ARGV[7])
redis.call('ZREM', KEYS[5], ARGV[7])
return current and 'changed' or 'new'
