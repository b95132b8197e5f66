-- Gives out due items under a lease; sets aside those whose work died too often.
-- KEYS[1] due   KEYS[2] tries   KEYS[3] quarantine
-- ARGV[1] now (ms)   ARGV[2] end of the lease (ms)   ARGV[3] limit   ARGV[4] the most tries
-- Returns the items, the longest due first.
-- A try is counted when work on an item began (odd) and the item is due again all the same.
local given = {}
for _, item in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', ARGV[1], 'LIMIT', 0, ARGV[3])) do
  local count = tonumber(redis.call('HGET', KEYS[2], item) or '0')
  if count % 2 == 1 then
    count = count + 1
    redis.call('HSET', KEYS[2], item, count)
  end
  if count / 2 >= tonumber(ARGV[4]) then
    redis.call('ZREM', KEYS[1], item)
    redis.call('HDEL', KEYS[2], item)
    redis.call('ZADD', KEYS[3], ARGV[1], item)
  else
    redis.call('ZADD', KEYS[1], ARGV[2], item)
    given[#given + 1] = item
  end
end
return given
