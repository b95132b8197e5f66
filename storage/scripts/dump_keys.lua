-- Keys as Redis writes them down, all of one moment.
-- KEYS[1..] the keys   ARGV none
-- Returns for each what it holds (nothing where it is gone) and for how long, in milliseconds; -1: for good.
local answer = {}
for i = 1, #KEYS do
  answer[#answer + 1] = redis.call('DUMP', KEYS[i])
  answer[#answer + 1] = redis.call('PTTL', KEYS[i])
end
return answer
