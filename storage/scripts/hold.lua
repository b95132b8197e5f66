-- Takes or prolongs the lease of the scheduler.
-- KEYS[1] holder
-- ARGV[1] who asks   ARGV[2] lease (ms)
-- Returns 1 when the lease is held by who asks, else 0.
local holder = redis.call('GET', KEYS[1])
if holder and holder ~= ARGV[1] then
  return 0
end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1
