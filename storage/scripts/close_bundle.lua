-- Makes one delivery of a bundle, unless another event joined it meanwhile.
-- KEYS[1] records   KEYS[2] by_time   KEYS[3] due:deliver   KEYS[4] filed   KEYS[5] tries:deliver
-- ARGV[1] bundle   ARGV[2] the delivery's id   ARGV[3] created (ms)   ARGV[4] record, empty for no members
-- ARGV[5..] the members' ids
-- Returns 1 when closed, else 0.
local prefix = ARGV[1] .. ' '
if redis.call('ZLEXCOUNT', KEYS[4], '[' .. prefix, '(' .. ARGV[1] .. '!') ~= #ARGV - 4 then
  return 0
end
for i = 5, #ARGV do
  redis.call('ZREM', KEYS[4], prefix .. ARGV[i])
  redis.call('ZADD', KEYS[4], 0, 'told:' .. ARGV[i] .. ' ' .. ARGV[2])
end
if ARGV[4] ~= '' and redis.call('HSETNX', KEYS[1], ARGV[2], ARGV[4]) == 1 then
  redis.call('ZADD', KEYS[2], ARGV[3], ARGV[2])
  redis.call('ZADD', KEYS[3], ARGV[3], ARGV[2])
end
redis.call('ZREM', KEYS[3], ARGV[1])
redis.call('HDEL', KEYS[5], ARGV[1])
return 1
