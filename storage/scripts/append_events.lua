-- Appends events to the stream, each once.
-- KEYS[1] stream   KEYS[2] streamed
-- ARGV[1] now (ms)   ARGV[2] the most events kept   ARGV[3..] pairs: id, event
-- Returns how many were appended.
local appended = 0
for i = 3, #ARGV, 2 do
  if redis.call('ZADD', KEYS[2], 'NX', ARGV[1], ARGV[i]) == 1 then
    redis.call('XADD', KEYS[1], 'MAXLEN', '~', ARGV[2], '*', 'event', ARGV[i + 1])
    appended = appended + 1
  end
end
redis.call('ZREMRANGEBYRANK', KEYS[2], 0, -1 - tonumber(ARGV[2]))
return appended
