-- Drops items that were set aside, for good.
-- KEYS[1] quarantine   KEYS[2] faults
-- ARGV items
-- Returns how many were in quarantine.
local dropped = 0
for _, item in ipairs(ARGV) do
  dropped = dropped + redis.call('ZREM', KEYS[1], item)
  redis.call('HDEL', KEYS[2], item)
end
return dropped
