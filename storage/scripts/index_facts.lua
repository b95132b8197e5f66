-- Brings facts into the indexes of a month, unless somebody changed one of the entries in between.
-- KEYS[1] facts of the month   KEYS[2..] the terms concerned
-- ARGV a group a fact: its number, its entry as it was read (empty: none), the entry to write,
--   how many terms to leave and their places in KEYS, how many to enter and their places in KEYS
-- Returns 1 when written, else 0.
local at = 1
while at <= #ARGV do
  if (redis.call('HGET', KEYS[1], ARGV[at]) or '') ~= ARGV[at + 1] then
    return 0
  end
  at = at + 4 + ARGV[at + 3]
  at = at + 1 + ARGV[at]
end
at = 1
while at <= #ARGV do
  local number = ARGV[at]
  redis.call('HSET', KEYS[1], number, ARGV[at + 2])
  at = at + 3
  for _, command in ipairs({'SREM', 'SADD'}) do
    local count = tonumber(ARGV[at])
    for i = at + 1, at + count do
      redis.call(command, KEYS[tonumber(ARGV[i])], number)
    end
    at = at + 1 + count
  end
end
return 1
