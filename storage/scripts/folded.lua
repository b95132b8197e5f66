-- Takes an article out of the work of folding, unless its claims changed meanwhile.
-- KEYS[1] claims   KEYS[2] due:fold   KEYS[3] tries:fold
-- ARGV[1] the article's field   ARGV[2] version of the claims that were folded   ARGV[3..] items
-- Returns 1 when it was taken out, else 0.
local known = redis.call('HGET', KEYS[1], ARGV[1])
if (known and struct.unpack('<I4', known) or 0) ~= tonumber(ARGV[2]) then
  return 0
end
for i = 3, #ARGV do
  redis.call('ZREM', KEYS[2], ARGV[i])
  redis.call('HDEL', KEYS[3], ARGV[i])
end
return 1
