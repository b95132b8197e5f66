-- Brings a field from a large hash into the small one where it stands now.
-- KEYS[1] the large hash   KEYS[2] the small one
-- ARGV[1] the field
-- Returns 1.
local value = redis.call('HGET', KEYS[1], ARGV[1])
if value then
  redis.call('HSETNX', KEYS[2], ARGV[1], value)
  redis.call('HDEL', KEYS[1], ARGV[1])
end
return 1
