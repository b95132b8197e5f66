-- Notes why work on items did not end, for whoever looks into the quarantine.
-- KEYS[1] faults
-- ARGV[1] how long they are kept (s)   ARGV[2] the note   ARGV[3..] items
-- Returns how many items were noted.
for i = 3, #ARGV do
  redis.call('HSET', KEYS[1], ARGV[i], ARGV[2])
end
redis.call('EXPIRE', KEYS[1], ARGV[1])
return #ARGV - 2
