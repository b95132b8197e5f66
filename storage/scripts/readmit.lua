-- Gives quarantined items another chance.
-- KEYS[1] due   KEYS[2] quarantine
-- ARGV[1] when they are due (ms)   ARGV[2..] items
-- Returns how many were in quarantine.
local readmitted = 0
for i = 2, #ARGV do
  if redis.call('ZREM', KEYS[2], ARGV[i]) == 1 then
    redis.call('ZADD', KEYS[1], ARGV[1], ARGV[i])
    readmitted = readmitted + 1
  end
end
return readmitted
