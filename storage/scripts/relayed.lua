-- Takes relayed events out of a book's outbox; with none left, its relay is done.
-- KEYS[1] outbox   KEYS[2] due:relay   KEYS[3] tries:relay
-- ARGV[1] the book's digest   ARGV[2..] event ids
-- Returns how many events still wait.
for i = 2, #ARGV do
  redis.call('HDEL', KEYS[1], ARGV[i])
end
local waiting = redis.call('HLEN', KEYS[1])
if waiting == 0 then
  redis.call('ZREM', KEYS[2], ARGV[1])
  redis.call('HDEL', KEYS[3], ARGV[1])
end
return waiting
