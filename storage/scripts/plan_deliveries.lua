-- Keeps planned deliveries that are not known yet; those to be told become due.
-- KEYS[1] records   KEYS[2] by_time   KEYS[3] due:deliver
-- ARGV fours: id, created (ms), when due (ms, empty when it is not), record
-- Returns the ids that are new.
local planned = {}
for i = 1, #ARGV, 4 do
  if redis.call('HSETNX', KEYS[1], ARGV[i], ARGV[i + 3]) == 1 then
    redis.call('ZADD', KEYS[2], ARGV[i + 1], ARGV[i])
    if ARGV[i + 2] ~= '' then
      redis.call('ZADD', KEYS[3], ARGV[i + 2], ARGV[i])
    end
    planned[#planned + 1] = ARGV[i]
  end
end
return planned
