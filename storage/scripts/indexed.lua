-- Notes that a book's facts are in the indexes of their months, unless the book was changed since.
-- KEYS[1] book
-- ARGV[1] version whose facts are indexed   ARGV[2] meta to write
-- Returns 1 when written, else 0.
if redis.call('HGET', KEYS[1], 'v') ~= ARGV[1] then
  return 0
end
redis.call('HSET', KEYS[1], 'meta', ARGV[2])
return 1
