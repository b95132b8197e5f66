-- Fields of several hashes in one answer; for one server, since the hashes have different slots.
-- KEYS[1..] the hashes   ARGV[1..] for each how many fields, and they
-- Returns the values in their order.
local answer, at = {}, 1
for i = 1, #KEYS do
  local count = tonumber(ARGV[at])
  for j = at + 1, at + count do
    answer[#answer + 1] = redis.call('HGET', KEYS[i], ARGV[j])
  end
  at = at + count + 1
end
return answer
