-- Prolongs the leases of items that are still due, and notes that work on them is under way.
-- KEYS[1] due   KEYS[2] tries
-- ARGV[1] end of the lease (ms)   ARGV[2..] items
-- Returns the items that are still due.
local held = {}
for i = 2, #ARGV do
  if redis.call('ZSCORE', KEYS[1], ARGV[i]) then
    redis.call('ZADD', KEYS[1], ARGV[1], ARGV[i])
    if tonumber(redis.call('HGET', KEYS[2], ARGV[i]) or '0') % 2 == 0 then
      redis.call('HINCRBY', KEYS[2], ARGV[i], 1)
    end
    held[#held + 1] = ARGV[i]
  end
end
return held
