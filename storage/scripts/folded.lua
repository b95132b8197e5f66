-- Takes an article out of the work of folding, unless its claims changed meanwhile.
-- KEYS[1] article   KEYS[2] due:fold   KEYS[3] tries:fold
-- ARGV[1] version of the claims that were folded   ARGV[2..] items
-- Returns 1 when it was taken out, else 0.
if (redis.call('HGET', KEYS[1], 'cv') or '0') ~= ARGV[1] then
  return 0
end
for i = 2, #ARGV do
  redis.call('ZREM', KEYS[2], ARGV[i])
  redis.call('HDEL', KEYS[3], ARGV[i])
end
return 1
