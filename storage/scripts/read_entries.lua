-- The codes of terms, new ones for terms that have none, and entries as they are.
-- KEYS[1] facts of the month   KEYS[2] codes of the month
-- ARGV[1] how many terms   ARGV[2..] the terms, then numbers of facts
-- Returns the codes, then the entries, zeros where there is none.
local BLOCK, SIZE = 32, 42
local terms = tonumber(ARGV[1])
local answer = {}
for i = 2, terms + 1 do
  local code = redis.call('HGET', KEYS[2], ARGV[i])
  if not code then
    code = redis.call('HLEN', KEYS[2]) + 1
    redis.call('HSET', KEYS[2], ARGV[i], code)
  end
  answer[#answer + 1] = tonumber(code)
end
for i = terms + 2, #ARGV do
  local number = tonumber(ARGV[i]) - 1
  local block = redis.call('HGET', KEYS[1], math.floor(number / BLOCK)) or ''
  local at = (number % BLOCK) * SIZE
  local entry = string.sub(block, at + 1, at + SIZE)
  answer[#answer + 1] = entry .. string.rep('\0', SIZE - #entry)
end
return answer
