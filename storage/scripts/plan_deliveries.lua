-- Keeps planned deliveries that are not known yet; those to be told become due, or part of a bundle.
-- KEYS[1] records   KEYS[2] by_time   KEYS[3] due:deliver   KEYS[4] filed
-- ARGV sixes: id, created (ms), when due (ms, empty when it is not), bundle (or empty),
-- topics (separated by blanks), record
-- Returns the ids that are new.
local planned = {}
for i = 1, #ARGV, 6 do
  local id, due, bundle = ARGV[i], ARGV[i + 2], ARGV[i + 3]
  if redis.call('HSETNX', KEYS[1], id, ARGV[i + 5]) == 1 then
    redis.call('ZADD', KEYS[2], ARGV[i + 1], id)
    if bundle ~= '' then
      redis.call('ZADD', KEYS[4], 0, bundle .. ' ' .. id)
      redis.call('ZADD', KEYS[3], 'NX', due, bundle)
    elseif due ~= '' then
      redis.call('ZADD', KEYS[3], due, id)
    end
    for topic in string.gmatch(ARGV[i + 4], '%S+') do
      redis.call('ZADD', KEYS[4], 0, topic .. ' ' .. id)
    end
    planned[#planned + 1] = id
  end
end
return planned
