-- Forgets deliveries with all that they are filed under, each unless somebody wrote to it in between.
-- KEYS[1] records   KEYS[2] by_time   KEYS[3] filed
-- ARGV triples: id, record as it was read, topics (separated by blanks)
-- Returns how many were forgotten.
local forgotten = 0
for i = 1, #ARGV, 3 do
  local id = ARGV[i]
  if redis.call('HGET', KEYS[1], id) == ARGV[i + 1] then
    redis.call('HDEL', KEYS[1], id)
    redis.call('ZREM', KEYS[2], id)
    for topic in string.gmatch(ARGV[i + 2], '%S+') do
      redis.call('ZREM', KEYS[3], topic .. ' ' .. id)
    end
    for _, told in ipairs(redis.call('ZRANGEBYLEX', KEYS[3], '[told:' .. id .. ' ', '(told:' .. id .. '!')) do
      redis.call('ZREM', KEYS[3], told)
    end
    forgotten = forgotten + 1
  end
end
return forgotten
