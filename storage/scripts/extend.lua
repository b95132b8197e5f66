-- Prolongs the leases of items that are still due; never shortens one, but to give it back.
-- KEYS[1] due   KEYS[2] tries
-- ARGV[1] end of the lease (ms)   ARGV[2] "wait": they wait for a worker; "begin": work on the first
-- begins; "fresh": work on all begins that were never begun; "back": those that are being worked on are
-- given back   ARGV[3..] items
-- Returns the items that are still due; of "fresh" and "back", those that it was done to.
local mode = ARGV[2]
local held = {}
for i = 3, #ARGV do
  local item = ARGV[i]
  local tries = tonumber(redis.call('HGET', KEYS[2], item) or '0')
  local under_way = tries % 2 == 1
  local meant = (mode ~= 'back' or under_way) and (mode ~= 'fresh' or tries == 0)
  if meant and redis.call('ZSCORE', KEYS[1], item) then
    if mode == 'back' then
      redis.call('ZADD', KEYS[1], ARGV[1], item)
    else
      redis.call('ZADD', KEYS[1], 'GT', ARGV[1], item)
    end
    if (mode == 'begin' and i == 3 or mode == 'fresh') and not under_way then
      redis.call('HINCRBY', KEYS[2], item, 1)
    end
    held[#held + 1] = item
  end
end
return held
