-- Gives up the lease of the scheduler, if who asks holds it.
-- KEYS[1] holder
-- ARGV[1] who asks
-- Returns 1 when it was given up, else 0.
if redis.call('GET', KEYS[1]) == ARGV[1] then
  return redis.call('DEL', KEYS[1])
end
return 0
