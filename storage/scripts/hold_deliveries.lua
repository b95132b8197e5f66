-- Prolongs tries to deliver that are going on, or lets them go.
-- KEYS[1] claims
-- ARGV[1] until when they may last (ms; empty: let go)   ARGV[2..] deliveries
-- Returns how many were going on.
local held = 0
for i = 2, #ARGV do
  if redis.call('HEXISTS', KEYS[1], ARGV[i]) == 1 then
    held = held + 1
    if ARGV[1] == '' then
      redis.call('HDEL', KEYS[1], ARGV[i])
    else
      redis.call('HSET', KEYS[1], ARGV[i], ARGV[1])
    end
  end
end
return held
