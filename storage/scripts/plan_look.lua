-- Keeps what a look at a page told, and makes the next one due.
-- KEYS[1] looks   KEYS[2] due:look   KEYS[3] tries:look
-- ARGV[1] reference id   ARGV[2] what the look told   ARGV[3] when the next one is due (ms)
-- Returns nothing.
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
redis.call('ZADD', KEYS[2], ARGV[3], ARGV[1])
redis.call('HDEL', KEYS[3], ARGV[1])
