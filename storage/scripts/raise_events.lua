-- Puts events that no article made into a book's outbox; those that wait there already are left alone.
-- KEYS[1] outbox   KEYS[2] due:relay
-- ARGV[1] the book's digest   ARGV[2] when the relay is due (ms)   ARGV[3..] pairs: id, event
-- Returns how many were new.
local raised = 0
for i = 3, #ARGV, 2 do
  raised = raised + redis.call('HSETNX', KEYS[1], ARGV[i], ARGV[i + 1])
end
if raised > 0 then
  redis.call('ZADD', KEYS[2], ARGV[2], ARGV[1])
end
return raised
