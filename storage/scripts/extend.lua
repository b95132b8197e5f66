-- Prolongs the leases of items that are still due; never shortens one, but to give it back.
-- KEYS[1] due   KEYS[2] tries
-- ARGV[1] end of the lease (ms)   ARGV[2] "wait": they wait for a worker; "begin": work on the first
-- begins; "back": those that are being worked on are given back   ARGV[3..] items
-- Returns the items that are still due; of "back", those that were given back.
local held = {}
for i = 3, #ARGV do
  local item = ARGV[i]
  local under_way = tonumber(redis.call('HGET', KEYS[2], item) or '0') % 2 == 1
  if redis.call('ZSCORE', KEYS[1], item) and (ARGV[2] ~= 'back' or under_way) then
    if ARGV[2] == 'back' then
      redis.call('ZADD', KEYS[1], ARGV[1], item)
    else
      redis.call('ZADD', KEYS[1], 'GT', ARGV[1], item)
    end
    if ARGV[2] == 'begin' and i == 3 and not under_way then
      redis.call('HINCRBY', KEYS[2], item, 1)
    end
    held[#held + 1] = item
  end
end
return held
